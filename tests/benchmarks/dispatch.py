"""The minute tick with many active brands, in simulated time of Lambda: ``python -m tests.benchmarks dispatch``.

The real order, chunks and deadlines. An evaluation is taken to last 90 ms: one call after the other, 650 brands would
fill a minute.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from unittest.mock import patch

from functions.detect import runner
from shared.domain.time import MINUTE_MS, SECOND_MS
from shared.store import moments
from shared.store.counters import rebuilds
from tests.benchmarks.__main__ import Figure

BRAND_MS, MINUTES = 90, 5
CALL_MS = 60 * SECOND_MS


class Minutes:
    """Ticks in which an evaluation takes :data:`BRAND_MS`; chunks that are handed over run in calls of their own."""

    def __init__(self) -> None:
        self.evaluated: list[tuple[str, int]] = []
        self.spent_ms: list[int] = []
        self._left_ms = 0
        self._handed: list[Sequence[str]] = []

    def run(self, brands: list[str]) -> None:
        """Let :data:`MINUTES` ticks come."""
        with (
            patch.object(runner, "active_in", lambda _: brands),
            patch.object(moments, "brands_with_ongoing", list),
            patch.object(rebuilds, "due", lambda _: []),
            patch.object(runner, "evaluate_brand", self._evaluate),
            patch.object(runner, "hand_over", self._hand_over),
        ):
            for minute in range(MINUTES):
                self._tick(minute * MINUTE_MS)

    def _tick(self, now_ms: int) -> None:
        self._left_ms = CALL_MS
        runner.run_schedule(now_ms, lambda: self._left_ms)
        self.spent_ms.append(CALL_MS - self._left_ms)
        while self._handed:
            self._left_ms = CALL_MS
            runner.run_chunk(self._handed.pop(), now_ms, lambda: self._left_ms)
            self.spent_ms.append(CALL_MS - self._left_ms)

    def _evaluate(self, brand: str, now_ms: int, *_: object) -> None:
        self._left_ms -= BRAND_MS
        self.evaluated.append((brand, now_ms))

    def _hand_over(self, chunk: Sequence[str], _: int) -> bool:
        self._handed.append(chunk)
        return True


def figures() -> list[Figure]:
    """Of each number of brands: the part that every minute evaluates, twice, and how long calls take."""
    return [figure for number in (1_000, 10_000) for figure in _with(number)]


def _with(number: int) -> list[Figure]:
    minutes = Minutes()
    minutes.run([f"brand{each:05d}" for each in range(number)])
    each = Counter(minutes.evaluated)
    a_minute = Counter(now_ms for _, now_ms in each)
    name = f"{number:,} active brands"
    return [
        (f"{name}: evaluated in the worst minute, at least", min(a_minute.values()), "brands", float(number)),
        (f"{name}: evaluated twice in a minute", sum(times > 1 for times in each.values()), "brands", None),
        (f"{name}: longest call", max(minutes.spent_ms) / SECOND_MS, "s", CALL_MS / SECOND_MS),
        (f"{name}: calls at a time, on average", sum(minutes.spent_ms) / MINUTES / MINUTE_MS, "calls", None),
    ]
