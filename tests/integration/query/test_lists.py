"""What clients do with lists of mentions and moments: search their texts, filter by crisis, open them as a table."""

from __future__ import annotations

import csv
import io
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from shared.domain.brand import Brand
from shared.domain.mentions.mention import Mention
from shared.domain.mentions.mention_id import public_id_of
from shared.domain.moments.moment import Evidence, Kind, Moment, Sample, Severity, Status, TimelineEntry, Transition
from shared.domain.time import DAY_MS, HOUR_MS, MINUTE_MS
from shared.domain.write_shards import WriteShards
from shared.store import brands, mentions
from tests.api_client import NOW_MS, Answer, ask
from tests.integration.stored_crisis import put_moment

TEXTS = [
    "My kettle caught fire",
    "the KETTLE is fine",
    "＝cmd|' /C calc'!A0",
    "+49 30 1234",
    "@acme is it safe?",
    "火事だ",
]


@pytest.fixture(autouse=True)
def _acme(aws: dict[str, str]) -> None:  # noqa: ARG001 - the tables must be there first
    brands.put(Brand("acme", "Acme", created_ms=NOW_MS, updated_ms=NOW_MS))


def mention(number: int, text: str, ago_ms: int = 0, channel: str = "reviews") -> Mention:
    at = NOW_MS - (ago_ms or (number + 1) * MINUTE_MS)
    return Mention("acme", channel, f"r-{number}", text, at, at + 1_000, language="en", url="https://r.example/1")


def put(*found: Mention) -> None:
    mentions.put(found, {"acme": WriteShards()})


def open_moment(name: str, ago_ms: int, *, ended_ms: int | None = None, **evidence: object) -> Moment:
    at = NOW_MS - ago_ms
    status = Status.OPEN if ended_ms is None else Status.RESOLVED
    found = Moment(
        *("acme", name, Kind.NEGATIVE_SURGE, Severity.SEV2, status, at, at + 90_000, at + 90_000, name),
        brand_name="Acme",
        ended_ms=ended_ms,
        evidence=Evidence(observed=9, expected=1.0, **evidence),  # type: ignore[arg-type]  # fields of the evidence
    )
    put_moment(found)
    return found


def texts(answer: Answer) -> list[str]:
    return [one["text"] for one in answer.json["mentions"]]


def rows(answer: Answer) -> list[dict[str, str]]:
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.body)))


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("kettle", [0, 1]),
        ("FIRE kettle", [0]),
        ('"kettle is"', [1]),
        ('"is kettle"', []),
        ("火事", [5]),
        ("=cmd", [2]),
        ("1234", [3]),
    ],
)
def test_mentions_are_searched_by_their_words(q: str, found: list[int]) -> None:
    put(*(mention(number, text) for number, text in enumerate(TEXTS)))
    assert texts(ask("GET", "/brands/acme/mentions", q=q)) == [TEXTS[number] for number in found]


def test_a_search_goes_on_over_pages() -> None:
    put(*(mention(number, "fire" if number % 3 == 0 else "tea") for number in range(12)))
    first = ask("GET", "/brands/acme/mentions", q="fire", limit=2)
    second = ask("GET", "/brands/acme/mentions", q="fire", limit=2, cursor=first.json["next_cursor"])
    assert [one["native_id"] for page in (first, second) for one in page.json["mentions"]] == [
        "r-0",
        "r-3",
        "r-6",
        "r-9",
    ]
    other = ask("GET", "/brands/acme/mentions", q="tea", limit=2, cursor=first.json["next_cursor"])
    assert (other.status, other.json["errors"][0]["field"]) == (400, "cursor")


@pytest.mark.parametrize("path", ["/moments", "/brands/acme/mentions"])
@pytest.mark.parametrize("q", ["", '""', "   ", "x" * 201])
def test_a_search_for_nothing_is_refused(path: str, q: str) -> None:
    answer = ask("GET", path, q=q)
    assert (answer.status, answer.json["errors"][0]["field"]) == (400, "q")


def test_moments_are_searched_by_what_was_said_and_noted() -> None:
    sample = Sample("it caught FIRE at night", "reviews", "", -0.9, NOW_MS - HOUR_MS)
    burnt = open_moment("a1b2c3d4e5f6", HOUR_MS, samples=(sample,), hashtags={"recall": 9}, themes={"safety": 7})
    noted = open_moment("ffff00001111", 2 * HOUR_MS)._replace(
        timeline=(TimelineEntry(NOW_MS, Transition.NOTED, Severity.SEV2, "ana", "the toaster"),),
    )
    put_moment(noted)
    for q, found in {"fire": burnt, "#recall": burnt, "safety": burnt, "toaster": noted}.items():
        assert [one["id"] for one in ask("GET", "/moments", q=q).json["moments"]] == [found.id], q
    assert ask("GET", "/moments", q="kettle").json["moments"] == []


def test_the_mentions_of_a_crisis_are_those_that_were_posted_while_it_went_on() -> None:
    open_moment("a1b2c3d4e5f6", 3 * HOUR_MS, ended_ms=NOW_MS - HOUR_MS)
    put(*(mention(hours, f"{hours} h ago", hours * HOUR_MS) for hours in range(1, 6)))
    of_crisis: dict[str, Any] = {"crisis": "a1b2c3d4e5f6"}
    assert texts(ask("GET", "/brands/acme/mentions", **of_crisis)) == ["1 h ago", "2 h ago", "3 h ago"]
    assert texts(ask("GET", "/brands/acme/mentions", **of_crisis, until=str((NOW_MS - 2 * HOUR_MS) // 1000))) == [
        "3 h ago"
    ]
    assert texts(ask("GET", "/brands/acme/mentions", **of_crisis, since=str((NOW_MS - MINUTE_MS) // 1000))) == []


def test_the_moments_of_a_crisis_are_listed_newest_first() -> None:
    one = open_moment("a1b2c3d4e5f6", 3 * HOUR_MS)
    other = open_moment("ffff00001111", 2 * HOUR_MS)._replace(crisis=one.id, kind=Kind.VOLUME_BURST)
    put_moment(other)
    open_moment("eeee00001111", HOUR_MS)
    assert [found["id"] for found in ask("GET", "/moments", crisis=one.id).json["moments"]] == [other.id, one.id]
    assert [found["id"] for found in ask("GET", "/moments", crisis=one.id, kind="volume_burst").json["moments"]] == [
        other.id
    ]
    first = ask("GET", "/moments", crisis=one.id, limit=1)
    second = ask("GET", "/moments", crisis=one.id, limit=1, cursor=first.json["next_cursor"])
    assert [found["id"] for found in second.json["moments"]] == [one.id]
    assert ask("GET", "/moments", crisis=one.id, brand="globex").json["moments"] == []


@pytest.mark.parametrize("path", ["/moments", "/brands/acme/mentions"])
def test_a_crisis_that_there_is_not_is_a_404(path: str) -> None:
    answer = ask("GET", path, crisis="nothing")
    assert (answer.status, answer.json["errors"][0]["field"]) == (404, "crisis")


def test_a_table_of_mentions_is_shown_by_spreadsheets_and_never_run() -> None:
    put(
        *(
            mention(number, text)
            for number, text in enumerate([*TEXTS, "=1+1", "-2", "\t=3", " =4", 'say "no", go\nnow'])
        )
    )
    found = rows(ask("GET", "/brands/acme/mentions", format="csv"))
    shown = [row["text"] for row in found]
    assert shown[2:5] == [f"'{text}" for text in TEXTS[2:5]]
    assert shown[6:] == ["'=1+1", "'-2", "'\t=3", "' =4", 'say "no", go\nnow']
    assert not [cell for row in found for cell in row.values() if cell[:1] in tuple("=+@\t\r")]
    assert {row["label"] for row in found} <= {"negative", "neutral", "positive"}


@pytest.mark.parametrize(
    ("accept", "wanted", "media"),
    [
        ("text/csv", "", "text/csv"),
        ("text/csv, */*;q=0.1", "", "text/csv"),
        ("*/*", "", "application/json"),
        ("application/json, text/csv;q=0.5", "", "application/json"),
        ("text/csv", "json", "application/json"),
        ("application/json", "csv", "text/csv"),
    ],
)
@pytest.mark.parametrize("path", ["/moments", "/brands/acme/mentions"])
def test_the_parameter_or_the_header_chooses_the_form(path: str, accept: str, wanted: str, media: str) -> None:
    chosen: dict[str, Any] = {"format": wanted} if wanted else {}
    answer = ask("GET", path, headers={"Accept": accept}, **chosen)
    assert answer.headers["Content-Type"].partition(";")[0] == media
    assert answer.headers["Vary"] == "Accept"


def test_a_table_names_its_next_page_and_an_unchanged_one_is_not_sent_again() -> None:
    put(*(mention(number, f"post {number}") for number in range(3)))
    first = ask("GET", "/brands/acme/mentions", format="csv", limit=2)
    address, _, relation = first.headers["Link"].partition("; ")
    query: dict[str, Any] = {name: values[0] for name, values in parse_qs(urlsplit(address.strip("<>")).query).items()}
    second = ask("GET", "/brands/acme/mentions", **query)
    assert [row["text"] for row in rows(second)] == ["post 2"]
    assert relation == 'rel="next"'
    assert "Link" not in second.headers
    tag = {"If-None-Match": first.headers["ETag"]}
    assert ask("GET", "/brands/acme/mentions", format="csv", limit=2, headers=tag).status == 304


def test_a_table_of_moments() -> None:
    open_moment("a1b2c3d4e5f6", HOUR_MS, subject="=cmd")
    (row,) = rows(ask("GET", "/moments", format="csv"))
    assert (row["id"], row["severity"], row["observed"], row["ended_at"]) == ("a1b2c3d4e5f6", "SEV2", "9", "")
    assert row["subject"] == "'=cmd"


def test_a_sample_names_its_mention_which_can_be_fetched() -> None:
    burnt, other = mention(1, "it caught fire", HOUR_MS), mention(2, "another post", HOUR_MS)
    put(burnt, other)
    samples = (
        Sample("it caught fire", "reviews", "", -0.9, burnt.published_ms),
        Sample("it caught", "rss", "", -0.9, burnt.published_ms),
        Sample("long gone", "reviews", "", -0.9, NOW_MS - 40 * DAY_MS),
        Sample("without a date", "reviews"),
    )
    open_moment("a1b2c3d4e5f6", HOUR_MS, samples=samples)
    found = [sample["id"] for sample in ask("GET", "/moments/a1b2c3d4e5f6").json["samples"]]
    assert found == [public_id_of(burnt), None, None, None]
    fetched = ask("GET", f"/brands/acme/mentions/{found[0]}")
    assert (fetched.status, fetched.json["text"], fetched.json["id"]) == (200, "it caught fire", found[0])
    assert ask("GET", "/brands/acme/mentions/1772373900000-0123456789abcdef012345").status == 404
