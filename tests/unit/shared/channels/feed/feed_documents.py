"""Feeds written down as short as can be, and how they are read."""

from __future__ import annotations

from shared.channels.batch import Batch
from shared.channels.polled import feeds
from shared.channels.request import Request, Response
from shared.domain.time import MAX_TIME_MS

JSON_FEED = "https://jsonfeed.org/version/1.1"
FEED = Request("https://feed.example/rss", first_crawl=True)


def read(body: str | bytes, **headers: str) -> Batch:
    raw = body.encode() if isinstance(body, str) else body
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return feeds.parse(FEED, Response(200, given, raw, FEED.url), MAX_TIME_MS)


def rss(*items: str, head: str = "") -> str:
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{"".join(items)}</channel></rss>'
