"""The polling core against channels that page, lag, fail and lie."""

from __future__ import annotations

from dataclasses import replace

import pytest

from functions.ingest.polling.crawl import CrawlLimits, PollTask, poll
from functions.ingest.polling.crawl_state import PollResult
from shared.channels import channel
from shared.channels.cursor import Cursor
from shared.channels.protocol import Channel
from shared.channels.request import Request, Response
from shared.domain.errors import ChannelRefused, ChannelUnavailable, RateLimited
from shared.domain.time import DAY_MS, HOUR_MS, MINUTE_MS
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

BASE = {"hackernews": "https://hn.example", "mastodon": "https://social.example", "rss": ""}
QUERY = {"hackernews": "acme", "mastodon": "acme", "rss": "https://feed.example/rss"}


def ask(source: FakeChannel, cursor: Cursor, *, limits: CrawlLimits | None = None) -> PollResult:
    """One poll of a fake channel, at its own time."""
    name = {FakeHackerNews: "hackernews", FakeMastodon: "mastodon", FakeFeed: "rss"}[type(source)]
    module: Channel = channel(name)
    within = limits or CrawlLimits(seen_keys=module.SEEN_KEYS)
    return poll(PollTask(module, QUERY[name], BASE[name]), cursor, fetch=source, now_ms=source.now_ms, limits=within)


def keys(walk: PollResult) -> list[str]:
    return [post.key for post in walk.posts]


@pytest.fixture(params=[FakeHackerNews, FakeMastodon, FakeFeed])
def source(request: pytest.FixtureRequest) -> FakeChannel:
    made: FakeChannel = request.param()
    return made


def test_a_second_poll_of_an_unchanged_channel_brings_nothing(
    source: FakeHackerNews | FakeMastodon | FakeFeed,
) -> None:
    posted = [source.post() for _ in range(7)]
    first = ask(source, Cursor())
    second = ask(source, first.cursor)
    assert sorted(keys(first)) == sorted(posted)
    assert (first.complete, second.complete, second.posts) == (True, True, ())


def test_a_poll_that_was_not_committed_brings_the_same_again(source: FakeHackerNews | FakeMastodon | FakeFeed) -> None:
    source.post()
    begun = ask(source, Cursor()).cursor
    posted = source.post()
    assert keys(ask(source, begun)) == keys(ask(source, begun)) == [posted]


@pytest.mark.parametrize("kind", [FakeHackerNews, FakeMastodon])
def test_a_burst_of_many_pages_is_walked_whole(kind: type[FakeHackerNews | FakeMastodon]) -> None:
    """2,500 posts in a minute: more than 25 pages, and more than the search's wall of 1,000."""
    source = kind()
    source.post()
    cursor = ask(source, Cursor()).cursor
    source.now_ms += MINUTE_MS
    posted = set()
    for number in range(2_500):
        source.now_ms += 20 * (number % 2)
        posted.add(source.post())
    walk = ask(source, cursor, limits=CrawlLimits(requests=100))
    assert walk.complete
    assert set(keys(walk)) == posted
    assert len(walk.posts) == len(posted)


def test_posts_that_arrive_while_paging_cost_no_older_one() -> None:
    """New hits push old ones down a page; the walk is bounded above, so that it meets each once."""
    source = FakeHackerNews(page_size=10)
    source.post()
    cursor = ask(source, Cursor()).cursor
    posted = []
    for _ in range(35):
        source.now_ms += 1_000
        posted.append(source.post())

    def burst(channel_: FakeChannel, _request: Request) -> None:
        assert isinstance(channel_, FakeHackerNews)
        channel_.now_ms += 1_000
        posted.extend(channel_.post() for _ in range(15))

    source.faults = [None, burst, burst]
    first = ask(source, cursor)
    second = ask(source, first.cursor)
    assert sorted(keys(first) + keys(second)) == sorted(posted)


@pytest.mark.parametrize("fault", [limited, failing, web_page, cut])
@pytest.mark.parametrize("kind", [FakeHackerNews, FakeMastodon])
def test_a_fault_in_mid_walk_keeps_what_came_and_loses_nothing(
    kind: type[FakeHackerNews | FakeMastodon], fault: object
) -> None:
    source = kind(page_size=10)
    source.post()
    cursor = ask(source, Cursor()).cursor
    posted = []
    for _ in range(45):
        source.now_ms += 1_000
        posted.append(source.post())
    source.faults = [None, None, fault]  # type: ignore[list-item]
    first = ask(source, cursor)
    assert not first.complete
    assert len(first.posts) == 20 - (1 if kind is FakeMastodon else 0)  # the overlap holds one known post
    source.now_ms += MINUTE_MS
    second = ask(source, first.cursor)
    assert second.complete
    assert sorted(keys(first) + keys(second)) == sorted(posted)


def test_an_interrupted_walk_goes_on_where_it_stopped_and_then_takes_what_is_newest() -> None:
    source = FakeHackerNews(page_size=10)
    source.post()
    cursor = ask(source, Cursor()).cursor
    for _ in range(100):
        source.now_ms += 5 * MINUTE_MS
        source.post()
    walks = []
    for _ in range(6):
        walks.append(ask(source, cursor, limits=CrawlLimits(requests=4)))
        cursor = walks[-1].cursor
        source.now_ms += MINUTE_MS
        source.post()
    assert not walks[0].complete
    assert all(walk.complete for walk in walks[4:])
    assert sorted(key for walk in walks for key in keys(walk)) == [hit["objectID"] for hit in source.hits[1:-1]]


@pytest.mark.parametrize("kind", [FakeHackerNews, FakeMastodon])
def test_a_page_met_again_ends_the_walk_and_moves_no_cursor(kind: type[FakeHackerNews | FakeMastodon]) -> None:
    source = kind(page_size=10)
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
def test_a_loop_in_a_first_walk_costs_nothing_once_it_heals(kind: type[FakeHackerNews | FakeMastodon]) -> None:
    source = kind(page_size=10)
    posted = [source.post() for _ in range(45)]
    source.faults = [None, repeated]
    first = ask(source, Cursor())
    second = ask(source, first.cursor)
    assert len(first.posts) == 10
    assert sorted(keys(first) + keys(second)) == sorted(posted)


@pytest.mark.parametrize("kind", [FakeHackerNews, FakeMastodon])
def test_a_server_that_answers_everything_alike_is_polled_to_its_end(
    kind: type[FakeHackerNews | FakeMastodon],
) -> None:
    """Such as one that replays a recorded page whatever it is asked."""
    source = kind()
    for _ in range(60):
        source.post()
    page = source.answer(Request("https://x.example/?page=0"))
    cursor = Cursor()
    delivered: list[list[str]] = []
    for _ in range(4):
        source.faults = [lambda _source, _request: page] * 50
        walk = ask(source, cursor, limits=CrawlLimits(look_back_ms=None))
        assert walk.complete
        assert walk.requests <= 3
        cursor, delivered = walk.cursor, [*delivered, keys(walk)]
    assert [len(each) for each in delivered] == [40 if kind is FakeMastodon else 60, 0, 0, 0]


def test_pages_without_end_are_left_after_the_bound() -> None:
    source = FakeMastodon()
    source.post()
    cursor = ask(source, Cursor()).cursor

    def endless(channel_: FakeChannel, _request: Request) -> None:
        assert isinstance(channel_, FakeMastodon)
        channel_.now_ms += 1_000
        for _ in range(40):
            channel_.post()

    source.faults = [endless] * 500
    walk = ask(source, cursor, limits=CrawlLimits(requests=12))
    assert (walk.requests, walk.complete, len(walk.posts)) == (12, False, 479)
    source.faults = []
    rest = ask(source, walk.cursor)
    assert not set(keys(rest)) & set(keys(walk))


def test_a_walk_without_time_left_stops_before_its_next_request() -> None:
    source = FakeHackerNews(page_size=10)
    for _ in range(30):
        source.post()
    left = iter([True, True, False])
    walk = ask(source, Cursor(), limits=CrawlLimits(has_time=lambda: next(left)))
    assert (walk.requests, walk.complete) == (2, False)
    assert "time" in walk.reason


@pytest.mark.parametrize("kind", [FakeHackerNews, FakeMastodon])
def test_a_first_walk_is_bounded_in_posts_and_time(kind: type[FakeHackerNews | FakeMastodon]) -> None:
    source = kind()
    for _ in range(500):
        source.now_ms += 1_000
        source.post()
    walk = ask(source, Cursor())
    assert walk.complete
    assert len(walk.posts) == 200
    source.now_ms += 2 * DAY_MS
    assert ask(source, Cursor()).posts == ()


def test_what_comes_after_a_quiet_first_walk_is_taken_whole() -> None:
    """The bound on a first walk is spent once, not on the first burst."""
    for source in (FakeHackerNews(), FakeMastodon()):
        cursor = ask(source, Cursor()).cursor
        source.now_ms += MINUTE_MS
        posted = [source.post() for _ in range(450)]
        assert sorted(keys(ask(source, cursor))) == sorted(posted)


def test_a_post_that_the_index_shows_late_is_found_behind_the_cursor() -> None:
    source = FakeHackerNews()
    late = source.post(indexed_ms=START_MS + 50 * MINUTE_MS)
    source.post()
    cursor = ask(source, Cursor()).cursor
    source.now_ms += 51 * MINUTE_MS
    assert keys(ask(source, cursor)) == [late]


def test_a_late_federated_post_is_found_though_its_id_is_old() -> None:
    source = FakeMastodon()
    source.post()
    cursor = ask(source, Cursor()).cursor
    late = source.post(id_ms=source.now_ms - 9 * MINUTE_MS)
    assert keys(ask(source, cursor)) == [late]


@pytest.mark.parametrize("ahead_ms", [3 * MINUTE_MS, DAY_MS, 400 * DAY_MS])
def test_a_post_from_the_future_is_delivered_and_moves_no_cursor(ahead_ms: int) -> None:
    for source in (FakeHackerNews(), FakeMastodon()):
        source.post()
        odd = (
            source.post((source.now_ms + ahead_ms) // 1000)
            if isinstance(source, FakeHackerNews)
            else source.post(id_ms=source.now_ms + ahead_ms)
        )
        first = ask(source, Cursor())
        source.now_ms += 5 * MINUTE_MS
        posted = source.post()
        second = ask(source, first.cursor)
        assert odd in keys(first)
        assert keys(second) == [posted]


@pytest.mark.parametrize("skew_ms", [-DAY_MS, DAY_MS])
def test_a_server_clock_a_day_off_loses_nothing(skew_ms: int) -> None:
    for source in (FakeHackerNews(), FakeMastodon()):
        ours_ms = source.now_ms
        source.now_ms += skew_ms
        cursor = Cursor()
        posted: list[str] = []
        found: list[str] = []
        for _ in range(5):
            posted.append(source.post(int(ours_ms / 1000)) if isinstance(source, FakeHackerNews) else source.post())
            module = channel("hackernews" if isinstance(source, FakeHackerNews) else "mastodon")
            task = PollTask(module, "acme", "https://x.example")
            walk = poll(task, cursor, fetch=source, now_ms=ours_ms, limits=CrawlLimits(look_back_ms=None))
            cursor, found = walk.cursor, found + keys(walk)
            ours_ms, source.now_ms = ours_ms + MINUTE_MS, source.now_ms + MINUTE_MS
        assert found == posted


def test_before_the_end_of_a_rate_limit_nothing_is_asked(
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


def test_the_last_request_that_a_channel_grants_is_not_followed_by_another() -> None:
    source = FakeMastodon(page_size=5)
    for _ in range(12):
        source.post()

    def last_one(channel_: FakeChannel, request: Request) -> Response:
        answer = channel_.answer(request)
        spent = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "2026-09-21T14:18:20.000Z"}
        return replace(answer, headers={**answer.headers, **spent})

    source.faults = [last_one]
    walk = ask(source, Cursor())
    assert (walk.requests, walk.complete, len(walk.posts)) == (1, False, 5)
    assert walk.cursor.not_before_ms == START_MS + 5 * MINUTE_MS


def test_a_feed_that_vanishes_is_asked_again_and_one_that_never_was_is_refused() -> None:
    source = FakeFeed()
    source.post()
    cursor = ask(source, Cursor()).cursor
    gone = [lambda _source, _request: Response(404, {}, b"")] * 2
    source.faults = list(gone)
    assert isinstance(ask(source, cursor).error, ChannelUnavailable)
    assert isinstance(ask(source, Cursor()).error, ChannelRefused)
    assert ask(source, cursor).complete


def test_an_unchanged_feed_is_not_sent_again() -> None:
    source = FakeFeed()
    source.post()
    cursor = ask(source, Cursor()).cursor
    for _ in range(3):
        walk = ask(source, cursor)
        cursor = walk.cursor
        assert source.last is not None
        assert (source.last.status, walk.complete, walk.posts) == (304, True, ())
    posted = source.post()
    assert keys(ask(source, cursor)) == [posted]


def test_entries_that_a_feed_drops_and_shows_again_are_not_new() -> None:
    source = FakeFeed(size=10)
    for _ in range(10):
        source.post()
    cursor = ask(source, Cursor()).cursor
    source.size = 3
    cursor = ask(source, replace(cursor, etag="")).cursor
    source.size = 10
    assert ask(source, replace(cursor, etag="")).posts == ()


def test_the_keys_remembered_do_not_grow_without_bound() -> None:
    source = FakeMastodon()
    cursor = Cursor()
    for _ in range(80):
        source.now_ms += HOUR_MS
        for _ in range(20):
            source.post()
        cursor = ask(source, cursor).cursor
    assert len(cursor.seen) < 200
