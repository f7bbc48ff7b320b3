"""Waits, quotas and spend caps that a network names in its own way: kept, and the posts are told afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from email.utils import formatdate

import pytest

from shared.channels.request import Request, Response
from shared.domain.errors import RateLimited
from shared.domain.time import DAY_MS, MINUTE_MS, iso
from tests.unit.ingest.connectors.watcher import LIMITS, Watcher, burst
from tests.unit.shared.channels.fake_catalogues import FakeStackExchange, FakeYouTube
from tests.unit.shared.channels.fake_channels import START_MS, FakeChannel
from tests.unit.shared.channels.fake_networks import FakeX


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
