"""GET /brands/{brand}/voices: influential critics and advocates, in a span or in a crisis."""

from __future__ import annotations

from typing import Any

import pytest

from functions.query import voice_posts
from shared.domain.brand import Brand
from shared.domain.mentions.mention import Mention
from shared.domain.mentions.mention_id import public_id_of
from shared.domain.mentions.sample import Sample
from shared.domain.mentions.tally import Voice, author_key
from shared.domain.time import DAY_MS, HOUR_MS, MINUTE_MS, iso
from shared.domain.write_shards import WriteShards
from shared.runtime.settings import setting
from shared.store import brands, mentions
from shared.store.counters import counts
from shared.store.dynamodb import dynamodb, number, text
from tests.api_client import NOW_MS, ask
from tests.integration.stored_crisis import put_moment
from tests.unit.notify.examples import surge

BAD, GOOD = "Acme is the worst, my kettle melted and support is useless!", "I love my new Acme kettle, it is wonderful!"


@pytest.fixture(autouse=True)
def _acme(aws: dict[str, str]) -> None:  # noqa: ARG001 - the tables must be there first
    brands.put(Brand("acme", "Acme", created_ms=NOW_MS, updated_ms=NOW_MS))


def post(author: str, words: str, ago_ms: int, reach: int = 5_000) -> Mention:
    at_ms = NOW_MS - ago_ms
    name = author.encode().hex().ljust(16, "0")[:16]
    url = f"https://x.example/{ago_ms}"
    return Mention(
        "acme", "x", f"{author}-{ago_ms}", words, at_ms, at_ms, author=name, reach=reach, language="en", url=url
    )


def put(*posts: Mention) -> None:
    mentions.put(posts, {"acme": WriteShards(1)})


def voices(now_ms: int = NOW_MS, **query: Any) -> dict[str, Any]:
    return dict(ask("GET", "/brands/acme/voices", now_ms=now_ms, **query).json)


def names(found: list[dict[str, Any]]) -> list[str]:
    return [bytes.fromhex(voice["author"]).decode().rstrip("\0") for voice in found]


def test_critics_and_advocates_are_ranked_and_show_no_text_and_no_name() -> None:
    back = post("ben", BAD, 5 * HOUR_MS)
    put(
        post("ana", BAD + " Never again.", HOUR_MS),
        back,
        back._replace(key="2", published_ms=NOW_MS - 1),
        post("eva", GOOD, 2),
    )
    put(post("quiet", BAD, 3, reach=200))
    found = voices()
    assert names(found["critics"])[0] == "ben"
    assert names(found["advocates"]) == ["eva"]
    assert (found["posts_read"], found["complete"]) == (5, True)
    ben = found["critics"][0]
    assert (ben["posts"], ben["hours"], ben["negative"], ben["channels"]) == (2, 2, 2, ["x"])
    assert ben["strongest"]["id"] == public_id_of(back)
    assert ben["strongest"]["url"] == back.url
    assert "melted" not in str(found)
    assert "quiet" not in names(found["critics"])
    assert "quiet" in names(voices(reach=100)["critics"])
    assert len(voices(limit=1, reach=100)["critics"]) == 1


def test_the_voices_of_a_crisis_are_those_that_spoke_while_it_went_on() -> None:
    moment = surge()
    moment = moment._replace(crisis=moment.id, version=1)
    put_moment(moment)
    now_ms = moment.opened_ms + HOUR_MS
    before, during = (post("ana", BAD, NOW_MS - moment.opened_ms + shift) for shift in (HOUR_MS, -MINUTE_MS))
    put(before, during._replace(author="62656e0000000000"))
    assert names(voices(now_ms, crisis=moment.id)["critics"]) == ["ben"]
    assert names(voices(now_ms)["critics"]) == ["ana", "ben"]
    refused = ask("GET", "/brands/acme/voices", crisis=moment.id, since="2026-03-01", now_ms=now_ms)
    assert (refused.status, refused.json["errors"][0]["field"]) == (400, "crisis")
    assert ask("GET", "/brands/acme/voices", crisis="none", now_ms=now_ms).status == 404


@pytest.mark.parametrize("span", [{"since": iso(NOW_MS - 8 * DAY_MS)}, {"since": "2026-03-02", "until": "2026-03-01"}])
def test_a_span_is_at_most_seven_days(span: dict[str, Any]) -> None:
    refused = ask("GET", "/brands/acme/voices", **span)
    assert (refused.status, refused.json["errors"][0]["field"]) == (400, "since")


def test_of_too_many_posts_a_part_is_read_and_the_loudest_critic_is_found_by_the_counters(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    loud = post("loud", BAD, 3 * HOUR_MS + 4 * MINUTE_MS, reach=3_000_000)
    put(loud, *(post(f"a{n}", BAD, 4 * MINUTE_MS + n, reach=2_000) for n in range(40)))
    put(*(post(f"b{n}", BAD, 3 * HOUR_MS + n, reach=2_000) for n in range(40)))
    minute_ms = loud.published_ms - loud.published_ms % MINUTE_MS
    named = Voice(loud.reach, Sample(loud.text[:40], "x", loud.url, -0.9, loud.published_ms))
    rows = {name: text(row) for name, row in counts.voice_attributes({author_key(loud.author): named}).items()}
    item = counts.counter_key("acme", minute_ms, "0") | {"n": number(1), "seen": number(minute_ms)} | rows
    dynamodb().put_item(TableName=setting("COUNTS_TABLE"), Item=item)
    monkeypatch.setattr(voice_posts, "MAX_POSTS", 40)
    found = voices()
    assert not found["complete"]
    assert found["posts_read"] == 41
    assert names(found["critics"])[0] == "loud"
    firsts = {name[0] for name in names(voices(limit=50)["critics"])}
    assert firsts == {"a", "b", "l"}, "every hour has a part"
