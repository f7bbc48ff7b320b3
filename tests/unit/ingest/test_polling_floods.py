"""More posts than one poll can read, servers that ignore what they are asked, and waits that begin with the answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from functions.ingest.polling.crawl import CrawlLimits, PollTask, poll
from functions.ingest.polling.crawl_state import PollResult
from shared.channels import channel
from shared.channels.cursor import Cursor
from shared.channels.request import Request, Response
from shared.domain.time import DAY_MS, MINUTE_MS
from tests.unit.shared.channels.fake_channels import (
    FakeChannel,
    FakeHackerNews,
    FakeMastodon,
    limited,
    repeated,
    status,
)

TASKS = {
    FakeMastodon: PollTask(channel("mastodon"), "acme", "https://social.example"),
    FakeHackerNews: PollTask(channel("hackernews"), "acme", "https://hn.example"),
}
LAMBDA = CrawlLimits(requests=30, first_posts=200, look_back_ms=DAY_MS, seen_keys=128)


def ask(source: FakeChannel, cursor: Cursor, limits: CrawlLimits = LAMBDA) -> PollResult:
    return poll(TASKS[type(source)], cursor, fetch=source, now_ms=source.now_ms, limits=limits)


def keys(*results: PollResult) -> list[str]:
    return [post.key for result in results for post in result.posts]


def until_complete(source: FakeChannel, cursor: Cursor, limits: CrawlLimits) -> list[PollResult]:
    """Polls a minute apart, up to the one that reads all."""
    results = [ask(source, cursor, limits)]
    while not results[-1].complete:
        source.now_ms += MINUTE_MS
        results.append(ask(source, results[-1].cursor, limits))
        assert len(results) < 12
    return results


def flood(source: FakeMastodon | FakeHackerNews, posts: int, *, within_ms: int) -> list[str]:
    told = []
    for _ in range(posts):
        source.now_ms += max(1, within_ms // posts)
        told.append(source.post())
    return told


@pytest.mark.parametrize(
    ("posts", "requests"), [(1_300, 30), (2_717, 30), (3_000, 60), (700, 11)], ids=["lambda", "twice", "cli", "slow"]
)
def test_a_flood_longer_than_a_poll_is_told_completely_and_the_channel_does_not_go_deaf(
    posts: int, requests: int
) -> None:
    """Every poll would begin ten minutes behind its cursor, and never come through what lies there."""
    source = FakeMastodon()
    source.post()
    results = [ask(source, Cursor())]
    told = flood(source, posts, within_ms=9 * MINUTE_MS)
    within = LAMBDA._replace(requests=requests)
    results += until_complete(source, results[-1].cursor, within)
    source.now_ms += 60 * MINUTE_MS
    told.append(source.post())
    results += until_complete(source, results[-1].cursor, within)
    assert sorted(keys(*results[1:])) == sorted(told)


def test_a_flood_that_goes_on_while_it_is_read_is_told_completely() -> None:
    source = FakeMastodon()
    source.post()
    results = [ask(source, Cursor())]
    told: list[str] = []
    within = LAMBDA._replace(requests=6)
    for _ in range(30):
        told += flood(source, 60, within_ms=MINUTE_MS)
        results.append(ask(source, results[-1].cursor, within))
    results += until_complete(source, results[-1].cursor, within)
    assert sorted(keys(*results[1:])) == sorted(told)


def ignoring(*names: str) -> Callable[[FakeChannel, Request], Response]:
    """A server that knows nothing of these parameters."""

    def answer(source: FakeChannel, request: Request) -> Response:
        url = request.url
        for name in names:
            value = parse_qs(urlsplit(url).query).get(name, [""])[0]
            url = url.replace(f"&{name}={value}", "")
        return source.answer(request._replace(url=url))

    return answer


@pytest.mark.parametrize("posts", [0, 3, 41, 300])
def test_a_server_that_ignores_the_cursor_is_read_back_to_it(posts: int) -> None:
    source = FakeMastodon()
    for _ in range(60):
        source.post()
    source.faults = [ignoring("min_id")] * 1_000
    results = [ask(source, Cursor())]
    source.now_ms += 30 * MINUTE_MS
    told = flood(source, posts, within_ms=5 * MINUTE_MS)
    results.append(ask(source, results[-1].cursor))
    assert results[-1].complete
    assert sorted(keys(results[-1])) == sorted(told)
    again = ask(source, results[-1].cursor)
    assert (again.complete, again.posts) == (True, ())


def test_reading_back_goes_on_where_it_was_interrupted() -> None:
    source = FakeMastodon()
    source.post()
    results = [ask(source, Cursor())]
    source.now_ms += 30 * MINUTE_MS
    told = flood(source, 300, within_ms=5 * MINUTE_MS)
    for _ in range(20):
        source.faults = [ignoring("min_id")] * 3
        results.append(ask(source, results[-1].cursor, LAMBDA._replace(requests=3)))
        source.now_ms += 1_000
        told.append(source.post())
    source.faults = [ignoring("min_id")] * 50
    results.append(ask(source, results[-1].cursor))
    assert results[-1].complete
    assert sorted(keys(*results[1:])) == sorted(told)


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


def test_a_wait_begins_with_the_answer_that_asks_for_it() -> None:
    """An answer may come half a minute after the poll began."""
    source = FakeMastodon()

    def late(fake: FakeChannel, request: Request) -> Response:
        return limited(fake, request)._replace(received_ms=fake.now_ms + 35_000)

    source.faults = [late]
    assert ask(source, Cursor()).cursor.not_before_ms == source.now_ms + 65_000


@pytest.mark.parametrize(
    "headers",
    [
        {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "45"},
        {"x-rate-limit-remaining": "0", "x-rate-limit-reset": "1790000045"},
        {"ratelimit-remaining": "0", "ratelimit-reset": "44.2"},
        {"ratelimit": '"burst";r=0;t=45'},
    ],
)
def test_the_last_answer_of_a_complete_poll_may_ask_for_a_wait_as_well(headers: dict[str, str]) -> None:
    source = FakeMastodon()

    def last(fake: FakeChannel, request: Request) -> Response:
        answer = fake.answer(request)
        return answer._replace(headers={**answer.headers, **headers})

    source.faults = [last]
    result = ask(source, Cursor())
    assert result.complete
    assert 44_000 <= result.cursor.not_before_ms - source.now_ms <= 45_000
    asked = len(source.asked)
    ask(source, result.cursor)
    assert len(source.asked) == asked


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
