"""One poll of a fake channel, and the keys that it told."""

from __future__ import annotations

from functions.ingest.polling.crawl import CrawlLimits, PollTask, poll
from functions.ingest.polling.crawl_state import PollResult
from shared.channels import channel
from shared.channels.cursor import Cursor
from shared.channels.protocol import Channel
from tests.unit.shared.channels.fake_channels import FakeChannel, FakeFeed, FakeHackerNews, FakeMastodon

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
