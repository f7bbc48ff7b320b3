"""GET /moments and GET /moments/{id}: the episodes of one brand or of all."""

from __future__ import annotations

from typing import Any

import pytest

from shared.domain.moments.moment import (
    Evidence,
    Kind,
    Moment,
    Sample,
    Severity,
    Status,
    TimelineEntry,
    Transition,
    moment_id,
)
from shared.domain.time import DAY_MS, HOUR_MS
from shared.store import moments
from tests.api_client import NOW_MS, Answer, ask
from tests.integration.stored_crisis import put_moment

pytestmark = pytest.mark.usefixtures("aws")


def moment(ago_ms: int, brand: str = "acme", kind: Kind = Kind.NEGATIVE_SURGE) -> Moment:
    at = NOW_MS - ago_ms
    name = moment_id(brand, kind, at)
    return Moment(
        brand, name, kind, Severity.SEV2, Status.OPEN, at, at + 90_000, at + 90_000, name, brand_name=brand.title()
    )


def put(*found: Moment) -> None:
    for one in found:
        put_moment(one)


def ids(answer: Answer) -> list[str]:
    return [shown["id"] for shown in answer.json["moments"]]


def all_pages(limit: int, **query: Any) -> list[str]:
    answer = ask("GET", "/moments", limit=limit, **query)
    found = ids(answer)
    while cursor := answer.json["next_cursor"]:
        answer = ask("GET", "/moments", limit=limit, cursor=cursor, **query)
        found += ids(answer)
    return found


def test_moments_of_all_brands_are_listed_newest_first_across_months() -> None:
    there = [
        moment(days * DAY_MS + (n % 2) * HOUR_MS, brand)
        for n, days in enumerate(range(1, 200, 9))
        for brand in ("acme", "other")
    ]
    put(*there)
    newest = sorted(there, key=moments.sort_key, reverse=True)
    assert all_pages(5) == [one.id for one in newest]
    assert all_pages(100) == [one.id for one in newest]


def test_the_list_of_a_brand_has_only_its_own_moments() -> None:
    there = [moment(days * DAY_MS, brand) for days in range(1, 12) for brand in ("acme", "other")]
    put(*there)
    assert all_pages(4, brand="acme") == [one.id for one in there if one.brand == "acme"]


def test_moments_opened_in_the_same_instant_are_neither_skipped_nor_repeated() -> None:
    put(*(moment(HOUR_MS, f"brand-{n}", kind) for n in range(9) for kind in Kind))
    found = all_pages(4)
    assert len(found) == len(set(found)) == 9 * len(Kind)


def test_a_moment_opened_while_a_client_pages_shifts_nothing() -> None:
    there = [moment(hours * HOUR_MS) for hours in range(1, 10)]
    put(*there)
    first = ask("GET", "/moments", limit=3)
    put(moment(60_000), moment(60_000, "other"))
    rest = ask("GET", "/moments", limit=100, cursor=first.json["next_cursor"])
    assert ids(first) + ids(rest) == [one.id for one in there]


def test_filters_lose_no_matching_moment() -> None:
    plain = [moment(hours * HOUR_MS) for hours in range(1, 40)]
    there = [
        one._replace(severity=Severity(n % 4 + 1), status=Status.RESOLVED if n % 3 else Status.OPEN)
        for n, one in enumerate(plain)
    ]
    put(*there, moment(HOUR_MS, kind=Kind.VOLUME_BURST))
    found = all_pages(3, kind="negative_surge", severity=["SEV1", "SEV2"], status="open")
    assert found == [one.id for one in there if one.severity <= Severity.SEV2 and one.status is Status.OPEN]
    assert len(all_pages(100, kind="volume_burst")) == 1


def test_since_and_until_are_times_of_opening() -> None:
    there = [moment(hours * HOUR_MS) for hours in range(1, 6)]
    put(*there)
    since, until = (NOW_MS - 4 * HOUR_MS) // 1_000, (NOW_MS - 2 * HOUR_MS) // 1_000
    assert ids(ask("GET", "/moments", since=since, until=until)) == [there[2].id, there[3].id]


def test_the_list_of_all_brands_covers_the_last_year_by_default() -> None:
    old = moment(500 * DAY_MS)
    put(old)
    assert ids(ask("GET", "/moments")) == []
    assert all_pages(50, since="2024-01-01") == [old.id]
    assert ids(ask("GET", "/moments", brand="acme")) == [old.id]


def test_a_list_since_the_beginning_of_time_ends_after_a_few_empty_pages() -> None:
    assert all_pages(50, since=0) == []


def test_a_moment_shows_what_happened_how_much_and_why() -> None:
    sample = Sample("It melted on my counter", "mastodon", "https://example.com/1", -0.6, NOW_MS)
    stored = moment(HOUR_MS)._replace(
        evidence=Evidence(
            42,
            3.0,
            0.71,
            0.12,
            9_000,
            (sample, sample._replace(url="data:text/html,x")),
            {"kettle": 7},
            {"mastodon": 40},
        ),
        reasons=("14 times the normal", "71 % negative"),
        decision={"version": 1, "observed": 42},
        timeline=(TimelineEntry(NOW_MS, Transition.OPENED, Severity.SEV2),),
        mentions=130,
    )
    put(stored)
    shown = ask("GET", f"/moments/{stored.id}").json
    assert shown["summary"] == (
        "Surge of negative posts about Acme: 42 negative posts in five minutes, where about 3 would be normal (14x)"
    )
    assert "In the last minutes 71% of the scored posts are negative, normally 12%." in shown["explanation"]
    assert "SEV2: 71 % negative." in shown["explanation"]
    assert [one["url"] for one in shown["samples"]] == ["https://example.com/1", None]
    assert shown["decision"] == {"version": 1, "observed": 42}
    assert shown["timeline"][0]["change"] == "opened"
    assert (shown["ratio"], shown["ended_at"]) == (14.0, None)


@pytest.mark.parametrize("name", ["nosuch", "0" * 12, "%00", "x" * 64])
def test_an_unknown_moment_is_404(name: str) -> None:
    answer = ask("GET", f"/moments/{name}")
    assert (answer.status, answer.headers["Content-Type"]) == (404, "application/problem+json")
