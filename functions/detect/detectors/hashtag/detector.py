"""The detector of trending hashtags: one that a brand's posts have far more often than ever before."""

from __future__ import annotations

from functools import partial
from typing import Any

from functions.detect.detectors.evaluation import EvaluatedBucket, SignalEvaluation
from functions.detect.detectors.hashtag import scoring
from functions.detect.detectors.hashtag.state import CODEC, TagState
from functions.detect.detectors.replay import ScoredBucket, replay
from functions.detect.detectors.series import BrandSeries
from functions.detect.detectors.signal import Signal, threshold
from shared.domain.brand import Brand, Sensitivity

VERSION = 2
"""The version of these rules, kept in every decision record."""

dump, load = CODEC.dump, CODEC.load


def evaluate(signal: Signal, state: TagState | None, series: BrandSeries, brand: Brand) -> SignalEvaluation:
    """The evaluation of the hashtags from their stored ``state`` and the series after it."""
    sensitivity = signal.sensitivity(brand)
    settled, scored_buckets = replay(scoring, state, series)
    recent = tuple(_evaluated(signal, sensitivity, scored_bucket) for scored_bucket in scored_buckets)
    return SignalEvaluation(signal, series.now_ms, settled, recent)


def decision(signal: Signal, sensitivity: Sensitivity, scored_bucket: ScoredBucket) -> dict[str, Any]:
    """All that an alarm was decided by, as JSON values: enough to compute it again, bit for bit."""
    score = scored_bucket.score
    return {
        "detector": VERSION,
        "signal": signal.value,
        **score.stored(),
        "bucket": {"posts": scored_bucket.bucket.posts, "tags": dict(scored_bucket.bucket.tags)},
        "observed": score.posts,
        "share": score.share,
        "novel": score.novel,
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
        mentions=scored_bucket.bucket.tags.get(score.tag, 0),
        observed=score.posts,
        expected=score.expected,
        alarm=scoring.is_alarm(score, limit),
        normal=normal,
        critical=not normal and score.period >= limit,
        rank=(score.period, score.surprise),
        learning=False,
        record=partial(decision, signal, sensitivity, scored_bucket),
        minutes=score.minutes,
        subject=score.tag,
    )
