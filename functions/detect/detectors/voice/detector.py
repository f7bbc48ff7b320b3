"""The detector of influential voices: a critical or asking author with far more reach than the brand's usual ones."""

from __future__ import annotations

from functools import partial
from typing import Any

from functions.detect.detectors.evaluation import EvaluatedBucket, SignalEvaluation
from functions.detect.detectors.replay import ScoredBucket, replay
from functions.detect.detectors.series import BrandSeries
from functions.detect.detectors.signal import Signal, threshold
from functions.detect.detectors.voice import scoring
from functions.detect.detectors.voice.state import CODEC, VoiceState
from shared.domain.brand import Brand, Sensitivity

VERSION = 1
"""The version of these rules, kept in every decision record."""

dump, load = CODEC.dump, CODEC.load


def evaluate(signal: Signal, state: VoiceState | None, series: BrandSeries, brand: Brand) -> SignalEvaluation:
    """The evaluation of the authors from their stored ``state`` and the series after it."""
    sensitivity = signal.sensitivity(brand)
    settled, scored_buckets = replay(scoring, state, series)
    recent = tuple(_evaluated(signal, sensitivity, scored_bucket, series) for scored_bucket in scored_buckets)
    return SignalEvaluation(signal, series.now_ms, settled, recent)


def decision(signal: Signal, sensitivity: Sensitivity, scored_bucket: ScoredBucket) -> dict[str, Any]:
    """All that an alarm was decided by, as JSON values: enough to compute it again, bit for bit."""
    score = scored_bucket.score
    return {
        "detector": VERSION,
        "signal": signal.value,
        **scoring.stored(score),
        "bucket": {"voices": dict(scored_bucket.bucket.voices)},
        "observed": score.reach,
        "expected": score.usual,
        "threshold": threshold(sensitivity, signal),
        "sensitivity": sensitivity.value,
        "learning": False,
        "state": dump(scored_bucket.before),
    }


def _evaluated(
    signal: Signal, sensitivity: Sensitivity, scored_bucket: ScoredBucket, series: BrandSeries
) -> EvaluatedBucket:
    """The bucket in people reached: its peak is the author whom most people hear."""
    score = scored_bucket.score
    voice = series.unsettled.at(score.bucket_ms).voices.get(score.author)
    return EvaluatedBucket(
        start_ms=score.bucket_ms,
        mentions=score.reach,
        observed=score.reach,
        expected=score.usual,
        alarm=scoring.is_alarm(score, threshold(sensitivity, signal)),
        normal=scoring.is_normal(score),
        critical=False,
        rank=(score.period, score.surprise),
        learning=False,
        record=partial(decision, signal, sensitivity, scored_bucket),
        post=voice.post if voice else None,
    )
