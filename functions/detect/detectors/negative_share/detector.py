"""The reading of a brand's mood: its negative share against its own."""

from __future__ import annotations

from functools import partial
from typing import Any

from functions.detect.detectors.evaluation import EvaluatedBucket, SignalEvaluation
from functions.detect.detectors.negative_share import scoring
from functions.detect.detectors.negative_share.scoring import ShareScore, ShareState
from functions.detect.detectors.replay import Judgement, settled, unsettled
from functions.detect.detectors.series import BrandSeries
from functions.detect.detectors.signal import Signal
from functions.detect.detectors.threshold import threshold
from functions.detect.stats.rounding import rounded
from shared.domain.brand import Sensitivity

VERSION = 1
"""The version of these rules, kept in every decision record."""


CAP = 5.0
"""The largest return period of an earlier episode that a turn of the mood must exceed."""


def evaluate_negative_share(state: ShareState | None, heard: BrandSeries, sensitivity: Sensitivity) -> SignalEvaluation:
    """The reading of the mood from its remembered ``state`` and what was heard after it."""
    known = settled(scoring, state, heard, heard.settled_in_time.mood)
    recent = unsettled(scoring, known, heard, heard.unsettled.mood)
    return SignalEvaluation(
        Signal.NEGATIVE_SHARE, heard.now_ms, known, tuple(_judged(step, sensitivity) for step in recent)
    )


def is_established(state: object) -> bool:
    """Whether enough is remembered for a turn of the mood to be told."""
    return isinstance(state, ShareState) and state.heard >= scoring.DAY and state.scored >= scoring.KNOWN


def decision(step: Judgement, sensitivity: Sensitivity) -> dict[str, Any]:
    """All that an alarm was decided by, as JSON values: enough to compute it again, bit for bit."""
    score = step.score
    return {
        "detector": VERSION,
        "signal": Signal.NEGATIVE_SHARE.value,
        **{name: value for name, value in score._asdict().items() if name != "sums"},
        "bucket": {"negative": step.bucket.negative, "scored": step.bucket.scored},
        "observed": score.negative,
        "expected": rounded(score.expected * score.scored),
        "share": rounded(score.share),
        "usual": score.expected,
        "threshold": threshold(sensitivity, Signal.NEGATIVE_SHARE),
        "sensitivity": sensitivity.value,
        "learning": False,
        "state": scoring.document(step.before),
    }


def is_alarm(score: ShareScore, limit: float) -> bool:
    """Whether the mood has turned, and still has: not only in what the longest window remembers.

    An episode of late that was rarer hides it only so far, because that may have been told as
    a burst. That one turn is told once is the business of its moment.
    """
    news = score.envelope < limit or score.period > scoring.NEWS * min(score.envelope, CAP)
    return (
        news and score.period >= limit and scoring.is_significant(score) and score.sums[0].surprise >= scoring.CALM[0]
    )


def _judged(step: Judgement, sensitivity: Sensitivity) -> EvaluatedBucket:
    score, limit = step.score, threshold(sensitivity, Signal.NEGATIVE_SHARE)
    calm = scoring.is_normal(score)
    return EvaluatedBucket(
        start_ms=step.bucket.start_ms,
        count=step.bucket.negative,
        observed=score.negative,
        expected=rounded(score.expected * score.scored),
        alarm=is_alarm(score, limit),
        normal=calm,
        critical=not calm and score.period >= limit,
        rank=(score.period, score.surprise),
        learning=False,
        record=partial(decision, step, sensitivity),
        minutes=score.minutes,
        share=rounded(score.share),
        normal_share=score.expected,
    )
