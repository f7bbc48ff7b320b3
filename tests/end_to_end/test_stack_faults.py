"""Deliveries that crash at random points and AWS calls that fail: nothing is lost, and order is kept."""

import random
import threading
from collections.abc import Iterator

import pytest

from infra.local.stack import Stack
from infra.local.streams.invocation import Attempt, Crash
from tests.end_to_end.relay import MINIATURE, failed, put, times

pytestmark = pytest.mark.stack
SHARE = 0.3
THROTTLED = {
    "service": "dynamodb",
    "operation": "UpdateItem",
    "probability": SHARE,
    "error": {"code": "ProvisionedThroughputExceededException"},
}


class Crashes:
    """Three of ten deliveries die, half of them before the function ran, half of them after."""

    def __init__(self) -> None:
        self._random = random.Random(7)  # noqa: S311 (reproducible, not secret)
        self._lock = threading.Lock()
        self.made: list[Crash] = []

    def __call__(self, attempt: Attempt) -> Crash | None:
        """Decide about one attempt; a record alone that failed already is left alone, or it would be given up."""
        with self._lock:
            if attempt.failures or self._random.random() >= SHARE:
                return None
            self.made.append(self._random.choice([Crash.BEFORE, Crash.AFTER]))
            return self.made[-1]


@pytest.fixture(scope="module")
def crashes() -> Crashes:
    return Crashes()


@pytest.fixture(scope="module")
def shaken(crashes: Crashes) -> Iterator[Stack]:
    settings = {"ScheduleState": "DISABLED"}
    with Stack.start(template=MINIATURE, faults=crashes, proxy=True, parameters=settings) as stack:
        yield stack


def test_crashing_deliveries_lose_nothing(shaken: Stack, crashes: Crashes) -> None:
    put(shaken, *(f"shaken-{number}" for number in range(80)))
    shaken.drain()
    counts = [times(shaken, f"shaken-{number}") for number in range(80)]
    assert min(counts) >= 1
    assert failed(shaken) == []
    assert {Crash.BEFORE, Crash.AFTER} == set(crashes.made)
    assert sum(counts) > 80, "a crash after the work must show as work done twice by a function that does not care"


def test_failing_calls_of_functions_are_real_failures(shaken: Stack) -> None:
    assert shaken.proxy is not None
    shaken.proxy.rules([THROTTLED])
    put(shaken, *(f"throttled-{number}" for number in range(30)))
    shaken.drain()
    assert shaken.proxy.faults() > 0
    shaken.proxy.rules([])
    assert min(times(shaken, f"throttled-{number}") for number in range(30)) >= 1
