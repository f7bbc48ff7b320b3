"""Likely: whether a part of the talk has risen by more than chance and the whole explain.

When ten times as many people speak, ten times as many ask questions. That is no news of
its own: the burst has been told. A part is news where it exceeds its usual share of what
is being said now.
"""

from __future__ import annotations

from functions.detect.stats.negative_binomial import surprise

CLEAR = 3.0
"""How surprising a part must be for its usual share to be news: once in a thousand. Anything less comes by
chance in the hours of a slow burn, in which every part is looked at time and again."""

UP = 1.0
"""How surprising the whole must be to count as risen: once in ten."""

SCATTER = 0.1
"""The dispersion of a part about its share of the whole: posts of one kind come in threads."""

LEAST_EXPECTED = 0.5
"""The least that is expected, so that the first post of its kind is no proof of anything."""


def risen(seen: int, expected: float) -> bool:
    """Whether the whole has risen at all; if not, it explains nothing.

    >>> risen(9, 8.0), risen(40, 8.0), risen(0, 0.0)
    (False, True, False)
    """
    return surprise(seen, max(expected, LEAST_EXPECTED), SCATTER) >= UP


def explained(part: int, whole: int, share: float, clear: float = CLEAR) -> bool:
    """Whether ``part`` of ``whole`` posts is no more than a usual ``share`` makes likely.

    >>> explained(6, 40, 0.15), explained(24, 40, 0.15)
    (True, False)
    >>> explained(3, 9, 0.2), explained(45, 80, 0.2)
    (True, False)
    """
    return surprise(part, max(share * whole, LEAST_EXPECTED), SCATTER) < clear
