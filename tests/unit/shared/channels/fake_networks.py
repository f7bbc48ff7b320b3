"""Networks that ask for credentials or have their own ways to page, in memory: what they list, and what they refuse."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

from shared.channels.request import Request, Response
from shared.domain.time import SECOND_MS, iso, parse_time
from tests.unit.shared.channels.fake_channels import FakeChannel


def asked_of(request: Request) -> dict[str, str]:
    """The parameters of a request."""
    return {name: values[0] for name, values in parse_qs(urlsplit(request.url).query).items()}


@dataclass
class FakeNetwork(FakeChannel):
    """Holds posts as (key, when written, when shown); the subclasses list them in their network's words."""

    posts: list[tuple[str, int, int]] = field(default_factory=list)
    page_size: int = 100
    made: int = 0

    def post(self, *, written_ms: int | None = None) -> str:
        """A post that is shown from now on."""
        self.made += 1
        at_ms = self.now_ms if written_ms is None else written_ms
        key = self.key(self.made, at_ms)
        self.posts.append((key, at_ms, self.now_ms))
        return key

    def delete(self, key: str) -> None:
        self.posts = [post for post in self.posts if post[0] != key]

    def key(self, number: int, at_ms: int) -> str:
        del at_ms
        return str(70_000_000 + number)

    def newest(self, low_ms: int = 0, high_ms: int = 1 << 60) -> list[tuple[str, int, int]]:
        """What was written in this span, its last moment left out, newest first."""
        found = [post for post in self.posts if low_ms <= post[1] < high_ms]
        return sorted(found, key=lambda post: (-post[1], post[0]))

    def error(self, status: int, document: Any, **headers: str) -> Response:
        body = json.dumps(document).encode()
        return Response(status, {"content-type": "application/json", **headers}, body)


@dataclass
class FakeBluesky(FakeNetwork):
    """Search behind sessions: an access token lasts ``lasts`` requests, a password works ``passwords`` times."""

    lasts: int = 10**9
    passwords: int = 10
    knows_until: bool = True
    token: int = 0
    left: int = 0
    signed_in: list[str] = field(default_factory=list)

    def key(self, number: int, at_ms: int) -> str:
        del at_ms
        return f"at://did:plc:fake/app.bsky.feed.post/{number}"

    def answer(self, request: Request) -> Response:
        name = request.url.rpartition("/")[2].partition("?")[0]
        proof = request.headers.get("Authorization", "")
        if name.startswith("com.atproto.server."):
            return self._sign_in(name, proof, request.body or b"{}")
        if not proof:
            return Response(403, {"content-type": "text/html"}, b"<html>Forbidden</html>")
        if proof != f"Bearer access-{self.token}" or self.left <= 0:
            return self.error(400, {"error": "ExpiredToken", "message": "Token has expired"})
        self.left -= 1
        return self._search(asked_of(request))

    def _sign_in(self, name: str, proof: str, body: bytes) -> Response:
        if name == "com.atproto.server.refreshSession":
            if proof != f"Bearer refresh-{self.token}":
                return self.error(400, {"error": "ExpiredToken", "message": "Token has been revoked"})
            return self._session(name)
        if json.loads(body) != {"identifier": "acme.example", "password": "secret"}:
            return self.error(401, {"error": "AuthenticationRequired", "message": "Invalid identifier or password"})
        if not self.passwords:
            headers = {"ratelimit-remaining": "0", "ratelimit-reset": str(self.now_ms // 1000 + 3600)}
            return self.error(429, {"error": "RateLimitExceeded"}, **headers)
        self.passwords -= 1
        return self._session(name)

    def _session(self, name: str) -> Response:
        self.token += 1
        self.left = self.lasts
        self.signed_in.append(name.rpartition(".")[2])
        return self.json({"accessJwt": f"access-{self.token}", "refreshJwt": f"refresh-{self.token}", "did": "did:x"})

    def _search(self, asked: dict[str, str]) -> Response:
        low = parse_time(asked["since"]) if "since" in asked else 0
        high = parse_time(asked["until"]) if "until" in asked and self.knows_until else 1 << 60
        found, start = self.newest(low, high), int(asked.get("cursor", 0))
        page = found[start : start + self.page_size]
        more = {"cursor": str(start + len(page))} if start + len(page) < len(found) else {}
        return self.json({"posts": [self._view(*post) for post in page], **more})

    def _view(self, uri: str, written_ms: int, shown_ms: int) -> dict[str, Any]:
        record = {"$type": "app.bsky.feed.post", "createdAt": iso(written_ms), "text": f"acme {uri}", "langs": ["en"]}
        author = {"did": "did:plc:fake", "handle": "ana.example"}
        return {"uri": uri, "cid": "c", "author": author, "record": record, "indexedAt": iso(shown_ms)}


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
class FakeX(FakeNetwork):
    """Recent search: ids hold their time, each post read is counted, and ids older than ``forgets_ms`` are refused."""

    read: int = 0
    counted: int = 0
    forgets_ms: int = 7 * 86_400_000

    def key(self, number: int, at_ms: int) -> str:
        return str(((at_ms - 1_288_834_974_657) << 22) + number)

    def answer(self, request: Request) -> Response:
        if request.headers.get("Authorization") != "Bearer secret":
            return self.error(401, {"title": "Unauthorized", "status": 401})
        asked = asked_of(request)
        if "/counts/" in request.url:
            self.counted += 1
            since_ms = parse_time(asked["start_time"])
            if since_ms < self.now_ms - self.forgets_ms:
                return self.error(400, {"errors": [{"message": "'start_time' is too old"}], "title": "Invalid Request"})
            return self.json({"data": [], "meta": {"total_tweet_count": len(self.newest(since_ms))}})
        since = int(asked.get("since_id", 0))
        oldest = int(self.key(0, self.now_ms - self.forgets_ms))
        if 0 < since < oldest:
            message = f"'since_id' must be a tweet id created after {iso(self.now_ms - self.forgets_ms)}"
            return self.error(400, {"errors": [{"message": message}], "title": "Invalid Request"})
        high = int(asked.get("until_id", 1 << 63))
        began_ms = parse_time(asked["start_time"]) if "start_time" in asked else 0
        found = [post for post in self.newest(began_ms) if max(since, oldest) < int(post[0]) < high]
        found.sort(key=lambda post: -int(post[0]))
        start, size = int(asked.get("next_token", "n0")[1:]), min(int(asked["max_results"]), self.page_size)
        page = found[start : start + size]
        self.read += len(page)
        meta: dict[str, Any] = {"result_count": len(page)}
        if page:
            meta |= {"newest_id": page[0][0], "oldest_id": page[-1][0]}
        if start + len(page) < len(found):
            meta["next_token"] = f"n{start + len(page)}"
        data = {"data": [self._tweet(*post) for post in page]} if page else {}
        users = [{"id": "7", "username": "ana", "public_metrics": {"followers_count": 12}}]
        return self.json({**data, "includes": {"users": users}, "meta": meta})

    def _tweet(self, key: str, written_ms: int, _shown_ms: int) -> dict[str, Any]:
        return {"id": key, "text": f"acme &amp; {key}", "created_at": iso(written_ms), "author_id": "7", "lang": "en"}


@dataclass
class FakeReddit(FakeNetwork):
    """A subreddit's listing, behind a token of ``lasts`` requests; it goes on behind the name of a post."""

    lasts: int = 10**9
    left: int = 0
    token: int = 0
    wall: int = 1_000

    def key(self, number: int, at_ms: int) -> str:
        del at_ms
        return f"t3_{number}"

    def answer(self, request: Request) -> Response:
        proof = request.headers.get("Authorization", "")
        if request.url.endswith("/api/v1/access_token"):
            if proof != "Basic aWQ6c2VjcmV0" or request.body != b"grant_type=client_credentials":
                return self.error(401, {"message": "Unauthorized", "error": 401})
            self.token, self.left = self.token + 1, self.lasts
            return self.json({"access_token": f"token-{self.token}", "token_type": "bearer", "expires_in": 3600})
        if proof != f"Bearer token-{self.token}" or self.left <= 0:
            return self.error(401, {"message": "Unauthorized", "error": 401})
        self.left -= 1
        asked, found = asked_of(request), self.newest()[: self.wall]
        names = [post[0] for post in found]
        if "after" in asked and asked["after"] not in names:
            return self.json({"kind": "Listing", "data": {"children": [], "after": None}})
        start = names.index(asked["after"]) + 1 if "after" in asked else 0
        page = found[start : start + self.page_size]
        after = page[-1][0] if start + len(page) < len(found) else None
        limits = {"x-ratelimit-remaining": "598.0", "x-ratelimit-reset": "459", "x-ratelimit-used": "2"}
        return self.json(
            {"kind": "Listing", "data": {"children": [self._link(*post) for post in page], "after": after}}, **limits
        )

    def _link(self, key: str, written_ms: int, _shown_ms: int) -> dict[str, Any]:
        data = {
            "name": key,
            "title": "Acme",
            "selftext": "it broke",
            "created_utc": written_ms / SECOND_MS,
            "permalink": f"/r/kettles/comments/{key[3:]}/acme/",
            "author": "ana",
            "score": 3,
            "num_comments": 1,
        }
        return {"kind": "t3", "data": data}


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
