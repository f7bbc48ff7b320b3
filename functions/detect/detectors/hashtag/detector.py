"""The reading of a brand's hashtags: one that its posts bear far more often than they ever did."""

from __future__ import annotations

from functools import partial
from typing import Any

from functions.detect.detectors.evaluation import EvaluatedBucket, SignalEvaluation
from functions.detect.detectors.hashtag import scoring
from functions.detect.detectors.hashtag.scoring import TagState
from functions.detect.detectors.replay import Judgement, settled, unsettled
from functions.detect.detectors.series import BrandSeries
from functions.detect.detectors.signal import Signal
from functions.detect.detectors.threshold import threshold
from shared.domain.brand import Sensitivity

VERSION = 1
"""The version of these rules, kept in every decision record."""


def evaluate_hashtags(state: TagState | None, heard: BrandSeries, sensitivity: Sensitivity) -> SignalEvaluation:
    """The reading of the hashtags from what is remembered of them and what was heard after it."""
    known = settled(scoring, state, heard, heard.settled_in_time.tags)
    recent = unsettled(scoring, known, heard, heard.unsettled.tags)
    return SignalEvaluation(Signal.HASHTAG, heard.now_ms, known, tuple(_judged(step, sensitivity) for step in recent))


def decision(step: Judgement, sensitivity: Sensitivity) -> dict[str, Any]:
    """All that an alarm was decided by, as JSON values: enough to compute it again, bit for bit."""
    score = step.score
    return {
        "detector": VERSION,
        "signal": Signal.HASHTAG.value,
        **{name: value for name, value in score._asdict().items() if name != "risen"},
        "beside": list(score.beside),
        "bucket": {"posts": step.bucket.posts, "tags": dict(step.bucket.tags)},
        "observed": score.posts,
        "share": score.share,
        "novel": score.novel,
        "threshold": threshold(sensitivity, Signal.HASHTAG),
        "sensitivity": sensitivity.value,
        "learning": False,
        "state": scoring.document(step.before),
    }


def _judged(step: Judgement, sensitivity: Sensitivity) -> EvaluatedBucket:
    score, limit = step.score, threshold(sensitivity, Signal.HASHTAG)
    calm = scoring.is_normal(score)
    return EvaluatedBucket(
        start_ms=step.bucket.start_ms,
        count=step.bucket.tags.get(score.tag, 0),
        observed=score.posts,
        expected=score.expected,
        alarm=scoring.is_alarm(score, limit),
        normal=calm,
        critical=not calm and score.period >= limit,
        rank=(score.period, score.surprise),
        learning=False,
        record=partial(decision, step, sensitivity),
        minutes=score.minutes,
        subject=score.tag,
    )
