"""Draining: nothing is called quiet while one lane may still feed another."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from infra.local.streams.poller import Poller
from shared.domain.errors import ForeshockError


class FakeLane(threading.Thread):
    """Handles its share of work one piece at a time, each of which makes work for the next lane."""

    def __init__(self, work: int, feeds: "FakeLane | None" = None) -> None:
        super().__init__(name="fake", daemon=True)
        self.work, self.feeds = work, feeds
        self.settled, self.empty_at = 0, float("-inf")
        self.error: Exception | None = None
        self.halt = threading.Event()

    def run(self) -> None:
        while not self.halt.wait(0.002):
            started = time.monotonic()
            if not self.work:
                self.empty_at = started
                continue
            if self.feeds:
                self.feeds.work += 1
            self.work -= 1
            self.settled += 1

    def hurry(self, *, on: bool) -> None:
        pass


@pytest.fixture
def poller() -> Iterator[Any]:
    """A poller that never asks anybody, with lanes put in by the test."""
    made: Any = Poller(clients=None)  # type: ignore[arg-type]
    yield made
    for lane in made._running():
        lane.halt.set()


def running(poller: Any, *lanes: FakeLane) -> None:
    poller._lanes = {str(place): [lane] for place, lane in enumerate(lanes)}
    for lane in lanes:
        lane.start()


def test_work_that_makes_work_downstream_is_waited_for(poller: Any) -> None:
    last = FakeLane(0)
    middle = FakeLane(0, feeds=last)
    first = FakeLane(25, feeds=middle)
    running(poller, last, middle, first)
    poller.drain(timeout_s=30)
    assert [lane.settled for lane in (first, middle, last)] == [25, 25, 25]


def test_a_lane_that_never_comes_to_an_end_is_named(poller: Any) -> None:
    running(poller, FakeLane(10**9))
    with pytest.raises(ForeshockError, match="still busy: fake"):
        poller.drain(timeout_s=0.05)


def test_a_lane_that_broke_is_an_error_and_not_quiet(poller: Any) -> None:
    broken = FakeLane(0)
    broken.error = ValueError("what went wrong")
    broken.halt.set()
    running(poller, broken)
    with pytest.raises(ForeshockError, match="what went wrong"):
        poller.drain(timeout_s=5)


def test_without_streams_there_is_nothing_to_wait_for(poller: Any) -> None:
    poller.drain(timeout_s=0)
