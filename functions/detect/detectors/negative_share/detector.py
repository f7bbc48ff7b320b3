"""The detector of shifts to negative posts: a brand's negative share against its own."""

from __future__ import annotations

from functools import partial
from typing import Any

from functions.detect.detectors.evaluation import EvaluatedBucket, SignalEvaluation
from functions.detect.detectors.negative_share import scoring
from functions.detect.detectors.negative_share.state import CODEC, ShareState
from functions.detect.detectors.replay import ScoredBucket, replay
from functions.detect.detectors.series import BrandSeries
from functions.detect.detectors.signal import Signal, threshold
from functions.detect.stats.rounding import rounded
from shared.domain.brand import Brand, Sensitivity

VERSION = 2
"""The version of these rules, kept in every decision record."""

dump, load = CODEC.dump, CODEC.load


def evaluate(signal: Signal, state: ShareState | None, series: BrandSeries, brand: Brand) -> SignalEvaluation:
    """The evaluation of the share from its stored ``state`` and the series after it."""
    sensitivity = signal.sensitivity(brand)
    settled, scored_buckets = replay(scoring, state, series)
    recent = tuple(_evaluated(signal, sensitivity, scored_bucket) for scored_bucket in scored_buckets)
    established = settled is not None and scoring.is_established(settled)
    return SignalEvaluation(signal, series.now_ms, settled, recent, established=established)


def decision(signal: Signal, sensitivity: Sensitivity, scored_bucket: ScoredBucket) -> dict[str, Any]:
    """All that an alarm was decided by, as JSON values: enough to compute it again, bit for bit."""
    score = scored_bucket.score
    return {
        "detector": VERSION,
        "signal": signal.value,
        **score.stored(),
        "bucket": {"negative": scored_bucket.bucket.negative, "scored": scored_bucket.bucket.scored},
        "observed": score.negative,
        "expected": rounded(score.expected * score.scored),
        "share": rounded(score.share),
        "usual": score.expected,
        "threshold": threshold(sensitivity, signal),
        "sensitivity": sensitivity.value,
        "learning": False,
        "state": dump(scored_bucket.before),
    }


def _evaluated(signal: Signal, sensitivity: Sensitivity, scored_bucket: ScoredBucket) -> EvaluatedBucket:
    score, limit = scored_bucket.score, threshold(sensitivity, signal)
    normal = scoring.is_normal(score)
    return EvaluatedBucket(
        start_ms=scored_bucket.bucket.start_ms,
        mentions=scored_bucket.bucket.negative,
        observed=score.negative,
        expected=rounded(score.expected * score.scored),
        alarm=scoring.is_alarm(score, limit),
        normal=normal,
        critical=not normal and score.period >= limit,
        rank=(score.period, score.surprise),
        learning=False,
        record=partial(decision, signal, sensitivity, scored_bucket),
        minutes=score.minutes,
        share=rounded(score.share),
        normal_share=score.expected,
    )
