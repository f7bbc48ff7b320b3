"""Polls with the limits of a call of Lambda, until they are complete."""

from __future__ import annotations

from functions.ingest.polling.crawl import CrawlLimits, PollTask, poll
from functions.ingest.polling.crawl_state import PollResult
from shared.channels import channel
from shared.channels.cursor import Cursor
from shared.domain.time import DAY_MS, MINUTE_MS
from tests.unit.shared.channels.fake_channels import FakeChannel, FakeHackerNews, FakeMastodon

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
