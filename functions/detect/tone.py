"""The reading of a brand's mood: its negative share against its own."""

from __future__ import annotations

from functools import partial
from typing import Any

from functions.detect import share
from functions.detect.alarm import threshold
from functions.detect.course import Step, settled, unsettled
from functions.detect.digits import rounded
from functions.detect.reading import Judged, Reading
from functions.detect.series import Heard
from functions.detect.share import ShareScore, ShareState
from functions.detect.signal import Signal
from shared.brand import Sensitivity

VERSION = 1
"""The version of these rules, kept in every decision record."""


CAP = 5.0
"""The largest return period of an earlier episode that a turn of the mood must exceed."""


def read_tone(state: ShareState | None, heard: Heard, sensitivity: Sensitivity) -> Reading:
    """The reading of the mood from its remembered ``state`` and what was heard after it."""
    known = settled(share, state, heard, heard.timely.mood)
    recent = unsettled(share, known, heard, heard.newer.mood)
    return Reading(Signal.MOOD, heard.now_ms, known, tuple(_judged(step, sensitivity) for step in recent))


def knows(state: object) -> bool:
    """Whether enough is remembered for a turn of the mood to be told."""
    return isinstance(state, ShareState) and state.heard >= share.DAY and state.scored >= share.KNOWN


def decision(step: Step, sensitivity: Sensitivity) -> dict[str, Any]:
    """All that an alarm was decided by, as JSON values: enough to compute it again, bit for bit."""
    score = step.score
    return {
        "detector": VERSION,
        "signal": Signal.MOOD.value,
        **{name: value for name, value in score._asdict().items() if name != "sums"},
        "bucket": {"negative": step.bucket.negative, "scored": step.bucket.scored},
        "observed": score.negative,
        "expected": rounded(score.expected * score.scored),
        "share": rounded(score.share),
        "usual": score.expected,
        "threshold": threshold(sensitivity, Signal.MOOD),
        "sensitivity": sensitivity.value,
        "learning": False,
        "state": share.document(step.before),
    }


def rings(score: ShareScore, limit: float) -> bool:
    """Whether the mood has turned, and still has: not only in what the longest window remembers.

    An episode of late that was rarer hides it only so far, because that may have been told as
    a burst. That one turn is told once is the business of its moment.
    """
    news = score.envelope < limit or score.period > share.NEWS * min(score.envelope, CAP)
    return news and score.period >= limit and share.worth(score) and score.sums[0].surprise >= share.CALM[0]


def _judged(step: Step, sensitivity: Sensitivity) -> Judged:
    score, limit = step.score, threshold(sensitivity, Signal.MOOD)
    calm = share.calm(score)
    return Judged(
        start_ms=step.bucket.start_ms,
        count=step.bucket.negative,
        observed=score.negative,
        expected=rounded(score.expected * score.scored),
        rings=rings(score, limit),
        calm=calm,
        hot=not calm and score.period >= limit,
        heat=(score.period, score.surprise),
        learning=False,
        record=partial(decision, step, sensitivity),
        minutes=score.minutes,
        share=rounded(score.share),
        usual=score.expected,
    )
