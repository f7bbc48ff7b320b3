"""A crawl that errors, loops, limits or its time interrupt: nothing is lost, and it goes on where it stopped."""

from __future__ import annotations

import pytest

from functions.ingest.polling.crawl import CrawlLimits
from shared.channels.cursor import Cursor
from shared.channels.request import Request, Response
from shared.domain.errors import RateLimited
from shared.domain.time import MINUTE_MS
from tests.unit.ingest.polling.polled import ask, keys
from tests.unit.shared.channels.fake_channels import (
    START_MS,
    FakeChannel,
    FakeFeed,
    FakeHackerNews,
    FakeMastodon,
    cut,
    failing,
    limited,
    repeated,
    web_page,
)


@pytest.mark.parametrize("fault", [limited, failing, web_page, cut])
@pytest.mark.parametrize("kind", [FakeHackerNews, FakeMastodon])
def test_an_error_in_the_middle_of_a_crawl_loses_nothing(
    kind: type[FakeHackerNews | FakeMastodon], fault: object
) -> None:
    source = kind(page_size=10)
    source.post()
    cursor = ask(source, Cursor()).cursor
    posted = []
    for _ in range(45):
        source.now_ms += 1_000
        posted.append(source.post())
    source.faults = [None, None, fault]  # type: ignore[list-item]  # a fault of any kind
    first = ask(source, cursor)
    assert not first.complete
    assert len(first.posts) == 20 - (1 if kind is FakeMastodon else 0)  # the overlap holds one known post
    source.now_ms += MINUTE_MS
    second = ask(source, first.cursor)
    assert second.complete
    assert sorted(keys(first) + keys(second)) == sorted(posted)


def test_an_interrupted_crawl_goes_on_where_it_stopped_and_then_reads_the_newest() -> None:
    source = FakeHackerNews(page_size=10)
    source.post()
    cursor = ask(source, Cursor()).cursor
    for _ in range(100):
        source.now_ms += 5 * MINUTE_MS
        source.post()
    results = []
    for _ in range(6):
        results.append(ask(source, cursor, limits=CrawlLimits(requests=4)))
        cursor = results[-1].cursor
        source.now_ms += MINUTE_MS
        source.post()
    assert not results[0].complete
    assert all(result.complete for result in results[4:])
    assert sorted(key for result in results for key in keys(result)) == [hit["objectID"] for hit in source.hits[1:-1]]


def test_a_repeated_response_ends_the_crawl_and_moves_no_cursor() -> None:
    source = FakeHackerNews(page_size=10)
    source.post()
    cursor = ask(source, Cursor()).cursor
    posted = []
    for _ in range(45):
        source.now_ms += 1_000
        posted.append(source.post())
    source.faults = [None, repeated]
    first = ask(source, cursor)
    assert not first.complete
    assert first.cursor.position == cursor.position
    assert first.posts
    second = ask(source, first.cursor)
    assert second.complete
    assert sorted(keys(first) + keys(second)) == sorted(posted)


@pytest.mark.parametrize("kind", [FakeHackerNews, FakeMastodon])
def test_a_loop_in_a_first_crawl_loses_nothing_once_it_is_over(kind: type[FakeHackerNews | FakeMastodon]) -> None:
    source = kind(page_size=10)
    posted = [source.post() for _ in range(45)]
    source.faults = [None, repeated]
    first = ask(source, Cursor())
    second = ask(source, first.cursor)
    assert len(first.posts) == 10
    assert sorted(keys(first) + keys(second)) == sorted(posted)


@pytest.mark.parametrize("kind", [FakeHackerNews, FakeMastodon])
def test_a_server_with_the_same_response_to_everything_is_polled_to_its_end(
    kind: type[FakeHackerNews | FakeMastodon],
) -> None:
    """Such as one that replays a recorded response to every request."""
    source = kind()
    for _ in range(60):
        source.post()
    same = source.answer(Request("https://x.example/?page=0"))
    cursor = Cursor()
    delivered: list[list[str]] = []
    for _ in range(4):
        source.faults = [lambda _source, _request: same] * 50
        result = ask(source, cursor, limits=CrawlLimits(look_back_ms=None))
        assert result.complete
        assert result.requests <= 3
        cursor, delivered = result.cursor, [*delivered, keys(result)]
    assert [len(each) for each in delivered] == [40 if kind is FakeMastodon else 60, 0, 0, 0]


def test_batches_without_end_are_left_at_the_limit() -> None:
    source = FakeMastodon()
    source.post()
    cursor = ask(source, Cursor()).cursor

    def endless(channel_: FakeChannel, _request: Request) -> None:
        assert isinstance(channel_, FakeMastodon)
        channel_.now_ms += 1_000
        for _ in range(40):
            channel_.post()

    source.faults = [endless] * 500
    result = ask(source, cursor, limits=CrawlLimits(requests=12))
    assert (result.requests, result.complete, len(result.posts)) == (12, False, 479)
    source.faults = []
    rest = ask(source, result.cursor)
    assert not set(keys(rest)) & set(keys(result))


def test_a_crawl_without_time_left_stops_before_its_next_request() -> None:
    source = FakeHackerNews(page_size=10)
    for _ in range(30):
        source.post()
    left = iter([True, True, False])
    result = ask(source, Cursor(), limits=CrawlLimits(has_time=lambda: next(left)))
    assert (result.requests, result.complete) == (2, False)
    assert "time" in result.reason


def test_before_the_end_of_a_rate_limit_nothing_is_requested(
    source: FakeHackerNews | FakeMastodon | FakeFeed,
) -> None:
    source.faults = [limited]
    first = ask(source, Cursor())
    assert isinstance(first.error, RateLimited)
    assert first.cursor.not_before_ms == START_MS + 30_000
    requests = len(source.asked)
    assert isinstance(ask(source, first.cursor).error, RateLimited)
    assert len(source.asked) == requests
    source.now_ms += 30_000
    assert ask(source, first.cursor).complete


def test_the_last_request_that_a_channel_allows_is_not_followed_by_another() -> None:
    source = FakeMastodon(page_size=5)
    for _ in range(12):
        source.post()

    def last_one(channel_: FakeChannel, request: Request) -> Response:
        answer = channel_.answer(request)
        spent = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "2026-09-21T14:18:20.000Z"}
        return answer._replace(headers={**answer.headers, **spent})

    source.faults = [last_one]
    result = ask(source, Cursor())
    assert (result.requests, result.complete, len(result.posts)) == (1, False, 5)
    assert result.cursor.not_before_ms == START_MS + 5 * MINUTE_MS


def test_the_same_unreadable_items_again_are_a_loop() -> None:
    """A channel that repeats itself is left, whether its items can be read or not."""
    source = FakeHackerNews(page_size=1)
    hit = {"odd": 1, "created_at_i": START_MS // 1_000}
    source.post()
    cursor = ask(source, Cursor()).cursor

    def again(channel_: FakeChannel, request: Request) -> Response:
        number = int(request.url.partition("&page=")[2].partition("&")[0])
        return channel_.json({"hits": [hit], "page": number, "nbHits": 9, "nbPages": 9, "hitsPerPage": 1})

    source.faults = [again] * 9
    assert ask(source, cursor).requests == 2
