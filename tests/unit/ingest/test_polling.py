"""The polling core against channels that are slow, fail, repeat themselves and send wrong times."""

from __future__ import annotations

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


def keys(result: PollResult) -> list[str]:
    return [post.key for post in result.posts]


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


def test_a_poll_whose_cursor_was_not_saved_brings_the_same_again(
    source: FakeHackerNews | FakeMastodon | FakeFeed,
) -> None:
    source.post()
    begun = ask(source, Cursor()).cursor
    posted = source.post()
    assert keys(ask(source, begun)) == keys(ask(source, begun)) == [posted]


@pytest.mark.parametrize("kind", [FakeHackerNews, FakeMastodon])
def test_a_burst_of_many_batches_is_read_completely(kind: type[FakeHackerNews | FakeMastodon]) -> None:
    """2,500 posts in a minute: more than 25 batches, and more than the 1,000 hits that the search returns."""
    source = kind()
    source.post()
    cursor = ask(source, Cursor()).cursor
    source.now_ms += MINUTE_MS
    posted = set()
    for number in range(2_500):
        source.now_ms += 20 * (number % 2)
        posted.add(source.post())
    result = ask(source, cursor, limits=CrawlLimits(requests=100))
    assert result.complete
    assert set(keys(result)) == posted
    assert len(result.posts) == len(posted)


def test_posts_that_arrive_during_a_crawl_hide_no_older_one() -> None:
    """New hits push old ones onto the next page; an upper bound on time keeps each in its place."""
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


@pytest.mark.parametrize("kind", [FakeHackerNews, FakeMastodon])
def test_a_first_crawl_is_limited_in_posts_and_time(kind: type[FakeHackerNews | FakeMastodon]) -> None:
    source = kind()
    for _ in range(500):
        source.now_ms += 1_000
        source.post()
    result = ask(source, Cursor())
    assert result.complete
    assert len(result.posts) == 200
    source.now_ms += 2 * DAY_MS
    assert ask(source, Cursor()).posts == ()


def test_a_burst_after_a_quiet_first_crawl_is_delivered_completely() -> None:
    """The limit of a first crawl holds once, not for the first burst."""
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
            result = poll(task, cursor, fetch=source, now_ms=ours_ms, limits=CrawlLimits(look_back_ms=None))
            cursor, found = result.cursor, found + keys(result)
            ours_ms, source.now_ms = ours_ms + MINUTE_MS, source.now_ms + MINUTE_MS
        assert found == posted


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


def test_a_feed_that_vanishes_is_polled_again_and_one_that_never_existed_is_refused() -> None:
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
        result = ask(source, cursor)
        cursor = result.cursor
        assert source.last is not None
        assert (source.last.status, result.complete, result.posts) == (304, True, ())
    posted = source.post()
    assert keys(ask(source, cursor)) == [posted]


def test_a_feed_that_says_how_long_it_is_fresh_is_believed_from_now_on() -> None:
    source = FakeFeed()
    answer = source.answer(Request("https://feed.example/rss"))
    source.faults = [lambda _source, _request: answer._replace(headers={"cache-control": "max-age=120"})]
    cursor = ask(source, Cursor()).cursor
    assert (cursor.completed_ms, cursor.fresh_until_ms) == (START_MS, START_MS + 2 * MINUTE_MS)


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


def test_entries_that_a_feed_drops_and_shows_again_are_not_new() -> None:
    source = FakeFeed(size=10)
    for _ in range(10):
        source.post()
    cursor = ask(source, Cursor()).cursor
    source.size = 3
    cursor = ask(source, cursor._replace(etag="")).cursor
    source.size = 10
    assert ask(source, cursor._replace(etag="")).posts == ()


def test_the_number_of_remembered_keys_is_limited() -> None:
    source = FakeMastodon()
    cursor = Cursor()
    for _ in range(80):
        source.now_ms += HOUR_MS
        for _ in range(20):
            source.post()
        cursor = ask(source, cursor).cursor
    assert len(cursor.seen) < 200
