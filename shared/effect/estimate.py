"""How many negative posts a statement prevented: what came against what would have come without it.

A crisis ebbs by itself, and nobody can foretell how fast. But as it ebbs, its negative and its
other posts ebb alike, and it does not change at once. So the negative posts are compared with
the other posts of the same crisis and, with less weight, with their own course before
(:mod:`shared.effect.fit`).
"""

from __future__ import annotations

import math
from typing import NamedTuple

from shared.effect.fit import Fits, above_normal, fit
from shared.effect.windows import Around

LEAST_POSTS = 30
"""Fewer posts before or after a statement say nothing about it."""

Z_INTERVAL = 1.645
"""Standard deviations of an interval that holds 90 %."""


class Estimate(NamedTuple):
    """What came after a statement against what would have come without it.

    ``expected`` negative posts, with an interval of 90 % from ``expected_low`` to
    ``expected_high``. ``log_ratio`` is the change of the negative posts of the crisis on a log scale,
    and ``fits`` tells how well any other change fits.
    """

    expected: float
    expected_low: float
    expected_high: float
    log_ratio: float
    fits: Fits

    @property
    def change(self) -> float:
        """The relative change of the negative posts of the crisis: -0.5 means that half of them did not come."""
        return math.exp(self.log_ratio) - 1


def estimate(around: Around) -> Estimate | None:
    """The effect of a statement; ``None`` where there are too few posts, or hardly more than normal before it.

    >>> from shared.effect.windows import Posts, Span
    >>> spans = [Span(-60, 0, Posts(60, 600, 300)), Span(10, 60, Posts(50, 168, 166))]
    >>> found = estimate(Around(Posts(180, 0, 0), spans[0].posts, spans[1].posts, spans, 15))
    >>> round(found.change, 1), found.expected_low < found.expected < found.expected_high
    (-0.5, True)
    """
    if not comparable(around) or around.after.scored < LEAST_POSTS:
        return None
    fits, normal, after = fit(around), around.normal, around.after
    low, high = fits.interval(Z_INTERVAL)
    came = above_normal(after, normal, negative=True).value
    usual = normal.negative * after.minutes / normal.minutes if normal.minutes else 0.0
    return Estimate(
        expected=came * math.exp(-fits.best.best) + usual,
        expected_low=came * math.exp(-high) + usual,
        expected_high=came * math.exp(-low) + usual,
        log_ratio=fits.best.best,
        fits=fits,
    )


def comparable(around: Around) -> bool:
    """Whether there were enough posts before a statement, clearly more than normal."""
    counts = [above_normal(around.before, around.normal, negative=kind) for kind in (True, False)]
    return around.before.scored >= LEAST_POSTS and all(count.value >= 2 * count.deviation for count in counts)
