"""A past that is pushed, and runs that learn it."""

# ruff: noqa: S311 - seeded, so that a series is the same every time

from __future__ import annotations

import random
from dataclasses import replace

from functions.detect.detectors.all_signals import packed
from functions.detect.detectors.count.state import CountState
from functions.detect.detectors.signal import Signal
from functions.detect.handler import handler
from functions.detect.storage import states
from shared.domain.time import BUCKET_MINUTES, DAY_MS, iso
from shared.store.counters import rebuilds
from tests.integration.detect_stage import at, counted, item, streamed
from tests.lambda_context import Context
from tests.unit.detect.simulated_brand import DAY, MinuteCount, normal_posts

HOURS = 30


def past(per_bucket: float = 3.0, seed: int = 1) -> list[MinuteCount]:
    """Thirty hours before minute ``DAY``, a counter each bucket at most."""
    minutes = range(DAY - HOURS * 60, DAY, BUCKET_MINUTES)
    return normal_posts(random.Random(seed), minutes, per_bucket * BUCKET_MINUTES)


def pushed(counts: list[MinuteCount], minutes: float) -> None:
    """The counters as those of posts that were pushed at that minute, and their stream."""
    late = [replace(count, late=True) for count in counts]
    counted(late)
    assert streamed([{**item(count), "seen": {"N": str(at(minutes))}} for count in late]) == {"batchItemFailures": []}


def run(minutes: float, left_ms: int = 60_000, brand: str = "acme") -> None:
    handler({"trigger": "rebuild", "time": iso(at(minutes)), "brand": brand}, Context(left_ms=left_ms))


def found_states(brand: str = "acme") -> bytes:
    return packed({signal: one.state for signal, one in states.load_states(brand).items() if one.state})


def asked(minutes: float) -> None:
    rebuilds.ask("acme", at(minutes), at(minutes) - 30 * DAY_MS)


def done() -> bool:
    found = rebuilds.get("acme")
    return found is not None and found.done_ms >= 0


def volume() -> CountState:
    state = states.load_states("acme")[Signal.VOLUME].state
    assert isinstance(state, CountState)
    return state
