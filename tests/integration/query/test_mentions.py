"""GET /brands/{brand}/mentions and /pulse: mentions page by page, and their counts."""

from __future__ import annotations

from typing import Any

import pytest

from shared.domain.brand import Brand
from shared.domain.mentions.mention import Engagement, Mention
from shared.domain.time import DAY_MS, HOUR_MS, MINUTE_MS
from shared.domain.write_shards import WriteShards
from shared.store import brands, mentions
from tests.api_client import NOW_MS, Answer, ask

ACME = Brand("acme", "Acme", created_ms=NOW_MS, updated_ms=NOW_MS)


@pytest.fixture(autouse=True)
def _acme(aws: dict[str, str]) -> None:  # noqa: ARG001 - the tables must be there first
    brands.put(ACME)


def mention(number: int, ago_ms: int, text: str = "the kettle", channel: str = "webhook") -> Mention:
    at = NOW_MS - ago_ms
    return Mention("acme", channel, f"post-{number}", text, at, at + 1_000, language="en")


def put(*found: Mention, shards: int = 1) -> None:
    mentions.put(found, {"acme": WriteShards(shards)})


def keys(answer: Answer) -> list[str]:
    return [item["native_id"] for item in answer.json["mentions"]]


def all_pages(limit: int, **query: Any) -> list[str]:
    """Every page until the last one."""
    answer = ask("GET", "/brands/acme/mentions", limit=limit, **query)
    found = keys(answer)
    while cursor := answer.json["next_cursor"]:
        answer = ask("GET", "/brands/acme/mentions", limit=limit, cursor=cursor, **query)
        found += keys(answer)
    return found


def test_a_mention_is_shown_with_its_sentiment_and_without_its_author() -> None:
    put(
        mention(1, MINUTE_MS, "Acme is the worst, my kettle melted and support is useless!")._replace(
            author="0123456789abcdef",
            url="https://example.com/1",
            hashtags=("kettle",),
            engagement=Engagement(1, 2, 3),
            reach=120,
        )
    )
    (shown,) = ask("GET", "/brands/acme/mentions").json["mentions"]
    assert shown["sentiment"]["label"] == "negative"
    assert shown["sentiment"]["scored"]
    assert (shown["author"], shown["url"], shown["reach"]) == ("0123456789abcdef", "https://example.com/1", 120)
    assert shown["engagement"] == {"likes": 1, "reposts": 2, "replies": 3}
    assert shown["published_at"] == "2026-03-01T14:04:00Z"


def test_pages_are_newest_first_and_hold_each_mention_once() -> None:
    put(*(mention(number, number * 20 * MINUTE_MS) for number in range(1, 24)))
    assert all_pages(5) == [f"post-{number}" for number in range(1, 24)]


@pytest.mark.parametrize("shards", [1, 4])
def test_mentions_of_the_same_instant_are_neither_skipped_nor_repeated(shards: int) -> None:
    brands.put(ACME._replace(shards=shards))
    put(*(mention(number, HOUR_MS) for number in range(30)), shards=shards)
    found = all_pages(7)
    assert len(found) == 30
    assert set(found) == {f"post-{number}" for number in range(30)}


def test_mentions_that_arrive_while_a_client_pages_shift_nothing() -> None:
    put(*(mention(number, number * MINUTE_MS) for number in range(1, 41)))
    answer = ask("GET", "/brands/acme/mentions", limit=10)
    found = keys(answer)
    extra = 1_000
    while cursor := answer.json["next_cursor"]:
        put(*(mention(extra + number, number) for number in range(1, 8)))
        extra += 10
        answer = ask("GET", "/brands/acme/mentions", limit=10, cursor=cursor)
        found += keys(answer)
    assert found == [f"post-{number}" for number in range(1, 41)]


def test_since_is_included_and_until_is_not() -> None:
    put(mention(1, HOUR_MS), mention(2, 2 * HOUR_MS), mention(3, 3 * HOUR_MS))
    answer = ask("GET", "/brands/acme/mentions", since="2026-03-01T12:05:00Z", until="2026-03-01T13:05:00Z")
    assert keys(answer) == ["post-2"]


def test_a_filter_by_sentiment_or_channel_loses_no_mention_over_the_pages() -> None:
    angry, glad = "this is terrible and broken", "I love this, it is great"
    put(*(mention(n, n * 7 * MINUTE_MS, angry if n % 3 else glad, "rss" if n % 2 else "webhook") for n in range(1, 61)))
    assert all_pages(4, label="positive") == [f"post-{n}" for n in range(3, 61, 3)]
    assert all_pages(4, label="negative", channel="rss") == [f"post-{n}" for n in range(1, 61, 2) if n % 3]


def test_a_page_that_needs_too_many_reads_is_short_and_has_a_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("functions.query.routes.mentions.MAX_READS", 2)
    put(*(mention(number, number * HOUR_MS) for number in range(1, 7)))
    first = ask("GET", "/brands/acme/mentions", limit=50)
    assert len(keys(first)) == 2
    assert first.json["next_cursor"]
    assert all_pages(50) == [f"post-{number}" for number in range(1, 7)]


def test_a_text_in_another_language_is_marked_as_not_scored() -> None:
    put(mention(1, 1, "Das Gerät ist kaputt und nicht zu gebrauchen")._replace(language="de"))
    sentiment = ask("GET", "/brands/acme/mentions").json["mentions"][0]["sentiment"]
    assert (sentiment["scored"], sentiment["label"]) == (False, "neutral")


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "\u05d0" * 200, "😀" * 150, 'a"b\\c\n\t'])
def test_hostile_texts_come_back_as_plain_json_strings(text: str) -> None:
    put(mention(1, 1, text))
    answer = ask("GET", "/brands/acme/mentions")
    assert answer.json["mentions"][0]["text"] == text
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_url_that_is_not_a_web_link_is_left_out() -> None:
    put(mention(1, 1)._replace(url="javascript:alert(1)"))
    assert ask("GET", "/brands/acme/mentions").json["mentions"][0]["url"] is None


def test_an_unknown_brand_is_404() -> None:
    for path in ("/brands/nobody/mentions", "/brands/nobody/pulse", "/brands/nobody"):
        assert ask("GET", path).status == 404


def test_a_cursor_belongs_to_its_brand_its_route_and_its_filters() -> None:
    put(*(mention(number, number) for number in range(1, 9)))
    cursor = ask("GET", "/brands/acme/mentions", limit=2, channel="webhook").json["next_cursor"]
    brands.put(ACME._replace(id="other"))
    elsewhere: list[tuple[str, dict[str, Any]]] = [
        ("/brands/acme/mentions", {}),
        ("/brands/acme/mentions", {"channel": "rss"}),
        ("/brands/other/mentions", {"channel": "webhook"}),
        ("/moments", {}),
    ]
    for path, query in elsewhere:
        answer = ask("GET", path, cursor=cursor, **query)
        assert answer.status == 400
        assert "other filters" in answer.json["detail"]
    assert ask("GET", "/brands/acme/mentions", limit=100, channel="webhook", cursor=cursor).status == 200


def test_an_unchanged_page_is_not_sent_again() -> None:
    put(*(mention(number, number) for number in range(1, 9)))
    first = ask("GET", "/brands/acme/mentions", limit=2)
    again = ask(
        "GET", "/brands/acme/mentions", limit=2, headers={"If-None-Match": first.headers["ETag"]}, now_ms=NOW_MS + 9_000
    )
    assert (again.status, again.body) == (304, "")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert first.headers["Cache-Control"] == "private, max-age=5"
    put(mention(99, 0))
    changed = ask("GET", "/brands/acme/mentions", limit=2, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status == 200


def test_a_day_without_mentions_is_an_empty_page() -> None:
    assert ask("GET", "/brands/acme/mentions", since=(NOW_MS - DAY_MS) // 1000).json == {
        "mentions": [],
        "next_cursor": None,
    }


def test_the_future_is_an_empty_page() -> None:
    put(mention(1, 1))
    answer = ask("GET", "/brands/acme/mentions", since="2031-01-01", until="9999-12-31")
    assert answer.json["mentions"] == []


def test_a_withheld_mention_counts_and_neither_its_text_nor_its_words_are_shown() -> None:
    text = "Acme is the worst, my kettle caught fire"
    put(mention(1, MINUTE_MS, text)._replace(withheld=True, url="https://bsky.app/1"), mention(2, 2 * MINUTE_MS, text))
    answer = ask("GET", "/brands/acme/mentions")
    hidden, shown = answer.json["mentions"]
    assert (hidden["withheld"], hidden["text"], hidden["url"]) == (True, "", "https://bsky.app/1")
    assert hidden["sentiment"] == shown["sentiment"]
    assert [theme["name"] for theme in hidden["themes"]] == [theme["name"] for theme in shown["themes"]] != []
    assert not any(part["why"] for part in (hidden["intent"], *hidden["themes"]))
    assert any(part["why"] for part in (shown["intent"], *shown["themes"]))
    assert keys(ask("GET", "/brands/acme/mentions", q="kettle")) == ["post-2"], "what it says cannot be searched for"
    assert keys(ask("GET", "/brands/acme/mentions", label="negative")) == ["post-1", "post-2"]
    refused = ask("POST", f"/brands/acme/mentions/{hidden['id']}/label", body={"label": "positive"})
    assert refused.status == 400
    assert "withheld at its author's wish" in refused.json["detail"]
