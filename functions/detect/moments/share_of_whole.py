"""Part and whole: whether a part of the posts has risen by more than the rise of the whole explains.

When ten times as many people post, ten times as many ask questions. That is no news of
its own: the burst has been reported. A part is news where it exceeds its usual share of
what is posted now.
"""

from __future__ import annotations

from functions.detect.detectors.evaluation import SignalEvaluation
from functions.detect.stats.negative_binomial import surprise

PART_NEWS = 3.0
"""How surprising a part must be to be news: once in a thousand. Anything less comes by chance in the hours of a
slow rise, in which every part is looked at time and again."""

WHOLE_RISEN = 1.0
"""How surprising the whole must be to count as risen: once in ten."""

DISPERSION = 0.1
"""The dispersion of a part about its share of the whole: posts of one kind come in threads."""

MIN_EXPECTED = 0.5
"""The least that is expected, so that the first post of its kind proves nothing."""

MIN_MENTIONS = 50
"""Mentions after which a brand's usual shares are known well enough to explain anything."""


def usual_share(part: SignalEvaluation, whole: SignalEvaluation) -> float | None:
    """The part's share of the whole in normal times, 0 to 1; ``None`` while that is not known."""
    if part.normal_rate is None or not whole.normal_rate or whole.normal_rate < 0.0:
        return None
    return min(part.normal_rate / whole.normal_rate, 1.0)


def has_risen(seen: int, expected: float) -> bool:
    """Whether the whole has risen at all; if not, it explains nothing.

    >>> has_risen(9, 8.0), has_risen(40, 8.0), has_risen(0, 0.0)
    (False, True, False)
    """
    return surprise(seen, max(expected, MIN_EXPECTED), DISPERSION) >= WHOLE_RISEN


def is_explained(part: int, whole: int, share: float, threshold: float = PART_NEWS) -> bool:
    """Whether ``part`` of ``whole`` posts is no more than a usual ``share`` makes likely.

    >>> is_explained(6, 40, 0.15), is_explained(24, 40, 0.15)
    (True, False)
    >>> is_explained(3, 9, 0.2), is_explained(45, 80, 0.2)
    (True, False)
    """
    return surprise(part, max(share * whole, MIN_EXPECTED), DISPERSION) < threshold
