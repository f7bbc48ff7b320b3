"""The ways to see that a channel has fallen silent, and how unlikely each is."""

from __future__ import annotations

from typing import NamedTuple

from functions.detect.detectors.silence.state import ChannelBucket, SilenceState
from functions.detect.stats.negative_binomial import lower_tail_surprise
from functions.detect.stats.rates import buckets_in
from shared.domain.time import BUCKET_MS, MINUTE_MS

BUSY = 2.0
"""Posts a bucket from which on a few of them are silence as well."""

SHORTEST = buckets_in(20 * MINUTE_MS)
"""Buckets that a silence must last: single ones scatter more than their sum."""


class SilenceRun(NamedTuple):
    """One way to see a silence: ``seen`` posts since ``since_ms`` where so many were ``expected``."""

    surprise: float
    seen: int
    expected: float
    since_ms: int


def since_posts(state: SilenceState, bucket: ChannelBucket) -> tuple[float, float, int, int]:
    """Posts expected since the last post and since the last but one, and when those were, with this bucket."""
    if bucket.posts >= 2:  # noqa: PLR2004 - the last post and the one before it
        return 0.0, 0.0, bucket.start_ms, bucket.start_ms
    more = state.baseline.at(bucket.minute) if bucket.collected else 0.0
    if bucket.posts == 1:
        return 0.0, state.silent + more, bucket.start_ms, state.since_ms
    return state.silent + more, state.sparse + more, state.since_ms, state.sparse_ms


def silence_runs(state: SilenceState, bucket: ChannelBucket) -> list[SilenceRun]:
    """Since the last post, since the one before it, and of late where few posts are silence too."""
    baseline = state.baseline
    silent, sparse, since_ms, sparse_ms = since_posts(state, bucket)
    found = [
        _run(state, seen, expected, began) if _is_long(began, bucket) else SilenceRun(0.0, seen, expected, began)
        for seen, expected, began in ((0, silent, since_ms), (1, sparse, sparse_ms))
    ]
    if baseline.level >= BUSY and bucket.collected:
        seen, expected = (baseline.width * part for part in baseline.smoothed(bucket.posts, bucket.minute))
        since_ms = bucket.start_ms - (round(baseline.width) - 1) * BUCKET_MS
        found.append(_run(state, seen, expected, since_ms))
    return found


def _run(state: SilenceState, seen: float, expected: float, since_ms: int) -> SilenceRun:
    return SilenceRun(lower_tail_surprise(seen, expected, state.baseline.dispersion), round(seen), expected, since_ms)


def _is_long(since_ms: int, bucket: ChannelBucket) -> bool:
    return bucket.start_ms - since_ms >= SHORTEST * BUCKET_MS
