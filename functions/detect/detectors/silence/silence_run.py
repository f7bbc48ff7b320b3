"""Lulls: the ways to see that a channel has fallen silent, and how unlikely each is."""

from __future__ import annotations

from math import log, log1p, sqrt
from typing import NamedTuple

from functions.detect.detectors.silence.state import ChannelBucket, SilenceState
from functions.detect.stats.negative_binomial import tail
from shared.domain.time import BUCKET_MS

BUSY = 2.0
"""Posts a bucket from which on a trickle of them is silence as well."""

SHORTEST = 4
"""Buckets (20 minutes) that a silence must last: single ones scatter more than their sum."""


class SilenceRun(NamedTuple):
    """One way to see a silence: ``seen`` posts since ``since_ms`` where so many were ``expected``."""

    surprise: float
    seen: int
    expected: float
    since_ms: int


def lower_tail_surprise(seen: float, expected: float, spread: float) -> float:
    """How surprising it is to see no more than ``seen`` posts: 3 means once in a thousand.

    The lower tail of a negative binomial of variance ``m + spread * m**2``; exact for 0
    and 1, beyond by the signed root of its deviance.

    >>> round(lower_tail_surprise(0, 10.0, 0.001), 2)    # Poisson: 4.34
    4.32
    >>> round(lower_tail_surprise(1, 10.0, 0.001), 2)    # Poisson: 3.30
    3.28
    >>> round(lower_tail_surprise(0, 10.0, 0.5), 2), lower_tail_surprise(10, 10.0, 0.5)
    (1.56, 0.0)
    """
    if seen >= expected:
        return 0.0
    none = log1p(spread * expected) / spread
    if seen <= 0.0:
        return none / log(10.0)
    if seen <= 1.0:
        return max(0.0, (none - log1p(expected / (1.0 + spread * expected))) / log(10.0))
    size = 1.0 / spread
    deviance = 2.0 * (seen * log(seen / expected) - (seen + size) * log((seen + size) / (expected + size)))
    return tail(sqrt(max(0.0, deviance)))


def run(state: SilenceState, bucket: ChannelBucket) -> tuple[float, float, int, int]:
    """Posts expected since the last post and since the last but one, and when those were, with this bucket."""
    if bucket.posts >= 2:  # noqa: PLR2004 - the last post and the one before it
        return 0.0, 0.0, bucket.start_ms, bucket.start_ms
    more = state.habit.at(bucket.start_ms) if bucket.collected else 0.0
    if bucket.posts == 1:
        return 0.0, state.silent + more, bucket.start_ms, state.since_ms
    return state.silent + more, state.sparse + more, state.since_ms, state.sparse_ms


def _long(since_ms: int, bucket: ChannelBucket) -> bool:
    return bucket.start_ms - since_ms >= SHORTEST * BUCKET_MS


def silence_runs(state: SilenceState, bucket: ChannelBucket) -> list[SilenceRun]:
    """Since the last post, since the one before it, and of late where a trickle is silence too."""
    habit = state.habit
    silent, sparse, since_ms, sparse_ms = run(state, bucket)
    found = [
        SilenceRun(
            lower_tail_surprise(seen, expected, habit.spread) if _long(began, bucket) else 0.0, seen, expected, began
        )
        for seen, expected, began in ((0, silent, since_ms), (1, sparse, sparse_ms))
    ]
    if habit.level >= BUSY and bucket.collected:
        seen, expected = (habit.width * part for part in habit.smoothed(bucket.posts, bucket.start_ms))
        since_ms = bucket.start_ms - (round(habit.width) - 1) * BUCKET_MS
        found.append(SilenceRun(lower_tail_surprise(seen, expected, habit.spread), round(seen), expected, since_ms))
    return found
