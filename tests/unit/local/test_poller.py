"""Draining waits while one worker may still write to the stream of another."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from infra.local.streams.poller import Poller
from shared.domain.errors import ForeshockError


class FakeWorker(threading.Thread):
    """Handles its records one at a time; each makes a record for the next worker."""

    def __init__(self, work: int, feeds: "FakeWorker | None" = None) -> None:
        super().__init__(name="fake", daemon=True)
        self.work, self.feeds = work, feeds
        self.completed, self.empty_at = 0, float("-inf")
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
            self.completed += 1

    def skip_waits(self, *, on: bool) -> None:
        pass


@pytest.fixture
def poller() -> Iterator[Any]:
    """A poller that calls no AWS; the test gives it its workers."""
    made: Any = Poller(clients=None)  # type: ignore[arg-type]  # values of the test, of any type
    yield made
    for worker in made._running():
        worker.halt.set()


def running(poller: Any, *workers: FakeWorker) -> None:
    poller._workers = {str(place): [worker] for place, worker in enumerate(workers)}
    for worker in workers:
        worker.start()


def test_draining_waits_for_records_that_make_records_downstream(poller: Any) -> None:
    last = FakeWorker(0)
    middle = FakeWorker(0, feeds=last)
    first = FakeWorker(25, feeds=middle)
    running(poller, last, middle, first)
    poller.drain(timeout_s=30)
    assert [worker.completed for worker in (first, middle, last)] == [25, 25, 25]


def test_a_worker_that_never_ends_is_named(poller: Any) -> None:
    running(poller, FakeWorker(10**9))
    with pytest.raises(ForeshockError, match="still busy: fake"):
        poller.drain(timeout_s=0.05)


def test_a_worker_that_failed_is_an_error(poller: Any) -> None:
    broken = FakeWorker(0)
    broken.error = ValueError("what went wrong")
    broken.halt.set()
    running(poller, broken)
    with pytest.raises(ForeshockError, match="what went wrong"):
        poller.drain(timeout_s=5)


def test_without_streams_draining_returns_at_once(poller: Any) -> None:
    poller.drain(timeout_s=0)
