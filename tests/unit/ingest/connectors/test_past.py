"""The past of a query: every channel's is told whole, over many short polls, and nothing else is."""

from __future__ import annotations

import pytest

from functions.ingest.polling import past as pasts
from functions.ingest.polling.crawl import CrawlLimits, Fetch, PollTask, poll
from functions.ingest.polling.signed_in import SignedIn
from shared.channels import channel
from shared.channels.backfill import Backfill, earliest_ms
from shared.channels.protocol import Counted
from shared.channels.request import Response
from shared.domain.errors import ChannelUnavailable
from shared.domain.time import DAY_MS, HOUR_MS, MINUTE_MS, iso
from tests.unit.ingest.connectors.watcher import CREDENTIALS, NAMES, QUERIES
from tests.unit.shared.channels.fake_catalogues import FakeGdelt
from tests.unit.shared.channels.fake_channels import (
    START_MS,
    FakeChannel,
    FakeFeed,
    FakeHackerNews,
    FakeMastodon,
    failing,
    limited,
    repeated,
)
from tests.unit.shared.channels.fake_network import FakeNetwork

FAKES: dict[str, type[FakeChannel]] = {
    **{name: fake for fake, name in NAMES.items()},
    "hackernews": FakeHackerNews,
    "mastodon": FakeMastodon,
    "gdelt": FakeGdelt,
}
DAYS = 5


def filled(name: str) -> tuple[FakeChannel, list[str]]:
    """A channel with a post every 50 minutes of the last week, and the keys of those of the last five days."""
    source = FAKES[name]()
    told = []
    for number in range(7 * 24 * 60 // 50, 0, -1):
        at_ms = START_MS - number * 50 * MINUTE_MS
        if name == "gdelt":
            at_ms -= at_ms % (15 * MINUTE_MS)
        source.now_ms = at_ms
        key = posted(source)
        if at_ms >= START_MS - DAYS * DAY_MS:
            told.append(key)
    source.now_ms = START_MS + 15 * MINUTE_MS
    return source, told


def posted(source: FakeChannel) -> str:
    """A post of this time."""
    key: str = source.post()  # type: ignore[attr-defined]  # a part of the fake, or of the library, that has no type
    if isinstance(source, FakeMastodon):
        source.statuses[-1]["created_at"] = iso(source.now_ms)
    return key


def asking(name: str, source: FakeChannel) -> Fetch:
    module = channel(name)
    return SignedIn(module, CREDENTIALS.get(name, {}), module.BASE_URL, source, now_ms=START_MS)


def polled(name: str, past: Backfill, source: FakeChannel, requests: int = 2) -> tuple[Backfill, list[str]]:
    """The past after one poll, and the keys that it told."""
    task = PollTask(channel(name), past.query, channel(name).BASE_URL)
    limits = CrawlLimits(requests=requests, seen_keys=0)
    past = pasts.begun(channel(name), past)
    found = poll(task, past.cursor, fetch=asking(name, source), now_ms=source.now_ms, limits=limits)
    result = pasts.within(found, past)
    return pasts.after(past, result, source.now_ms), [post.key for post in result.posts]


def asked_for(name: str) -> Backfill:
    return Backfill(name, "acme", QUERIES.get(name, "acme"), START_MS - DAYS * DAY_MS, START_MS)


@pytest.mark.parametrize("name", FAKES)
def test_the_past_is_told_whole_in_short_polls_and_ends(name: str) -> None:
    source, expected = filled(name)
    if isinstance(source, FakeNetwork) and name not in {"appstore", "gdelt"}:
        source.page_size = 20
    past, told = asked_for(name), list[str]()
    for _ in range(60):
        source.now_ms += MINUTE_MS
        posted(source)  # what is posted meanwhile is told by the poll of today
        past, keys = polled(name, past, source)
        told += keys
        if past.done_ms >= 0:
            break
    assert past.done_ms >= 0, past.error
    assert set(told) == set(expected)
    assert past.error == ""


def test_posts_without_a_date_belong_to_no_past() -> None:
    source = FakeFeed(entries=["tag:feed.example,2026:0"])
    past, told = polled("rss", Backfill("rss", "acme", "https://feed.example/rss", 0, START_MS), source)
    assert (past.done_ms, told) == (source.now_ms, [])


def test_it_goes_on_where_it_stopped_and_waits_as_the_channel_asks() -> None:
    source, _ = filled("hackernews")
    assert isinstance(source, FakeHackerNews)
    source.page_size, source.faults = 20, [None, limited]
    past, _ = polled("hackernews", asked_for("hackernews"), source)
    assert (past.is_due(source.now_ms + 29_000), past.is_due(source.now_ms + 30_000), past.failures) == (False, True, 0)
    assert past.cursor.resume
    assert past.posts == 20


def test_what_fails_waits_longer_each_time_and_is_given_up() -> None:
    source = FakeHackerNews(faults=[failing] * 20)
    past, attempts = asked_for("hackernews"), 0
    for minute in range(400):
        source.now_ms = START_MS + minute * MINUTE_MS
        if past.is_due(source.now_ms):
            past, _ = polled("hackernews", past, source)
            attempts += 1
    assert (attempts, past.failures, past.error) == (pasts.GIVE_UP, pasts.GIVE_UP, "the channel fails (status 502)")
    assert past.done_ms >= START_MS + HOUR_MS


def test_a_channel_that_repeats_itself_is_given_up() -> None:
    source, _ = filled("stackexchange")
    assert isinstance(source, FakeNetwork)
    source.page_size = 20
    past = asked_for("stackexchange")
    for _ in range(30):
        source.faults = [None, None, *[repeated] * 5]
        source.now_ms += 30 * MINUTE_MS
        past, _ = polled("stackexchange", past, source, requests=10)
    assert past.done_ms >= 0


def test_a_failure_of_ours_is_counted_as_well_and_says_why() -> None:
    past = pasts.after_failure(asked_for("x"), "x needs credentials", START_MS)
    assert (past.failures, past.error, past.is_due(START_MS)) == (1, "x needs credentials", False)
    assert pasts.after_failure(past._replace(failures=pasts.GIVE_UP - 1), "", START_MS).done_ms == START_MS


@pytest.mark.parametrize("name", FAKES)
def test_no_channel_is_asked_for_more_days_than_it_has(name: str) -> None:
    days = channel(name).PAST_DAYS
    since_ms = earliest_ms(days, 0, START_MS)
    assert since_ms == (START_MS - days * DAY_MS if days else 0)


@pytest.mark.parametrize("body", [b"{}", b"[]", b'{"meta": {}}', b"<html>", b""])
def test_a_count_that_is_none_is_no_zero(body: bytes) -> None:
    source = channel("x")
    assert isinstance(source, Counted)
    with pytest.raises(ChannelUnavailable):
        source.counted(Response(200, {}, body))
