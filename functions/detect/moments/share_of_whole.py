"""Part and whole: what share of the talk a signal normally is."""

from __future__ import annotations

from functions.detect.detectors.count.scoring import CountState
from functions.detect.detectors.evaluation import SignalEvaluation

ACQUAINTED = 50
"""Mentions after which a brand's usual shares are known well enough to explain anything away."""


def usual_share(part: SignalEvaluation, whole: SignalEvaluation) -> float | None:
    """The part's share of the whole in normal times, 0 to 1; ``None`` while that is not known."""
    one, all_ = part.state, whole.state
    if not isinstance(one, CountState) or not isinstance(all_, CountState) or all_.baseline.flat <= 0.0:
        return None
    return min(one.baseline.flat / all_.baseline.flat, 1.0)
