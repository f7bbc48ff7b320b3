"""What happens to a run besides crashes: ticks are lost or come twice, and stream shards split."""

# ruff: noqa: S311 - seeded faults, not secrets

from __future__ import annotations

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from infra.local.stack import Stack
from shared.domain.errors import ForeshockError
from shared.domain.time import iso

FATES = ("lost", "doubled", "in time", "in time")
"""What becomes of four ticks, in an order that the seed decides."""


class Weather:
    """Makes bad weather for a stack; ``counts`` has how often there was which kind."""

    def __init__(self, stack: Stack, seed: int) -> None:
        self.counts: Counter[str] = Counter()
        self._stack, self._random = stack, random.Random(seed)
        self._fates: list[str] = []

    def tick(self, function: str, now_ms: int) -> None:
        """The tick of a minute, or none, or two at once; those that fail are counted."""
        fate = self._fate()
        self.counts[f"ticks {fate}"] += 1
        times = {"lost": 0, "doubled": 2}.get(fate, 1)
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda _: self.tick_in_time(function, now_ms), range(times)))

    def tick_in_time(self, function: str, now_ms: int) -> None:
        """The tick of a minute; one that fails is counted."""
        try:
            self._stack.invoke(function, {"trigger": "tick", "time": iso(now_ms)})
        except ForeshockError:
            self.counts["ticks failed"] += 1
        with suppress(ForeshockError):
            self._stack.drain(timeout_s=300)

    def split(self, *functions: str) -> None:
        """Split all stream shards of these functions."""
        for function in functions:
            self.counts["shards split"] += self._stack.split_shards(function)

    def _fate(self) -> str:
        if not self._fates:
            self._fates = self._random.sample(FATES, len(FATES))
        return self._fates.pop()
