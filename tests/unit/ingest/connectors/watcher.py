"""A fake network, polled as a run polls it, and how each network is asked."""

from __future__ import annotations

from dataclasses import dataclass, field

from functions.ingest.polling.crawl import CrawlLimits, PollTask, poll
from functions.ingest.polling.crawl_state import PollResult
from functions.ingest.polling.signed_in import SignedIn
from shared.channels import channel
from shared.channels.access import Session
from shared.channels.cursor import Cursor
from tests.unit.shared.channels.fake_catalogues import FakeAppStore, FakeStackExchange, FakeYouTube
from tests.unit.shared.channels.fake_network import FakeNetwork
from tests.unit.shared.channels.fake_networks import FakeBluesky, FakeReddit, FakeX

NAMES: dict[type[FakeNetwork], str] = {
    FakeBluesky: "bluesky",
    FakeStackExchange: "stackexchange",
    FakeAppStore: "appstore",
    FakeYouTube: "youtube",
    FakeX: "x",
    FakeReddit: "reddit",
}
QUERIES = {"appstore": "123456789", "reddit": "r/kettles"}
CREDENTIALS = {
    "bluesky": {"identifier": "acme.example", "app_password": "secret"},
    "youtube": {"key": "secret"},
    "x": {"bearer_token": "secret"},
    "reddit": {"client_id": "id", "client_secret": "secret"},
}
LIMITS = CrawlLimits(requests=60, first_posts=1_000, look_back_ms=None, seen_keys=1_000)


@dataclass
class Watcher:
    """Polls a fake network as a run does: it keeps the session, and the cursor once the posts are stored."""

    source: FakeNetwork
    credentials: dict[str, str] | None = None
    cursor: Cursor = field(default_factory=Cursor)
    session: Session = field(default_factory=dict)
    told: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return NAMES[type(self.source)]

    def ask(self, limits: CrawlLimits = LIMITS, *, crash: bool = False) -> PollResult:
        module = channel(self.name)
        given = CREDENTIALS.get(self.name, {}) if self.credentials is None else self.credentials
        fetch = SignedIn(
            module, given, module.BASE_URL, self.source, self.session, self._keep, now_ms=self.source.now_ms
        )
        task = PollTask(module, QUERIES.get(self.name, "acme"), module.BASE_URL)
        result = poll(task, self.cursor, fetch=fetch, now_ms=self.source.now_ms, limits=limits)
        if not crash:
            self.cursor = result.cursor
            self.told += [post.key for post in result.posts]
        return result

    def _keep(self, session: Session) -> None:
        self.session = session


def burst(source: FakeNetwork, posts: int, step_ms: int = 700) -> list[str]:
    told = []
    for _ in range(posts):
        source.now_ms += step_ms
        told.append(source.post())
    return told
