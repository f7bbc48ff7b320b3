"""Channels as they behave, in memory: what they hold, how they list it, and how they fail."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any
from urllib.parse import parse_qs, urlsplit

from shared.channels.request import Request, Response

Fault = Callable[["FakeChannel", Request], Response | None]
START_MS = 1_790_000_000_000
"""The time the fakes begin at; divisible by 1,000."""


@dataclass
class FakeChannel:
    """A channel with a clock of its own; the next requests meet one of ``faults`` each (None: no fault)."""

    now_ms: int = START_MS
    faults: list[Fault | None] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    last: Response | None = None

    def __call__(self, request: Request) -> Response:
        self.asked.append(request.url)
        fault = self.faults.pop(0) if self.faults else None
        response = (fault(self, request) if fault else None) or self.answer(request)
        self.last = response
        return response

    def answer(self, request: Request) -> Response:
        raise NotImplementedError

    def json(self, document: Any, **headers: str) -> Response:
        date = formatdate(self.now_ms / 1000, usegmt=True)
        given = {"content-type": "application/json; charset=utf-8", "date": date, **headers}
        return Response(200, given, json.dumps(document).encode())


def limited(channel: FakeChannel, _request: Request) -> Response:
    return Response(429, {"retry-after": "30", "date": formatdate(channel.now_ms / 1000, usegmt=True)}, b"slow down")


def failing(_channel: FakeChannel, _request: Request) -> Response:
    return Response(502, {"content-type": "text/html"}, b"<h1>Bad gateway</h1>")


def web_page(_channel: FakeChannel, _request: Request) -> Response:
    return Response(200, {"content-type": "text/html"}, b"<html>Please log in</html>")


def cut(channel: FakeChannel, request: Request) -> Response:
    whole = channel.answer(request)
    return Response(200, whole.headers, whole.body[: len(whole.body) // 2])


def repeated(channel: FakeChannel, _request: Request) -> Response | None:
    """The response to the request before, instead of this one."""
    return channel.last


@dataclass
class FakeHackerNews(FakeChannel):
    """Search by date as hn.algolia.com does it: newest first, at most ``wall`` hits of one filter."""

    hits: list[dict[str, Any]] = field(default_factory=list)
    page_size: int = 100
    wall: int = 1000

    def post(self, second: int | None = None, *, indexed_ms: int = 0, text: str = "acme") -> str:
        native = str(40_000_000 + len(self.hits))
        self.hits.append(
            {
                "objectID": native,
                "created_at_i": self.now_ms // 1000 if second is None else second,
                "comment_text": f"{text} {native}",
                "story_title": "A story",
                "author": "ana",
                "indexed_ms": indexed_ms or self.now_ms,
            }
        )
        return native

    def answer(self, request: Request) -> Response:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(request.url).query).items()}
        low, high = _bounds(asked.get("numericFilters", ""))
        seen = [h for h in self.hits if h["indexed_ms"] <= self.now_ms and low <= h["created_at_i"] <= high]
        seen.sort(key=lambda h: (-h["created_at_i"], h["objectID"]))
        reachable, size, number = seen[: self.wall], self.page_size, int(asked["page"])
        return self.json(
            {
                "hits": reachable[number * size : (number + 1) * size],
                "page": number,
                "nbHits": len(seen),
                "nbPages": -(-len(reachable) // size),
                "hitsPerPage": size,
            }
        )


def _bounds(filters: str) -> tuple[int, int]:
    low, high = 0, 10**12
    for condition in filter(None, filters.split(",")):
        if condition.startswith("created_at_i>="):
            low = int(condition.removeprefix("created_at_i>="))
        if condition.startswith("created_at_i<="):
            high = int(condition.removeprefix("created_at_i<="))
    return low, high


@dataclass
class FakeMastodon(FakeChannel):
    """A hashtag timeline: ids hold the time they were given in their upper bits."""

    statuses: list[dict[str, Any]] = field(default_factory=list)
    page_size: int = 40

    def post(self, *, id_ms: int | None = None, text: str = "acme") -> str:
        number = len(self.statuses)
        native = str(((self.now_ms if id_ms is None else id_ms) << 16) + number)
        uri = f"https://social.example/users/ana/statuses/{number}"
        self.statuses.append(status(native, uri, text=f"<p>{text} {number}</p>"))
        return uri

    def answer(self, request: Request) -> Response:
        asked = {name: values[0] for name, values in parse_qs(urlsplit(request.url).query).items()}
        known = sorted(self.statuses, key=lambda s: int(s["id"]))
        if "min_id" in asked:
            found = [s for s in known if int(s["id"]) > int(asked["min_id"])][: self.page_size]
        else:
            found = [s for s in known if int(s["id"]) < int(asked.get("max_id", 1 << 63))][-self.page_size :]
        found.reverse()
        if not found:
            return self.json([])
        where = "https://elsewhere.example/api/v1/timelines/tag/acme"
        link = f'<{where}?max_id={found[-1]["id"]}>; rel="next", <{where}?min_id={found[0]["id"]}>; rel="prev"'
        return self.json(found, link=link)


def status(native: str, uri: str, *, text: str = "<p>acme</p>", **more: Any) -> dict[str, Any]:
    """A Mastodon status with the fields that the channel module reads."""
    return {
        "id": native,
        "uri": uri,
        "url": uri,
        "created_at": "2026-09-21T13:33:20.000Z",
        "content": text,
        "account": {"acct": "ana", "followers_count": 12},
        "tags": [{"name": "acme"}],
        "language": "en",
        **more,
    }


@dataclass
class FakeFeed(FakeChannel):
    """A feed that lists its latest ``size`` entries, and knows when they did not change."""

    entries: list[str] = field(default_factory=list)
    size: int = 20

    def post(self) -> str:
        self.entries.append(f"tag:feed.example,2026:{len(self.entries)}")
        return self.entries[-1]

    def answer(self, request: Request) -> Response:
        etag = f'"{len(self.entries)}"'
        if request.headers.get("If-None-Match") == etag:
            return Response(304, {"etag": etag}, b"")
        items = "".join(
            f"<item><guid>{guid}</guid><title>Acme</title><link>https://feed.example/{number}</link></item>"
            for number, guid in list(enumerate(self.entries))[-self.size :]
        )
        body = f'<rss version="2.0"><channel><title>Feed</title>{items}</channel></rss>'.encode()
        return Response(200, {"etag": etag, "content-type": "application/rss+xml"}, body, request.url)
