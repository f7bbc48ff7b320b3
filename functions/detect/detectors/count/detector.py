"""The detector of bursts: a signal that counts posts, and has many more of them than normal."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Any, NamedTuple

from functions.detect.detectors.count import scoring
from functions.detect.detectors.count.alarm import (
    is_alarm,
    is_alarm_again,
    is_critical,
    is_improbable,
    is_learning,
    is_normal,
    is_only_flood,
    is_trend_normal,
    is_warm_up,
)
from functions.detect.detectors.count.score import CountScore
from functions.detect.detectors.count.state import CountBucket, CountState
from functions.detect.detectors.count.state_document import CODEC
from functions.detect.detectors.evaluation import EvaluatedBucket, SignalEvaluation
from functions.detect.detectors.series import BrandSeries, Buckets, closed
from functions.detect.detectors.signal import Signal, threshold
from shared.domain.brand import Brand, Sensitivity
from shared.domain.time import BUCKET_MS, bucket_of

VERSION = 3
"""The version of these rules, kept in every decision record."""

REMEMBERED = 1024
"""Steps that are kept, because a closed bucket is judged again every minute until it settles."""

dump, load = CODEC.dump, CODEC.load


class ScoredCount(NamedTuple):
    """A bucket, its score, and the state it was judged by."""

    bucket: CountBucket
    score: CountScore
    before: CountState


def evaluate(signal: Signal, state: CountState | None, series: BrandSeries, brand: Brand) -> SignalEvaluation:
    """The evaluation of a count from its stored ``state`` and the series after it."""
    sensitivity = signal.sensitivity(brand)
    settled = _settled(signal, state, series, brand.time_zone)
    if state is None and settled and signal in series.confirmed:  # learnt anew
        firsts = (episode.first_ms // BUCKET_MS for episode in series.confirmed[signal])
        settled = settled._replace(confirmed=tuple(firsts))
    scored_buckets = _scored_buckets(signal, settled, series, brand.time_zone)
    seen = settled.seen if settled else None
    if scored_buckets:
        seen = scored_buckets[-1].before.seen + scored_buckets[-1].bucket.mentions
    recent = tuple(_evaluated(signal, sensitivity, scored_bucket) for scored_bucket in scored_buckets)
    if settled is None:
        return SignalEvaluation(signal, series.now_ms, None, recent, seen)
    return SignalEvaluation(
        signal,
        series.now_ms,
        settled,
        recent,
        seen,
        normal_rate=settled.baseline.flat if settled.baseline.buckets else None,
        at_level=partial(scoring.at_level, settled, brand.time_zone),
    )


def decision(signal: Signal, sensitivity: Sensitivity, scored_bucket: ScoredCount) -> dict[str, Any]:
    """All that an alarm was decided by, as JSON values: enough to compute it again, bit for bit."""
    score, bucket = scored_bucket.score, scored_bucket.bucket
    figures = score._asdict()
    del figures["flood"]
    alarm = is_alarm(score, signal, sensitivity)
    again = not alarm and is_alarm_again(score, scored_bucket.before, signal, sensitivity)
    return {
        "detector": VERSION,
        "signal": signal.value,
        **figures,
        "threshold": threshold(sensitivity, signal),
        "least": signal.least(sensitivity),
        "sensitivity": sensitivity.value,
        "learning": is_learning(score),
        **(_flood_record(scored_bucket) if is_only_flood(score, signal, sensitivity) else {}),
        "again": again,
        **({} if alarm or again else {"severe": True}),
        "minute": bucket.minute,
        "in_time": bucket.in_time,
        "seen": scored_bucket.before.seen,
        "state": dump(scored_bucket.before),
    }


def _flood_record(scored_bucket: ScoredCount) -> dict[str, Any]:
    """What a flood was told by, which needs nothing normal to compare with."""
    score, bucket = scored_bucket.score, scored_bucket.bucket
    return {
        "warm_up": is_warm_up(score),
        "flood": {"negative": bucket.negative, "scored": bucket.scored},
    }


def _settled(signal: Signal, state: CountState | None, series: BrandSeries, time_zone: str) -> CountState | None:
    """The state with every settled bucket learnt; one in which nothing was collected only ages it."""
    for start_ms in series.settled.sums:
        if series.collected(start_ms) and (state is None or start_ms > state.bucket_ms):
            state = scoring.settle(state, _bucket(signal, series, series.settled, start_ms, time_zone), time_zone)
    if state is None:
        return None
    if series.outage_ms is None:
        return scoring.settle(state, scoring.empty_bucket(series.until_ms, time_zone), time_zone)
    last_ms = min(bucket_of(series.outage_ms) - BUCKET_MS, series.until_ms)
    state = scoring.settle(state, scoring.empty_bucket(last_ms, time_zone), time_zone)
    return scoring.missed(state, series.until_ms + BUCKET_MS)


def _scored_buckets(signal: Signal, state: CountState | None, series: BrandSeries, time_zone: str) -> list[ScoredCount]:
    """The newer buckets, each judged by what came before it; a brand without a state begins with its first."""
    found: list[ScoredCount] = []
    now_ms = series.now_ms
    first_ms = state.bucket_ms + BUCKET_MS if state else min(series.unsettled.sums, default=now_ms + 1)
    for start_ms in range(max(first_ms, series.until_ms + BUCKET_MS), bucket_of(now_ms) + 1, BUCKET_MS):
        bucket = _bucket(signal, series, series.unsettled, start_ms, time_zone)
        if state is None:
            state = scoring.unknown(bucket)
        if closed(start_ms, now_ms):
            score, after = _stepped(state, bucket)
            found.append(ScoredCount(bucket, score, state))
            state = after
        else:
            found.append(ScoredCount(bucket, scoring.judge(state, bucket), state))
    return found


def _bucket(signal: Signal, series: BrandSeries, buckets: Buckets, start_ms: int, time_zone: str) -> CountBucket:
    """The signal's count in a bucket; what people confirmed as real teaches nothing."""
    bucket, part = scoring.bucket_at(signal, buckets, start_ms, time_zone), series.confirmed_part(signal, start_ms)
    return bucket._replace(confirmed=part) if part else bucket


@lru_cache(maxsize=REMEMBERED)
def _stepped(state: CountState, bucket: CountBucket) -> tuple[CountScore, CountState]:
    return scoring.step(state, bucket)


def _evaluated(signal: Signal, sensitivity: Sensitivity, scored_bucket: ScoredCount) -> EvaluatedBucket:
    bucket, score, before = scored_bucket
    return EvaluatedBucket(
        start_ms=bucket.start_ms,
        mentions=bucket.mentions,
        observed=score.observed,
        expected=score.expected,
        alarm=is_alarm(score, signal, sensitivity),
        normal=is_normal(score),
        critical=is_critical(score, signal, sensitivity),
        rank=(score.abrupt, score.surprise),
        learning=is_learning(score),
        little_known=is_only_flood(score, signal, sensitivity),
        record=partial(decision, signal, sensitivity, scored_bucket),
        improbable=partial(is_improbable, score, signal, sensitivity),
        alarm_again=partial(is_alarm_again, score, before, signal, sensitivity),
        trend_normal=partial(is_trend_normal, score),
    )
