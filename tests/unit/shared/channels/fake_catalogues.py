"""Networks of questions, reviews, videos and news in memory: how each lists what it holds by pages and dates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from shared.channels.request import Request, Response
from shared.domain.time import SECOND_MS, iso, parse_time
from tests.unit.shared.channels.fake_network import FakeNetwork, asked_of


@dataclass
class FakeStackExchange(FakeNetwork):
    """Advanced search by whole seconds; ``quota`` requests are left today."""

    quota: int = 10_000
    backoff: int = 0
    knows_todate: bool = True

    def key(self, number: int, at_ms: int) -> str:
        del at_ms
        return f"stackoverflow:{number}"

    def answer(self, request: Request) -> Response:
        if self.quota <= 0:
            message = "too many requests from this IP, more requests available in 40 seconds"
            return self.error(400, {"error_id": 502, "error_name": "throttle_violation", "error_message": message})
        self.quota -= 1
        asked = asked_of(request)
        high = (int(asked["todate"]) + 1) * SECOND_MS if "todate" in asked and self.knows_todate else 1 << 60
        found = self.newest(int(asked.get("fromdate", 0)) * SECOND_MS, high)
        start = (int(asked["page"]) - 1) * self.page_size
        page = found[start : start + self.page_size]
        document = {
            "items": [self._question(key, at_ms) for key, at_ms, _ in page],
            "has_more": start + len(page) < len(found),
            "quota_max": 10_000,
            "quota_remaining": self.quota,
        }
        return self.json({**document, **({"backoff": self.backoff} if self.backoff else {})})

    def _question(self, key: str, at_ms: int) -> dict[str, Any]:
        number = int(key.partition(":")[2])
        return {
            "question_id": number,
            "title": "Acme &amp; kettles",
            "body": f"<p>acme {number}</p>",
            "creation_date": at_ms // SECOND_MS,
            "owner": {"display_name": "Ana &#39;A&#39;"},
            "link": f"https://stackoverflow.com/q/{number}",
            "tags": ["kettle"],
            "score": 3,
            "answer_count": 1,
        }


@dataclass
class FakeAppStore(FakeNetwork):
    """Ten pages of fifty reviews; ``empty`` pages come without any reason."""

    page_size: int = 50
    pages: int = 10

    def answer(self, request: Request) -> Response:
        number = int(request.url.partition("/page=")[2].partition("/")[0])
        found = self.newest()[(number - 1) * self.page_size : number * self.page_size]
        last = max(1, min(self.pages, -(-len(self.posts) // self.page_size)))
        base = "https://itunes.apple.com/us/rss/customerreviews"
        entries = "".join(
            f"<entry><updated>{iso(at_ms)}</updated><id>{key}</id><title>Acme</title>"
            f'<content type="text">{escape(f"it broke & {key}")}</content><im:voteSum>2</im:voteSum>'
            f"<im:rating>1</im:rating><author><name>ana</name></author></entry>"
            for key, at_ms, _ in (found if number <= self.pages else [])
        )
        body = (
            '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom" '
            f'xmlns:im="http://itunes.apple.com/rss" xml:lang="en"><id>x</id><title>Reviews</title>'
            f'<link rel="last" href="{base}/page={last}/id=1/sortby=mostrecent/xml"/>{entries}</feed>'
        )
        headers = {"content-type": "text/xml; charset=utf-8", "date": self.json({}).headers["date"]}
        return Response(200, headers, body.encode(), request.url)


@dataclass
class FakeYouTube(FakeNetwork):
    """Search by tokens that name a place in the list; ``quota`` searches are left today."""

    page_size: int = 50
    quota: int = 100_000

    def answer(self, request: Request) -> Response:
        asked = asked_of(request)
        if asked.get("key") != "secret":
            error = {"code": 400, "message": "API key not valid.", "errors": [{"reason": "badRequest"}]}
            return self.error(400, {"error": {**error, "details": [{"reason": "API_KEY_INVALID"}]}})
        if self.quota <= 0:
            return self.error(403, {"error": {"code": 403, "errors": [{"reason": "quotaExceeded"}]}})
        self.quota -= 1
        found = self.newest(parse_time(asked["publishedAfter"]) if "publishedAfter" in asked else 0)
        start = int(asked.get("pageToken", "t0")[1:])
        page = found[start : start + self.page_size]
        more = {"nextPageToken": f"t{start + len(page)}"} if start + len(page) < len(found) else {}
        comments = "/commentThreads" in request.url
        return self.json({"items": [(self._thread if comments else self._video)(*post) for post in page], **more})

    def _video(self, key: str, written_ms: int, _shown_ms: int) -> dict[str, Any]:
        snippet = {"publishedAt": iso(written_ms), "title": "Acme &amp; I", "description": "x", "channelTitle": "Ana"}
        return {"id": {"kind": "youtube#video", "videoId": key}, "snippet": snippet}

    def _thread(self, key: str, written_ms: int, _shown_ms: int) -> dict[str, Any]:
        words = {"textDisplay": "it <b>broke</b>", "textOriginal": "it broke", "authorDisplayName": "@ana"}
        top = {"id": key, "snippet": {**words, "publishedAt": iso(written_ms), "likeCount": 2}}
        return {"id": key, "snippet": {"videoId": "v1", "topLevelComment": top, "totalReplyCount": 0}}


@dataclass
class FakeGdelt(FakeNetwork):
    """At most so many articles of a span, in no order, with times in steps of fifteen minutes."""

    page_size: int = 250

    def key(self, number: int, at_ms: int) -> str:
        del at_ms
        return f"https://news.example/{number}"

    def answer(self, request: Request) -> Response:
        asked = asked_of(request)
        low, high = (_stamped(asked.get(name, "")) for name in ("startdatetime", "enddatetime"))
        found = [post for post in self.posts if (low or 0) <= _seen(post) <= (high or 1 << 60)]
        found.sort(key=_seen, reverse=True)
        shown = sorted(found[: self.page_size], key=lambda post: post[0])
        return self.json({"articles": [self._article(key, _seen((key, at_ms, 0))) for key, at_ms, _ in shown]})

    def _article(self, key: str, seen_ms: int) -> dict[str, Any]:
        stamp = iso(seen_ms).replace("-", "").replace(":", "")
        return {
            "url": key,
            "title": "Acme &amp; kettles",
            "seendate": stamp,
            "domain": "news.example",
            "language": "English",
        }


def _seen(post: tuple[str, int, int]) -> int:
    return post[1] // 900_000 * 900_000


def _stamped(stamp: str) -> int | None:
    return parse_time(f"{stamp[:8]}T{stamp[8:]}Z") if stamp else None
