"""Whatever happens, in whatever order: no post is lost, none is delivered twice."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from functions.ingest.polling.crawl import CrawlLimits, PollTask, poll
from shared.channels import channel
from shared.channels.cursor import Cursor
from shared.domain.time import MINUTE_MS, SECOND_MS
from tests.unit.shared.channels.fake_channels import (
    FakeChannel,
    FakeFeed,
    FakeHackerNews,
    FakeMastodon,
    Fault,
    cut,
    failing,
    limited,
    repeated,
    web_page,
)

FAULTS: list[Fault | None] = [None, None, limited, failing, web_page, cut, repeated]
KINDS = {"hackernews": FakeHackerNews, "mastodon": FakeMastodon, "rss": FakeFeed}

posting = st.tuples(st.just("post"), st.integers(1, 25), st.integers(0, 30))
waiting = st.tuples(st.just("wait"), st.integers(1, 600), st.just(0))
polling = st.tuples(st.just("poll"), st.integers(1, 5), st.sampled_from(["commit", "crash"]))
days = st.lists(st.one_of(posting, waiting, polling), max_size=30)
faults = st.lists(st.sampled_from(FAULTS), max_size=25)


@pytest.mark.parametrize("name", list(KINDS))
@settings(max_examples=150, deadline=None)
@example(day=[("post", 25, 0)] * 6 + [("poll", 1, "commit")], weather=[], size=3).via("found by chance")
@given(day=days, weather=faults, size=st.sampled_from([3, 10, 40]))
def test_every_post_is_stored_once_whatever_fails_when(
    name: str, day: list[tuple[str, int, int | str]], weather: list[Fault | None], size: int
) -> None:
    """Posts come in bursts and late; polls meet errors, run out of requests and crash before they save their cursor.

    What a poll delivers is stored by key, as a table does it; a key delivered again
    although its cursor was saved is a repeat, and there must be none.
    """
    source = _channel(name, size)
    task = PollTask(channel(name), "https://feed.example/rss" if name == "rss" else "acme", _base(name))
    posted, stored, committed, cursor = [], set(), Counter[str](), Cursor()
    cursor = poll(task, cursor, fetch=source, now_ms=source.now_ms, limits=CrawlLimits()).cursor
    source.faults = list(weather)
    for step, amount, how in day:
        if step == "wait":
            source.now_ms += amount * SECOND_MS
        elif step == "post":
            posted += [_post(source, int(how)) for _ in range(amount)]
        else:
            result = poll(task, cursor, fetch=source, now_ms=source.now_ms, limits=_limits(name, amount))
            stored |= {post.key for post in result.posts}
            if how == "commit":
                cursor = result.cursor
                committed.update(post.key for post in result.posts)
    source.faults = []
    for _ in range(200):
        source.now_ms += MINUTE_MS
        result = poll(task, cursor, fetch=source, now_ms=source.now_ms, limits=_limits(name, 100))
        stored |= {post.key for post in result.posts}
        committed.update(post.key for post in result.posts)
        cursor = result.cursor
        if result.complete:
            break
    assert stored == set(posted)
    assert set(committed.values()) <= {1}


def _channel(name: str, size: int) -> FakeChannel:
    return FakeFeed(size=10_000) if name == "rss" else KINDS[name](page_size=size)


def _base(name: str) -> str:
    return "" if name == "rss" else "https://x.example"


def _limits(name: str, requests: int) -> CrawlLimits:
    return CrawlLimits(requests=requests, seen_keys=channel(name).SEEN_KEYS)


def _post(source: FakeChannel, late_s: int) -> str:
    """A post that the channel shows late, by its index (Hacker News) or by an old id (Mastodon)."""
    source.now_ms += 700
    if isinstance(source, FakeHackerNews):
        second = source.now_ms // 1000 - late_s
        return source.post(second, indexed_ms=source.now_ms)
    if isinstance(source, FakeMastodon):
        return source.post(id_ms=source.now_ms - late_s * SECOND_MS)
    assert isinstance(source, FakeFeed)
    return source.post()
