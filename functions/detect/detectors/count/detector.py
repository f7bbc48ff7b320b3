"""The reading of a signal that counts posts."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Any

from functions.detect.detectors.count.scoring import (
    ABRUPT_HANDICAP,
    DETECTOR,
    RISE_HANDICAP,
    CountBucket,
    CountScore,
    CountState,
    begin,
    judge,
    missed,
    settle,
    step,
)
from functions.detect.detectors.count.state import document
from functions.detect.detectors.evaluation import EvaluatedBucket, SignalEvaluation
from functions.detect.detectors.series import BrandSeries, Buckets, closed, settled_until
from functions.detect.detectors.signal import Signal
from functions.detect.detectors.threshold import LEVELS, is_alarm, is_critical, is_learning, is_normal, threshold
from functions.detect.stats.baseline import belief, outlook
from functions.detect.stats.peaks import return_period
from functions.detect.stats.smoothing import unusual
from shared.domain.brand import Sensitivity
from shared.domain.time import BUCKET_MS, bucket_of

SETTLED = 0.6
"""What rose slowly is over when the smoothed count is normal in one case of four."""

REMEMBERED = 1024
"""Steps that are kept, because a closed bucket is gone through again every minute until it settles."""


def evaluate_count(
    signal: Signal, state: CountState | None, heard: BrandSeries, sensitivity: Sensitivity
) -> SignalEvaluation:
    """The reading of ``signal`` from its remembered ``state`` and what was heard after it."""
    now_ms = heard.now_ms
    settled = _settled(signal, state, heard)
    scored = _scored(signal, settled, heard.unsettled, now_ms)
    seen = settled.seen if settled else None
    if scored:
        bucket, _, before = scored[-1]
        seen = before.seen + bucket.count
    return SignalEvaluation(
        signal, now_ms, settled, tuple(_judged(signal, sensitivity, *each) for each in scored), seen
    )


def decision(
    signal: Signal, sensitivity: Sensitivity, bucket: CountBucket, score: CountScore, before: CountState
) -> dict[str, Any]:
    """All that an alarm was decided by, as JSON values: enough to compute it again, bit for bit."""
    return {
        "detector": DETECTOR,
        "signal": signal.value,
        **score._asdict(),
        "threshold": threshold(sensitivity, signal),
        "least": LEVELS[sensitivity].least[signal],
        "sensitivity": sensitivity.value,
        "learning": is_learning(score),
        "again": not is_alarm(score, signal, sensitivity),
        "heard": bucket.heard,
        "seen": before.seen,
        "state": document(before),
    }


def _settled(signal: Signal, state: CountState | None, heard: BrandSeries) -> CountState | None:
    """The state with every settled bucket learnt; one in which nothing was collected only ages it."""
    for start_ms in heard.settled.rows:
        if heard.collected(start_ms) and (state is None or start_ms > state.bucket_ms):
            state = settle(state, heard.settled.count(signal, start_ms))
    if state is None:
        return None
    if heard.outage_ms is None:
        return settle(state, CountBucket(heard.until_ms, 0, heard=False))
    last_ms = min(bucket_of(heard.outage_ms) - BUCKET_MS, heard.until_ms)
    return missed(settle(state, CountBucket(last_ms, 0, heard=False)), heard.until_ms + BUCKET_MS)


def _scored(
    signal: Signal, state: CountState | None, newer: Buckets, now_ms: int
) -> list[tuple[CountBucket, CountScore, CountState]]:
    scored: list[tuple[CountBucket, CountScore, CountState]] = []
    first = state.bucket_ms + BUCKET_MS if state else min(newer.rows, default=now_ms + 1)
    for start in range(max(first, settled_until(now_ms) + BUCKET_MS), bucket_of(now_ms) + 1, BUCKET_MS):
        bucket = newer.count(signal, start)
        if state is None:
            state = begin(bucket)
        elif closed(start, now_ms):
            score, after = _stepped(state, bucket)
            scored.append((bucket, score, state))
            state = after
        else:
            scored.append((bucket, judge(state, bucket), state))
    return scored


@lru_cache(maxsize=REMEMBERED)
def _stepped(state: CountState, bucket: CountBucket) -> tuple[CountScore, CountState]:
    return step(state, bucket)


def _judged(
    signal: Signal, sensitivity: Sensitivity, bucket: CountBucket, score: CountScore, before: CountState
) -> EvaluatedBucket:
    return EvaluatedBucket(
        start_ms=bucket.start_ms,
        count=bucket.count,
        observed=score.observed,
        expected=score.expected,
        alarm=is_alarm(score, signal, sensitivity),
        normal=is_normal(score),
        critical=is_critical(score, signal, sensitivity),
        rank=(score.abrupt, score.surprise),
        learning=is_learning(score),
        record=partial(decision, signal, sensitivity, bucket, score, before),
        alarm_again=partial(is_alarm_again, signal, sensitivity, score, before),
        trend_normal=partial(_level, bucket, before),
    )


def is_alarm_again(signal: Signal, sensitivity: Sensitivity, score: CountScore, before: CountState) -> bool:
    """Whether the bucket on its own is as rare as an alarm, though an episode of late was rarer."""
    period = return_period(before.rises, max(0.0, score.abrupt - ABRUPT_HANDICAP), before.baseline.buckets)
    rare = period - RISE_HANDICAP >= threshold(sensitivity, signal)
    return rare and is_alarm(score._replace(news=True, period=period), signal, sensitivity)


def _level(bucket: CountBucket, before: CountState) -> bool:
    """Whether the smoothed count is near to the expected: nearer than the alarm's own calm, so that it stays so."""
    base = before.baseline
    seen = outlook(base, bucket.count, bucket.start_ms)
    return unusual(seen.smooth, seen.width, base.spreads.smooth, belief(base)) < SETTLED
