"""Hours of a channel with bursts, faults, rate limits and crashes, polled as a deployment does: what was told of it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formatdate
from random import Random

from functions.ingest.http.client import Client
from functions.ingest.polling.crawl import CrawlLimits, Fetch, PollTask, poll
from functions.ingest.polling.signed_in import SignedIn
from shared.channels import channel
from shared.channels.access import Session
from shared.channels.cursor import Cursor
from shared.channels.request import Request, Response
from shared.domain.time import MINUTE_MS, SECOND_MS, iso
from shared.egress.pool import hosts_of
from tests.channel_server import of_fake, serving
from tests.unit.shared.channels.fake_catalogues import FakeAppStore, FakeGdelt, FakeStackExchange, FakeYouTube
from tests.unit.shared.channels.fake_channels import (
    FakeChannel,
    FakeFeed,
    FakeHackerNews,
    FakeMastodon,
    cut,
    failing,
    repeated,
    web_page,
)
from tests.unit.shared.channels.fake_network import FakeNetwork
from tests.unit.shared.channels.fake_networks import FakeBluesky, FakeReddit, FakeX

FAKES: dict[str, Callable[[], FakeHackerNews | FakeMastodon | FakeFeed | FakeNetwork]] = {
    "hackernews": FakeHackerNews,
    "mastodon": FakeMastodon,
    "rss": lambda: FakeFeed(size=200),
    "bluesky": lambda: FakeBluesky(lasts=40, passwords=10**6),
    "stackexchange": FakeStackExchange,
    "appstore": FakeAppStore,
    "youtube": FakeYouTube,
    "x": FakeX,
    "reddit": lambda: FakeReddit(lasts=40),
    "gdelt": FakeGdelt,
}
CREDENTIALS = {
    "bluesky": {"identifier": "acme.example", "app_password": "secret"},
    "youtube": {"key": "secret"},
    "x": {"bearer_token": "secret"},
    "reddit": {"client_id": "id", "client_secret": "secret"},
}
QUERIES = {"appstore": "123456789", "reddit": "r/kettles", "rss": "https://feed.example/rss"}
LIMITS = CrawlLimits(requests=30, first_posts=10**6, look_back_ms=None)
MOST_A_MINUTE = {"appstore": 20, "rss": 20, "gdelt": 8}
"""Posts in a minute of a burst on channels that list only their newest, or so many of a quarter of an hour."""
LIMITED_WORDS = {
    "gdelt": b"Please limit requests to one every 5 seconds",
    "stackexchange": b'{"error_name": "throttle_violation", "error_message": "too many requests"}',
    "youtube": b'{"error": {"code": 429, "errors": [{"reason": "rateLimitExceeded"}]}}',
}
"""What channels with words of their own say beside the headers of a rate limit."""
FAULT, CRASH, BURST = 0.15, 0.05, 0.02
"""How often a request meets a fault, a poll crashes before it saves its cursor, and a burst begins in a minute."""


@dataclass
class Recall:
    """What became of a channel's posts."""

    channel: str
    posts: int = 0
    told: int = 0
    twice: int = 0
    polls: int = 0
    requests: int = 0
    early: int = 0

    @property
    def row(self) -> str:
        """A row of the table in docs/channels.md."""
        share = f"{self.told / self.posts:.2%}" if self.posts else "–"
        figures = (f"{self.posts:,}", f"{self.told:,}", share, f"{self.twice}", f"{self.polls:,}")
        each = f"{self.requests / self.polls:.1f}"
        return f"| `{self.channel}` | {' | '.join(figures)} | {self.requests:,} | {each} | {self.early} |"


HEADER = (
    "| channel | posts | told | recall | told twice | polls | requests | requests a poll | inside a promised wait |\n"
    "|---|---|---|---|---|---|---|---|---|"
)


@dataclass
class Weather:
    """Faults by chance, and the memory of what the channel asked for."""

    source: FakeChannel
    rng: Random
    recall: Recall
    on: bool = True
    until_ms: int = 0
    asked: list[int] = field(default_factory=list)

    def __call__(self, request: Request) -> Response:
        self.recall.requests += 1
        self.recall.early += self.source.now_ms < self.until_ms
        fault = None
        if self.on and self.rng.random() < FAULT:
            fault = self.rng.choice(
                [failing, web_page, cut, repeated, self._limited, self._limited, self._last_allowed]
            )
        self.source.faults = [fault]
        return self.source(request)

    def _limited(self, source: FakeChannel, _request: Request) -> Response:
        seconds = self.rng.choice([2, 30, 45.5, 95, 300])
        self.until_ms = source.now_ms + math.floor(seconds * SECOND_MS)
        at = source.now_ms / 1000
        headers = self.rng.choice(
            [
                {"retry-after": str(seconds)},
                {"retry-after": formatdate(math.ceil(at + seconds), usegmt=True)},
                {"x-ratelimit-reset": str(math.ceil(at + seconds))},
                {"x-rate-limit-reset": str(math.ceil(at + seconds))},
                {"ratelimit-reset": str(seconds)},
                {"x-ratelimit-reset": iso(math.ceil(at + seconds) * SECOND_MS)},
            ]
        )
        words = self.rng.choice([b"slow down", LIMITED_WORDS.get(self.recall.channel, b"")])
        return Response(429, {"date": formatdate(math.floor(at), usegmt=True), **headers}, words)

    def _last_allowed(self, source: FakeChannel, request: Request) -> Response:
        """A whole answer that says that it is the last one for now."""
        answer = source.answer(request)
        if answer.status >= 400 or request.method == "POST":
            return answer
        seconds = self.rng.choice([2, 45, 150])
        self.until_ms = source.now_ms + seconds * SECOND_MS
        limit = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(seconds)}
        return answer._replace(headers={**answer.headers, **limit})


def recall_of(name: str, *, seed: int, minutes: int, over_http: bool = False) -> Recall:
    """Poll a fake channel for so many minutes, then until nothing is left; over HTTP on this machine or in memory."""
    source, recall = FAKES[name](), Recall(name)
    rng = Random(f"{name} {seed}")  # noqa: S311 - weather, no secret
    weather = Weather(source, rng, recall)
    if not over_http:
        return _run(source, weather, weather, minutes)
    with serving(of_fake(weather)) as server:
        client = Client(hosts_of([server.url]))

        def fetch(request: Request) -> Response:
            path = request.url.partition("://")[2].partition("/")[2]
            return client(request._replace(url=f"{server.url}/{path}"))._replace(received_ms=0)

        found = _run(source, weather, fetch, minutes)
        client.close()
        return found


def _run(
    source: FakeHackerNews | FakeMastodon | FakeFeed | FakeNetwork, weather: Weather, fetch: Fetch, minutes: int
) -> Recall:
    recall, rng = weather.recall, weather.rng
    module = channel(recall.channel)
    session: dict[str, str] = {}

    def keep(made: Session) -> None:
        session.clear()
        session.update(made)

    given, base = CREDENTIALS.get(recall.channel, {}), module.BASE_URL
    task = PollTask(module, QUERIES.get(recall.channel, "acme"), base)
    limits = LIMITS._replace(seen_keys=module.SEEN_KEYS)
    posted: set[str] = set()
    stored: set[str] = set()
    cursor, burst = Cursor(), 0

    def ask(now_ms: int) -> bool:
        nonlocal cursor
        recall.polls += 1
        signed = SignedIn(module, given, base, fetch, dict(session), keep, now_ms)
        result = poll(task, cursor, fetch=signed, now_ms=now_ms, limits=limits)
        keys = [post.key for post in result.posts]
        stored.update(keys)
        if not (weather.on and rng.random() < CRASH):
            recall.twice += len(keys) - len(set(keys) - committed)
            committed.update(keys)
            cursor = result.cursor
        else:
            weather.until_ms = 0  # with the cursor the crash lost what the channel had asked for
        return result.complete

    committed: set[str] = set()
    weather.on = False
    ask(source.now_ms)
    weather.on = True
    for _ in range(minutes):
        start_ms = source.now_ms
        burst = rng.randrange(3, 8) if rng.random() < BURST else max(0, burst - 1)
        most = MOST_A_MINUTE.get(recall.channel, 90)
        for at in sorted(rng.random() for _ in range(rng.randrange(most // 2, most) if burst else rng.randrange(4))):
            source.now_ms = start_ms + int(at * MINUTE_MS)
            posted.add(_post(source, rng))
        source.now_ms = start_ms + MINUTE_MS
        if (source.now_ms // MINUTE_MS) % max(1, module.INTERVAL_S // 240) == 0:
            ask(source.now_ms)
    weather.on = False
    for _ in range(40):
        source.now_ms += 10 * MINUTE_MS
        if ask(source.now_ms) and _ > 1:
            break
    recall.posts, recall.told = len(posted), len(posted & stored)
    return recall


def _post(source: FakeHackerNews | FakeMastodon | FakeFeed | FakeNetwork, rng: Random) -> str:
    """A post that is shown up to five minutes after it was written, or now and then dated far ahead."""
    late_ms = rng.randrange(5 * MINUTE_MS) if rng.random() < 0.1 else 0
    if rng.random() < 0.002:  # once in five hundred
        late_ms = -rng.randrange(MINUTE_MS, 60 * 24 * MINUTE_MS)
    if isinstance(source, FakeHackerNews):
        return source.post((source.now_ms - late_ms) // SECOND_MS)
    if isinstance(source, FakeMastodon):
        return source.post(id_ms=source.now_ms - late_ms)
    return source.post() if isinstance(source, FakeFeed) else source.post(written_ms=source.now_ms - late_ms)
