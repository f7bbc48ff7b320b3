"""A brand's buckets in, learnt and judged one after the other: how a detector without needs of its own evaluates."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

from functions.detect.detectors.series import BrandSeries, Buckets
from shared.domain.time import BUCKET_MS, DAY_MS


class Rules(Protocol):
    """The rules of a detector, as a module of pure functions that see nothing of what comes later."""

    def bucket_at(self, buckets: Buckets, start_ms: int, /) -> Any:
        """What these rules need to know of a bucket."""
        ...

    def begin(self, bucket: Any, /) -> Any:
        """The state after the first bucket."""
        ...

    def judge(self, state: Any, bucket: Any, /) -> Any:
        """The score of a bucket, which comes after ``state``."""
        ...

    def learn(self, state: Any, bucket: Any, score: Any, /) -> Any:
        """The state after a bucket with this score."""
        ...


class ScoredBucket(NamedTuple):
    """A bucket, its score, and the state it was judged by."""

    bucket: Any
    score: Any
    before: Any


def replay(rules: Rules, state: Any, series: BrandSeries) -> tuple[Any, list[ScoredBucket]]:
    """The state with the settled buckets learnt, and the newer buckets, each judged by what came before it."""
    settled = _settled(rules, state, series)
    return settled, _unsettled(rules, settled, series)


def settled_starts(series: BrandSeries, begun_ms: int) -> range:
    """The starts of the settled buckets after ``begun_ms``; of a pause of more than a day only its last day."""
    last_day_ms = series.until_ms - DAY_MS + BUCKET_MS
    nothing_ms = series.until_ms + BUCKET_MS
    counted_ms = min((at_ms for at_ms in series.settled.sums if at_ms > begun_ms), default=nothing_ms)
    return range(max(begun_ms + BUCKET_MS, min(last_day_ms, counted_ms)), nothing_ms, BUCKET_MS)


def _settled(rules: Rules, state: Any, series: BrandSeries) -> Any:
    """Buckets that were not collected are left out: nothing can be learnt from them."""
    begun_ms = _bucket_ms(state)
    if state is None:
        if not series.settled.sums:
            return None
        begun_ms = min(series.settled.sums)
        state = rules.begin(rules.bucket_at(series.settled_in_time, begun_ms))
    for start_ms in settled_starts(series, begun_ms):
        if series.collected(start_ms):
            bucket = rules.bucket_at(series.settled_in_time, start_ms)
            state = rules.learn(state, bucket, rules.judge(state, bucket))
    return state


def _unsettled(rules: Rules, state: Any, series: BrandSeries) -> list[ScoredBucket]:
    found: list[ScoredBucket] = []
    if state is None:
        return found
    for start_ms in series.unsettled_starts():
        bucket = rules.bucket_at(series.unsettled, start_ms)
        score = rules.judge(state, bucket)
        found.append(ScoredBucket(bucket, score, state))
        state = rules.learn(state, bucket, score)
    return found


def _bucket_ms(state: Any) -> int:
    return -1 if state is None else int(state.bucket_ms)
