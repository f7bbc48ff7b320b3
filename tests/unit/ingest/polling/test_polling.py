"""Polling a channel that brings posts late, in bursts, ahead of time or all at once: each is told once."""

from __future__ import annotations

import pytest

from functions.ingest.polling.crawl import CrawlLimits, PollTask, poll
from shared.channels import channel
from shared.channels.cursor import Cursor
from shared.channels.request import Request
from shared.domain.time import DAY_MS, MINUTE_MS
from tests.unit.ingest.polling.polled import ask, keys
from tests.unit.shared.channels.fake_channels import START_MS, FakeChannel, FakeFeed, FakeHackerNews, FakeMastodon


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
