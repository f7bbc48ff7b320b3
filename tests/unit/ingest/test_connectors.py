"""What every channel of its own kind has to stand: no post lost, none told twice, no request too early."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formatdate

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.ingest.polling.crawl import CrawlLimits, PollTask, poll
from functions.ingest.polling.crawl_state import PollResult
from functions.ingest.polling.signed_in import SignedIn
from shared.channels import channel
from shared.channels.access import Session
from shared.channels.cursor import Cursor
from shared.channels.request import Request, Response
from shared.domain.errors import ChannelRefused, RateLimited
from shared.domain.time import DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, iso
from tests.unit.shared.channels.fake_channels import START_MS, FakeChannel, Fault, cut, failing, repeated, web_page
from tests.unit.shared.channels.fake_networks import (
    FakeAppStore,
    FakeBluesky,
    FakeNetwork,
    FakeReddit,
    FakeStackExchange,
    FakeX,
    FakeYouTube,
)

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


@pytest.fixture(params=list(NAMES), ids=list(NAMES.values()))
def watcher(request: pytest.FixtureRequest) -> Watcher:
    made: FakeNetwork = request.param()
    return Watcher(made)


def burst(source: FakeNetwork, posts: int, step_ms: int = 700) -> list[str]:
    told = []
    for _ in range(posts):
        source.now_ms += step_ms
        told.append(source.post())
    return told


def test_a_repeated_poll_tells_only_what_is_new(watcher: Watcher) -> None:
    told = burst(watcher.source, 7)
    assert watcher.ask().complete
    assert watcher.ask().posts == ()
    told += burst(watcher.source, 2)
    assert watcher.ask().complete
    assert sorted(watcher.told) == sorted(told)


def test_a_burst_over_several_pages_is_told_completely(watcher: Watcher) -> None:
    told = burst(watcher.source, 3)
    watcher.ask()
    watcher.source.page_size = 20
    told += burst(watcher.source, 190)
    assert watcher.ask().complete
    assert sorted(watcher.told) == sorted(told)


def test_a_crash_between_the_write_and_the_cursor_tells_again_and_loses_nothing(watcher: Watcher) -> None:
    burst(watcher.source, 3)
    watcher.ask()
    told = burst(watcher.source, 30)
    crashed = watcher.ask(crash=True)
    before = len(watcher.told)
    watcher.ask()
    assert sorted(post.key for post in crashed.posts) == sorted(watcher.told[before:]) == sorted(told)


@pytest.mark.parametrize("fault", [failing, web_page, cut, repeated])
@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_failure_on_the_way_loses_nothing(watcher: Watcher, fault: Fault, at: int) -> None:
    told = burst(watcher.source, 3)
    watcher.ask()
    watcher.source.page_size = 10
    told += burst(watcher.source, 65)
    watcher.source.faults = [*[None] * at, fault]
    watcher.ask()
    watcher.source.faults = []
    for _ in range(6):
        watcher.source.now_ms += MINUTE_MS
        if watcher.ask().complete:
            break
    watcher.source.now_ms += MINUTE_MS
    assert watcher.ask().complete
    assert sorted(watcher.told) == sorted(told)


def http_date(source: FakeChannel, ahead_s: float) -> str:
    return formatdate(source.now_ms / 1000 + ahead_s, usegmt=True)


SIGNALS: list[Callable[[FakeChannel], dict[str, str]]] = [
    lambda _: {"retry-after": "95"},
    lambda _: {"retry-after": "94.6"},
    lambda source: {"retry-after": http_date(source, 95), "date": http_date(source, 0)},
    lambda source: {"x-ratelimit-reset": str(source.now_ms // 1000 + 95)},
    lambda source: {"x-rate-limit-reset": str(source.now_ms // 1000 + 95)},
    lambda _: {"ratelimit-reset": "95"},
    lambda source: {"x-ratelimit-reset": iso(source.now_ms + 95_000)},
    lambda _: {"ratelimit": "limit=10, remaining=0, reset=95"},
]


@pytest.mark.parametrize("signal", range(len(SIGNALS)))
@pytest.mark.parametrize("at", [0, 1])
def test_no_request_is_made_inside_a_wait_however_it_is_asked_for(watcher: Watcher, signal: int, at: int) -> None:
    told = burst(watcher.source, 3)
    watcher.ask()
    watcher.source.page_size = 10
    told += burst(watcher.source, 35)
    source = watcher.source

    def limit(fake: FakeChannel, _request: Request) -> Response:
        return Response(429, SIGNALS[signal](fake), b"slow down")

    source.faults = [*[None] * at, limit]
    assert isinstance(watcher.ask().error, RateLimited)
    until_ms = watcher.cursor.not_before_ms
    assert 94_000 <= until_ms - source.now_ms <= 96_000
    asked = len(source.asked)
    source.now_ms = until_ms - 1
    watcher.ask()
    assert len(source.asked) == asked
    source.now_ms = until_ms
    watcher.ask()
    source.now_ms += MINUTE_MS
    assert watcher.ask().complete
    assert sorted(watcher.told) == sorted(told)


def test_an_interrupted_crawl_goes_on_while_more_is_posted(watcher: Watcher) -> None:
    told = burst(watcher.source, 3)
    watcher.ask()
    watcher.source.page_size = 20
    told += burst(watcher.source, 150, 30 * SECOND_MS)
    within = LIMITS._replace(requests=3)
    for _ in range(12):
        watcher.ask(within)
        told += burst(watcher.source, 2)
    for _ in range(20):
        watcher.source.now_ms += SECOND_MS
        if watcher.ask(within).complete:
            break
    watcher.ask()
    assert sorted(watcher.told) == sorted(told)


def test_what_is_deleted_while_it_is_read_hides_nothing_else(watcher: Watcher) -> None:
    told = burst(watcher.source, 3)
    watcher.ask()
    watcher.source.page_size = 10
    told += burst(watcher.source, 65)
    gone = [told[-2], told[-14], told[-31]]

    def without(number: int) -> Fault:
        def fault(fake: FakeChannel, _request: Request) -> None:
            assert isinstance(fake, FakeNetwork)
            fake.delete(gone[number])

        return fault

    watcher.source.faults = [None, *(without(number) for number in range(3))]
    for _ in range(4):
        watcher.ask()
        watcher.source.now_ms += MINUTE_MS
        told += burst(watcher.source, 1)
    watcher.ask()
    assert set(told) - set(gone) <= set(watcher.told)
    assert len(watcher.told) == len(set(watcher.told))


def test_a_post_that_is_shown_late_is_told_and_one_of_the_future_moves_no_cursor(watcher: Watcher) -> None:
    told = burst(watcher.source, 3)
    watcher.ask()
    told.append(watcher.source.post(written_ms=watcher.source.now_ms - 9 * MINUTE_MS))
    told.append(watcher.source.post(written_ms=watcher.source.now_ms + 40 * DAY_MS))
    watcher.ask()
    for _ in range(3):
        watcher.source.now_ms += 5 * MINUTE_MS
        told += burst(watcher.source, 2)
        assert watcher.ask().complete
    assert sorted(watcher.told) == sorted(told)


def test_missing_credentials_are_named_and_wrong_ones_are_refused(watcher: Watcher) -> None:
    module = channel(watcher.name)
    needed = [one.name for one in module.ACCESS.credentials if one.required]
    if not needed:
        assert module.ACCESS.checked({}, watcher.name, "") == {}
        return
    with pytest.raises(ChannelRefused, match=needed[0]):
        module.ACCESS.checked({}, watcher.name, "set it")
    wrong = Watcher(watcher.source, credentials=dict.fromkeys(needed, "wrong"))
    result = wrong.ask()
    assert isinstance(result.error, ChannelRefused)
    assert "wrong" not in result.reason
    assert not any("secret" in post.url for post in result.posts)


actions = st.lists(
    st.one_of(
        st.tuples(st.just("post"), st.integers(1, 25)),
        st.tuples(st.just("wait"), st.integers(1, 900)),
        st.tuples(st.just("poll"), st.integers(1, 5)),
        st.tuples(st.just("crash"), st.integers(1, 5)),
    ),
    max_size=25,
)
weather = st.lists(st.sampled_from([None, None, failing, web_page, cut, repeated]), max_size=20)


@pytest.mark.parametrize("kind", list(NAMES), ids=list(NAMES.values()))
@settings(max_examples=60, deadline=None)
@given(day=actions, faults=weather, size=st.sampled_from([3, 10, 40]))
def test_every_post_is_told_once_whatever_fails_when(
    kind: type[FakeNetwork], day: list[tuple[str, int]], faults: list[Fault | None], size: int
) -> None:
    watcher = Watcher(kind(page_size=size if kind is not FakeAppStore else 50))
    stored: set[str] = set()
    watcher.ask()
    told: list[str] = []
    watcher.source.faults = list(faults)
    for step, amount in day:
        if step == "wait":
            watcher.source.now_ms += amount * SECOND_MS
        elif step == "post":
            told += burst(watcher.source, amount)
        else:
            result = watcher.ask(LIMITS._replace(requests=amount), crash=step == "crash")
            stored |= {post.key for post in result.posts}
    watcher.source.faults = []
    for _ in range(60):
        watcher.source.now_ms += MINUTE_MS
        result = watcher.ask(LIMITS._replace(requests=200))
        stored |= {post.key for post in result.posts}
        if result.complete:
            break
    assert stored == set(told)
    assert len(watcher.told) == len(set(watcher.told))


def test_a_session_is_kept_refreshed_and_begun_anew() -> None:
    """An account may use its password only a few times a day."""
    source = FakeBluesky(lasts=3)
    watcher = Watcher(source)
    for _ in range(7):
        burst(source, 1)
        watcher.ask()
    assert source.signed_in == ["createSession", "refreshSession", "refreshSession"]
    watcher.session = {**watcher.session, "refresh": "revoked"}
    source.left = 0
    assert watcher.ask().complete
    assert source.signed_in[-1] == "createSession"


def test_a_password_that_was_used_too_often_is_not_used_again_before_its_time() -> None:
    source = FakeBluesky(passwords=0)
    watcher = Watcher(source)
    result = watcher.ask()
    assert isinstance(result.error, RateLimited)
    assert watcher.cursor.not_before_ms == source.now_ms + HOUR_MS
    asked = len(source.asked)
    watcher.ask()
    assert len(source.asked) == asked


@pytest.mark.parametrize("kind", [FakeBluesky, FakeReddit])
@pytest.mark.parametrize(("reset_s", "waits"), [(90, True), (36_000, False)])
def test_a_sign_in_may_be_the_last_request_for_now_and_a_wait_of_hours_is_that_of_sign_ins(
    kind: type[FakeNetwork], reset_s: int, waits: bool
) -> None:
    source = kind()
    told, watcher = burst(source, 3), Watcher(source)
    limit = {"ratelimit-remaining": "0", "ratelimit-reset": str(reset_s)}
    source.faults = [lambda channel, request: channel.answer(request)._replace(headers=limit)]
    watcher.ask()
    assert (len(source.asked) == 1) is waits
    if waits:
        assert watcher.cursor.not_before_ms == source.now_ms + 90_000
        source.now_ms += 90_000
        watcher.ask()
    assert sorted(watcher.told) == sorted(told)
    assert sum("limit=" not in url for url in source.asked) == 1  # the session is kept


@pytest.mark.parametrize("kind", [FakeBluesky, FakeStackExchange])
def test_a_server_that_does_not_know_the_end_of_a_span_is_read_by_pages(
    kind: type[FakeBluesky | FakeStackExchange],
) -> None:
    source = kind(page_size=10)
    if isinstance(source, FakeBluesky):
        source.knows_until = False
    else:
        source.knows_todate = False
    watcher = Watcher(source)
    told = burst(source, 3)
    watcher.ask()
    told += burst(source, 75)
    assert watcher.ask().complete
    assert sorted(watcher.told) == sorted(told)


def test_more_posts_of_one_moment_than_a_page_holds_are_told() -> None:
    for source in (FakeBluesky(page_size=10), FakeStackExchange(page_size=10), FakeX(page_size=10)):
        watcher = Watcher(source)
        told = burst(source, 3) + burst(source, 45, 0) + burst(source, 3)
        assert watcher.ask().complete
        assert sorted(watcher.told) == sorted(told)


def test_waits_in_bodies_are_kept() -> None:
    source = FakeStackExchange(backoff=12, page_size=10)
    watcher = Watcher(source)
    told = burst(source, 25)
    assert isinstance(watcher.ask().error, RateLimited)
    assert 12_000 <= watcher.cursor.not_before_ms - source.now_ms <= 12_999
    source.quota, source.backoff, source.now_ms = 0, 0, watcher.cursor.not_before_ms
    assert isinstance(watcher.ask().error, RateLimited)
    assert watcher.cursor.not_before_ms == source.now_ms + 40_000
    source.quota, source.now_ms = 1, source.now_ms + MINUTE_MS
    watcher.ask()
    assert iso(watcher.cursor.not_before_ms)[11:19] == "00:00:00"
    source.quota, source.now_ms = 100, watcher.cursor.not_before_ms
    watcher.ask()
    assert sorted(watcher.told) == sorted(told)


def test_a_spent_quota_of_youtube_ends_at_midnight_in_california() -> None:
    watcher = Watcher(FakeYouTube(quota=0))
    assert isinstance(watcher.ask().error, RateLimited)
    assert iso(watcher.cursor.not_before_ms) == "2026-09-22T07:00:00Z"


@dataclass
class Purse:
    left: int

    def take(self, units: int) -> int:
        taken = min(units, self.left)
        self.left -= taken
        return taken

    def give_back(self, units: int) -> None:
        self.left += units


def test_a_spend_cap_is_never_passed_and_what_is_beyond_it_comes_the_next_day() -> None:
    source = FakeX()
    watcher = Watcher(source)
    told = burst(source, 3)
    purse = Purse(250)
    within = LIMITS._replace(purse=purse)
    watcher.ask(within)
    told += burst(source, 400)
    result = watcher.ask(within)
    assert isinstance(result.error, RateLimited)
    assert source.read <= 250
    assert purse.left == 250 - source.read < 10
    assert watcher.cursor.not_before_ms == START_MS - START_MS % DAY_MS + DAY_MS
    for _ in range(3):
        purse.left, source.now_ms = 250, source.now_ms + DAY_MS
        watcher.ask(within)
    assert sorted(watcher.told) == sorted(told)


def test_a_post_that_is_read_again_costs_nothing() -> None:
    """X bills a post once a day, and every poll looks ten minutes back."""
    watcher = Watcher(FakeX())
    burst(watcher.source, 40)
    purse = Purse(1_000)
    for _ in range(5):
        watcher.ask(LIMITS._replace(purse=purse))
    assert purse.left == 960


def test_a_cursor_that_the_search_has_forgotten_begins_anew() -> None:
    source = FakeX()
    watcher = Watcher(source)
    told = burst(source, 3)
    watcher.ask()
    source.now_ms += 9 * DAY_MS
    told += burst(source, 5)
    assert watcher.ask().complete
    assert sorted(watcher.told) == sorted(told)


def test_an_empty_page_of_the_app_store_is_a_passing_failure() -> None:
    source = FakeAppStore()
    watcher = Watcher(source)
    told = burst(source, 120)
    watcher.ask()

    def empty(fake: FakeChannel, request: Request) -> Response:
        assert isinstance(fake, FakeAppStore)
        kept, fake.posts = fake.posts, []
        answer = fake.answer(request)
        fake.posts = kept
        return answer

    source.faults = [empty]
    assert not watcher.ask().complete
    told += burst(source, 4)
    assert watcher.ask().complete
    assert sorted(watcher.told) == sorted(told)


@pytest.mark.parametrize("interrupted", [False, True])
def test_the_post_that_a_listing_goes_on_behind_may_be_deleted(interrupted: bool) -> None:
    source = FakeReddit(page_size=10)
    watcher = Watcher(source)
    told = burst(source, 3)
    watcher.ask()
    told += burst(source, 45)

    def gone(fake: FakeChannel, _request: Request) -> None:
        assert isinstance(fake, FakeReddit)
        fake.delete(told[-10])

    if interrupted:
        watcher.ask(LIMITS._replace(requests=1))
        source.delete(told[-10])
    else:
        source.faults = [None, gone]
    assert watcher.ask().complete
    assert sorted(watcher.told) == sorted(told)
