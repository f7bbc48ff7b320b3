"""Deliveries crash at random points and AWS calls fail: no record is lost."""

import random
import threading
from collections.abc import Iterator

import pytest

from infra.local.stack import Stack
from infra.local.streams.invocation import Attempt, Crash
from tests.end_to_end.local_stack.miniature_client import MINIATURE, put, take_failed, times_processed

pytestmark = pytest.mark.stack
SHARE = 0.3
THROTTLED = {
    "service": "dynamodb",
    "operation": "UpdateItem",
    "probability": SHARE,
    "error": {"code": "ProvisionedThroughputExceededException"},
}


class Crashes:
    """Three of ten deliveries crash, half of them before the function runs and half of them after."""

    def __init__(self) -> None:
        self._random = random.Random(7)  # noqa: S311 - reproducible, not secret
        self._lock = threading.Lock()
        self.crashes: list[Crash] = []

    def __call__(self, attempt: Attempt) -> Crash | None:
        """Decide about one attempt; one that failed already does not crash, or its records would be discarded."""
        with self._lock:
            if attempt.failures or self._random.random() >= SHARE:
                return None
            self.crashes.append(self._random.choice([Crash.BEFORE, Crash.AFTER]))
            return self.crashes[-1]


@pytest.fixture(scope="module")
def crashes() -> Crashes:
    return Crashes()


@pytest.fixture(scope="module")
def faulty(crashes: Crashes) -> Iterator[Stack]:
    settings = {"ScheduleState": "DISABLED"}
    with Stack.start(template=MINIATURE, faults=crashes, proxy=True, parameters=settings) as stack:
        yield stack


def test_crashing_deliveries_lose_nothing(faulty: Stack, crashes: Crashes) -> None:
    put(faulty, *(f"faulty-{number}" for number in range(80)))
    faulty.drain()
    counts = [times_processed(faulty, f"faulty-{number}") for number in range(80)]
    assert min(counts) >= 1
    assert take_failed(faulty) == []
    assert {Crash.BEFORE, Crash.AFTER} == set(crashes.crashes)
    assert sum(counts) > 80, "a crash after the work must repeat the work of a function that does not check"


def test_failing_calls_of_functions_are_real_failures(faulty: Stack) -> None:
    assert faulty.proxy is not None
    faulty.proxy.rules([THROTTLED])
    put(faulty, *(f"throttled-{number}" for number in range(30)))
    faulty.drain()
    assert faulty.proxy.faults() > 0
    faulty.proxy.rules([])
    assert min(times_processed(faulty, f"throttled-{number}") for number in range(30)) >= 1
