"""Social networks in memory: how each pages, signs in and limits."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from shared.channels.request import Request, Response
from shared.domain.time import SECOND_MS, iso, parse_time
from tests.unit.shared.channels.fake_network import FakeNetwork, asked_of


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
