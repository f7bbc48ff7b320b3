"""The detector of trending hashtags: one that a brand's posts have far more often than ever before."""

from __future__ import annotations

from functools import partial
from typing import Any

from functions.detect.detectors.evaluation import EvaluatedBucket, SignalEvaluation
from functions.detect.detectors.hashtag import scoring
from functions.detect.detectors.hashtag.state import CODEC, TagState
from functions.detect.detectors.replay import Judgement, replay
from functions.detect.detectors.series import BrandSeries
from functions.detect.detectors.signal import Signal, threshold
from shared.domain.brand import Brand, Sensitivity

VERSION = 1
"""The version of these rules, kept in every decision record."""

dump, load = CODEC.dump, CODEC.load


def evaluate(signal: Signal, state: TagState | None, series: BrandSeries, brand: Brand) -> SignalEvaluation:
    """The evaluation of the hashtags from their stored ``state`` and the series after it."""
    sensitivity = signal.sensitivity(brand)
    settled, judgements = replay(scoring, state, series)
    recent = tuple(_evaluated(signal, sensitivity, judgement) for judgement in judgements)
    return SignalEvaluation(signal, series.now_ms, settled, recent)


def decision(signal: Signal, sensitivity: Sensitivity, judgement: Judgement) -> dict[str, Any]:
    """All that an alarm was decided by, as JSON values: enough to compute it again, bit for bit."""
    score = judgement.score
    return {
        "detector": VERSION,
        "signal": signal.value,
        **score.stored(),
        "bucket": {"posts": judgement.bucket.posts, "tags": dict(judgement.bucket.tags)},
        "observed": score.posts,
        "share": score.share,
        "novel": score.novel,
        "threshold": threshold(sensitivity, signal),
        "sensitivity": sensitivity.value,
        "learning": False,
        "state": dump(judgement.before),
    }


def _evaluated(signal: Signal, sensitivity: Sensitivity, judgement: Judgement) -> EvaluatedBucket:
    score, limit = judgement.score, threshold(sensitivity, signal)
    normal = scoring.is_normal(score)
    return EvaluatedBucket(
        start_ms=judgement.bucket.start_ms,
        mentions=judgement.bucket.tags.get(score.tag, 0),
        observed=score.posts,
        expected=score.expected,
        alarm=scoring.is_alarm(score, limit),
        normal=normal,
        critical=not normal and score.period >= limit,
        rank=(score.period, score.surprise),
        learning=False,
        record=partial(decision, signal, sensitivity, judgement),
        minutes=score.minutes,
        subject=score.tag,
    )
