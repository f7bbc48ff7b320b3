"""Posts that come late, from the future or in no order: none hides another, and none ends a crawl too early."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shared.channels.cursor import Cursor
from shared.channels.request import Request, Response
from shared.domain.time import DAY_MS, MINUTE_MS
from tests.unit.ingest.polling.small_polls import LAMBDA, ask, flood, keys
from tests.unit.shared.channels.fake_channels import (
    FakeChannel,
    FakeHackerNews,
    FakeMastodon,
    limited,
    repeated,
    status,
)


@pytest.mark.parametrize("every", [True, False], ids=["on every page", "on one page"])
@pytest.mark.parametrize("where", [0, 20, -1])
def test_an_old_post_on_a_page_is_not_the_end_of_it(where: int, every: bool) -> None:
    source = FakeMastodon(page_size=30)
    source.post()
    cursor = ask(source, Cursor()).cursor
    source.now_ms += 30 * MINUTE_MS
    told = flood(source, 100, within_ms=MINUTE_MS)
    old = status(str((source.now_ms - DAY_MS) << 16), "https://social.example/old")

    def with_old(fake: FakeChannel, request: Request) -> Response:
        answer = fake.answer(request)
        found: list[Any] = json.loads(answer.body)
        found.insert(where if where >= 0 else len(found), old)
        return answer._replace(body=json.dumps(found).encode())

    source.faults = [with_old] * (200 if every else 1)
    result = ask(source, cursor)
    assert result.complete
    assert sorted(keys(result)) == sorted([*told, "https://social.example/old"])


def test_an_old_hit_does_not_end_a_crawl_of_hacker_news() -> None:
    source = FakeHackerNews(page_size=10)
    source.post()
    cursor = ask(source, Cursor()).cursor
    source.now_ms += 120 * MINUTE_MS
    told = flood(source, 45, within_ms=MINUTE_MS)

    def with_old(fake: FakeChannel, request: Request) -> Response:
        answer = fake.answer(request)
        document = json.loads(answer.body)
        document["hits"][4] |= {"created_at_i": 5, "objectID": "old"}
        return answer._replace(body=json.dumps(document).encode())

    source.faults = [with_old]
    result = ask(source, cursor)
    assert result.complete
    hidden = [told[-5]]
    assert sorted(keys(result)) == sorted([*(set(told) - set(hidden)), "old"])


def test_a_first_crawl_is_not_ended_by_one_old_post() -> None:
    source = FakeMastodon(page_size=10)
    source.post(id_ms=source.now_ms - 30 * DAY_MS)
    told = [source.post() for _ in range(25)]
    source.statuses.insert(18, status(str((source.now_ms - 40 * DAY_MS) << 16), "old"))
    assert set(told) <= set(keys(ask(source, Cursor())))


def test_a_post_of_the_future_hides_none_that_comes_before_it() -> None:
    source = FakeMastodon(page_size=10)
    source.post()
    cursor = ask(source, Cursor()).cursor
    told = [source.post(id_ms=source.now_ms + 300 * DAY_MS), *flood(source, 25, within_ms=MINUTE_MS)]
    results = [ask(source, cursor, LAMBDA._replace(requests=2))]
    for _ in range(3):
        told += flood(source, 15, within_ms=MINUTE_MS)
        results.append(ask(source, results[-1].cursor, LAMBDA._replace(requests=3)))
    results.append(ask(source, results[-1].cursor))
    assert sorted(keys(*results)) == sorted(told)


def test_a_post_that_comes_late_while_a_crawl_is_interrupted_is_told() -> None:
    """The crawl goes on behind it, and ends further ahead of it than posts are late."""
    source = FakeMastodon(page_size=3)
    results = [ask(source, Cursor())]
    told = [source.post()]
    results.append(ask(source, results[-1].cursor, LAMBDA._replace(requests=1)))
    told.append(source.post(id_ms=source.now_ms - 1_000))
    told += flood(source, 3, within_ms=12 * MINUTE_MS)
    results.append(ask(source, results[-1].cursor))
    assert results[-1].complete
    assert sorted(keys(*results)) == sorted(told)


def test_an_old_answer_after_an_interrupted_crawl_hides_no_post_that_came_late() -> None:
    """Read up to now by the first crawl, and not again behind it by the second: its answer is of another time."""
    source = FakeMastodon()
    source.post()
    first = ask(source, Cursor())
    source.now_ms += MINUTE_MS
    burst = [source.post() for _ in range(50)]
    source.faults = [None, limited]
    interrupted = ask(source, first.cursor)
    source.now_ms += 2 * MINUTE_MS
    late = source.post(id_ms=source.now_ms - 150_000)
    source.now_ms += 11 * MINUTE_MS
    latest = source.post()
    source.faults = [None, None, lambda *_: source.json([])]
    ended = ask(source, interrupted.cursor)
    source.now_ms += MINUTE_MS
    last = ask(source, ended.cursor)
    assert sorted(keys(interrupted, ended, last)) == sorted([*burst, late, latest])


def test_hits_of_the_future_on_the_first_page_push_none_off_the_second() -> None:
    """The bound that keeps the pages in their places leaves them out."""
    source = FakeHackerNews(page_size=10)
    source.post()
    cursor = ask(source, Cursor()).cursor
    told = [source.post((source.now_ms + DAY_MS) // 1000) for _ in range(3)]
    told += flood(source, 45, within_ms=MINUTE_MS)
    result = ask(source, cursor)
    assert result.complete
    assert sorted(keys(result)) == sorted(told)


def test_going_back_tells_nothing_again_that_is_no_longer_remembered() -> None:
    """A page that goes back over the cursor has posts of long ago."""
    source = FakeMastodon()
    told = flood(source, 300, within_ms=60 * MINUTE_MS)
    first = ask(source, Cursor(), LAMBDA._replace(first_posts=1_000))
    source.now_ms += 30 * MINUTE_MS
    told += flood(source, 5, within_ms=MINUTE_MS)
    forgotten = first.cursor._replace(seen=first.cursor.seen[:60])  # the newest
    source.faults = [None, repeated]
    again = ask(source, forgotten)
    assert sorted(keys(first, again)) == sorted(told)
