"""Weeks of resampled days: blocks of recorded mentions put together anew, each at its own time of day.

A stationary block bootstrap (Politis, Romano, The Stationary Bootstrap, JASA 1994): a block
begins on a day drawn by chance, goes on for some hours (geometric), and runs on into the
day after, so that bursts stay whole and nights stay nights.
"""

# ruff: noqa: S311 - a seeded bootstrap

from __future__ import annotations

import random
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from shared.domain.time import DAY_MS, HOUR_MS, MINUTE_MS
from tests.benchmarks.replays.recorded_brands import RecordedMention

MEAN_BLOCK_MINUTES = 3 * HOUR_MS // MINUTE_MS
"""The mean length of a block: longer than a burst of a normal day, short enough that no day is seen twice."""


def resampled(
    recorded: Sequence[RecordedMention], source: range, target: range, seed: int
) -> Iterator[RecordedMention]:
    """The mentions of the ``target`` time, drawn from those of the ``source``; both are ranges of full days."""
    rng, begin_ms, end_ms = random.Random(seed), source.start, source.stop
    source_days = (end_ms - begin_ms) // DAY_MS
    times = [mention.minute_ms for mention in recorded]
    at_ms = target.start
    while at_ms < target.stop:
        length_ms = (1 + int(rng.expovariate(1.0 / MEAN_BLOCK_MINUTES))) * MINUTE_MS
        source_ms = begin_ms + rng.randrange(source_days) * DAY_MS + at_ms % DAY_MS
        left_ms = min(length_ms, target.stop - at_ms, end_ms - source_ms)
        for place in range(bisect_left(times, source_ms), bisect_left(times, source_ms + left_ms)):
            mention = recorded[place]
            yield RecordedMention(mention.minute_ms - source_ms + at_ms, mention.record)
        at_ms += left_ms
