"""A list of only the newest posts that no longer holds what was known: what lies between may be lost, and is said."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any

import pytest

from functions.ingest.polling.crawl import CrawlLimits, PollTask, poll
from functions.ingest.polling.crawl_state import PollResult
from functions.ingest.polling.signed_in import SignedIn
from shared.channels import channel
from shared.channels.cursor import Cursor
from shared.channels.request import Request, Response
from shared.domain.time import MINUTE_MS
from tests.channel_recall import CREDENTIALS
from tests.unit.shared.channels.fake_catalogues import FakeAppStore
from tests.unit.shared.channels.fake_channels import FakeChannel, FakeFeed
from tests.unit.shared.channels.fake_networks import FakeReddit

LIMITS = CrawlLimits(requests=30, first_posts=10**6, look_back_ms=None, seen_keys=2_000)


@dataclass
class DatedFeed(FakeChannel):
    """A feed of its newest ten entries, each with its time."""

    times: list[int] = field(default_factory=list)

    def post(self) -> None:
        self.times.append(self.now_ms)

    def answer(self, request: Request) -> Response:
        items = "".join(
            f"<item><guid>tag:x,{n}</guid><title>Acme</title><pubDate>{formatdate(at / 1000)}</pubDate></item>"
            for n, at in list(enumerate(self.times))[-10:]
        )
        body = f'<rss version="2.0"><channel><title>Feed</title>{items}</channel></rss>'.encode()
        return Response(200, {"content-type": "application/rss+xml"}, body, request.url)


def ask(name: str, source: Any, cursor: Cursor, query: str = "acme") -> PollResult:
    module = channel(name)
    task = PollTask(module, query, module.BASE_URL or query)
    signed = SignedIn(
        module, CREDENTIALS.get(name, {}), task.base_url, source, {}, lambda _session: None, source.now_ms
    )
    return poll(task, cursor, fetch=signed, now_ms=source.now_ms, limits=LIMITS)


def flooded(name: str, source: Any, posts: int, query: str = "acme") -> tuple[PollResult, int]:
    """What a poll says after so many posts in five minutes, and when the first of them was posted."""
    source.post()
    first = ask(name, source, Cursor(), query)
    assert first.complete, first.reason
    assert first.lost_until_ms == 0, "a first poll has nothing to go on from"
    source.now_ms += MINUTE_MS
    begun_ms = source.now_ms
    for _ in range(posts):
        source.now_ms += 5 * MINUTE_MS // posts
        source.post()
    source.now_ms += MINUTE_MS
    found = ask(name, source, first.cursor, query)
    assert found.complete, found.reason
    return found, begun_ms


FEED = "https://feed.example/rss"


@pytest.mark.parametrize(
    ("name", "source", "few", "many", "query"),
    [
        ("rss", DatedFeed, 9, 30, FEED),
        ("reddit", FakeReddit, 400, 1_300, "r/kettles"),
        ("appstore", FakeAppStore, 300, 700, "123456789"),
    ],
)
def test_more_posts_than_a_channel_lists_are_said_to_be_lost(
    name: str, source: Any, few: int, many: int, query: str
) -> None:
    all_read, _ = flooded(name, source(), few, query)
    assert all_read.lost_until_ms == 0
    some_lost, begun_ms = flooded(name, source(), many, query)
    assert some_lost.lost_until_ms > begun_ms
    assert some_lost.lost_until_ms == min(post.published_ms or 0 for post in some_lost.posts)


def test_a_feed_without_dates_that_lists_nothing_known_may_have_dropped_all_since_the_last_poll() -> None:
    source = FakeFeed(size=5)
    found, _ = flooded("rss", source, 20, FEED)
    assert source.now_ms <= found.lost_until_ms <= source.now_ms + 2 * MINUTE_MS


def test_a_feed_that_is_made_anew_with_other_ids_and_old_dates_lost_nothing() -> None:
    source = DatedFeed()
    source.post()
    first = ask("rss", source, Cursor(), FEED)
    old_ms, source.now_ms = source.now_ms, source.now_ms + MINUTE_MS
    source.times = [old_ms - MINUTE_MS, old_ms]
    body = source.answer(Request(FEED)).body.replace(b"tag:x,", b"tag:anew,")
    anew = ask("rss", _Fixed(source.now_ms, body), first.cursor, FEED)
    assert anew.lost_until_ms <= first.cursor.completed_ms


@dataclass
class _Fixed:
    now_ms: int
    body: bytes

    def __call__(self, request: Request) -> Response:
        return Response(200, {"content-type": "application/rss+xml"}, self.body, request.url)


def test_a_subreddit_whose_posts_were_all_listed_lost_nothing() -> None:
    source = FakeReddit()
    empty = ask("reddit", source, Cursor(), "r/kettles")
    source.now_ms += MINUTE_MS
    source.post()
    assert ask("reddit", source, empty.cursor, "r/kettles").lost_until_ms == 0
