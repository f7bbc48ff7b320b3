"""A state and a bucket in, how new the brand is with one more bucket out: what teaches, and what is a flood."""

from __future__ import annotations

from typing import NamedTuple

from functions.detect.detectors.count.flood import Flood, flood_of
from functions.detect.detectors.count.state import CountBucket, CountState, unknown
from functions.detect.stats.rates import HALF_HOUR, LearningRates

DENSE, HISTORY_LEAST = 12, HALF_HOUR
"""A history in which somebody posted in fewer than one of so many buckets, an hour, or in fewer buckets than the
warm-up has, says nothing of what is normal."""

_NONE = Flood.NONE


class Newness(NamedTuple):
    """How new the brand is with one more bucket.

    ``live`` buckets since the first that was observed live, and those of the ``history`` before in
    which somebody posted; whether the bucket is a ``flood``, and, if not, the ``first`` that teaches.
    """

    flood: Flood
    live: int
    history: int
    first: bool


def newness_of(state: CountState, bucket: CountBucket, rates: LearningRates) -> Newness:
    """How new a brand with this state is, one bucket later."""
    learnt = state.baseline.buckets
    if state.buckets > rates.day and learnt:
        return Newness(_NONE, state.buckets + 1, state.history, False)
    sparse = _is_sparse(state, bucket)
    known = state._replace(baseline=unknown(bucket).baseline, history=0) if sparse else state
    flood = flood_of(known, bucket, rates)
    if state.buckets:
        return Newness(flood, state.buckets + 1, state.history, first=not learnt)
    if state.flooded or bucket.in_time:
        return Newness(flood, 1, state.history, first=not learnt or sparse)
    return Newness(flood, 0, state.history + int(bucket.history), first=not learnt)


def _is_sparse(state: CountState, bucket: CountBucket) -> bool:
    """Whether the first live bucket comes after a history in which hardly anybody posted.

    The last posts of a feed, or late ones of a single minute, are no history: they say
    nothing of the time between them, nor of other channels.
    """
    few = state.history < HISTORY_LEAST or state.history * DENSE < state.baseline.buckets
    return bucket.in_time and not state.buckets and state.baseline.buckets > 0 and few
