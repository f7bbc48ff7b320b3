"""Polling a feed: it vanishes, does not change, says how long it is fresh, and drops entries."""

from __future__ import annotations

from shared.channels.cursor import Cursor
from shared.channels.request import Request, Response
from shared.domain.errors import ChannelRefused, ChannelUnavailable
from shared.domain.time import HOUR_MS, MINUTE_MS
from tests.unit.ingest.polling.polled import ask, keys
from tests.unit.shared.channels.fake_channels import START_MS, FakeFeed, FakeMastodon


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
