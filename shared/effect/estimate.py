"""How many negative posts a statement prevented: a difference in differences of log rates.

The other posts of the same crisis are the control. A crisis ebbs by itself, and nobody can
foretell how fast: after 596 busy half hours of five recorded series, the volume of the next
hour varied by a factor of 2.7 (one standard deviation). But as it ebbs, its negative and its other posts ebb
alike. So the change of the negative posts relative to the other ones is what remains::

    L = log(N1 / M1) - log(N0 / M0)

with the negative posts N and the others M before (0) and after (1) a statement, each
without what is normal at this time of day (Angrist and Pischke, Mostly Harmless
Econometrics, chapter 5). Its variance is that of four counts by the delta method, and
``DRIFT`` a square root of an hour: by so much the ratio moves without any statement.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from shared.effect.windows import Around, Posts

DRIFT = 0.17
"""Standard deviation of the log ratio of negative to other posts after one hour in a crisis that nobody answered,
beyond what counting explains: pooled over 68 pairs of hours of recorded posts about airlines."""

ECHO = 0.05
"""So many posts, relative to the other posts before, may only repeat the statement; they are no proof of calm."""

LEAST_POSTS = 30
"""Fewer posts before or after a statement say nothing about it."""

Z = 1.96
"""Standard deviations of an interval that holds 95 %."""


class Estimate(NamedTuple):
    """What came after a statement against what would have come without it.

    ``expected`` negative posts, with an interval of 95 % from ``expected_low`` to
    ``expected_high``. ``log_ratio`` is the change of the negative posts of the crisis on a log
    scale, ``cautious`` the same if all other posts beyond those before, and some more, only
    repeat the statement, and ``error`` the standard deviation of both.
    """

    expected: float
    expected_low: float
    expected_high: float
    log_ratio: float
    cautious: float
    error: float

    @property
    def change(self) -> float:
        """The relative change of the negative posts of the crisis: -0.5 means that half of them did not come."""
        return math.exp(self.log_ratio) - 1


def estimate(around: Around) -> Estimate | None:
    """The effect of a statement; ``None`` where there are too few posts, or hardly more than normal before it.

    Half of the negative posts did not come, though the crisis ebbed to two thirds in the same time:

    >>> found = estimate(Around(Posts(180, 0, 0), Posts(60, 600, 300), Posts(50, 168, 166)))
    >>> round(found.expected), round(found.change, 2), found.log_ratio + Z * found.error < 0
    (332, -0.49, True)
    """
    normal, before, after = around
    if min(before.scored, after.scored) < LEAST_POSTS:
        return None
    negative0, negative1 = (_above_normal(posts.negative, normal.negative, posts, normal) for posts in (before, after))
    other0, other1 = (_above_normal(posts.other, normal.other, posts, normal) for posts in (before, after))
    if negative0.value < 2 * negative0.deviation or other0.value < 2 * other0.deviation:
        return None
    ratio, control = negative0.value / other0.value, other1.value
    gap_hours = (before.minutes + after.minutes) / 120
    error = math.sqrt(
        sum((count.deviation / count.value) ** 2 for count in (negative0, other0, negative1, other1))
        + DRIFT**2 * gap_hours
    )
    usual = normal.negative * after.minutes / normal.minutes if normal.minutes else 0.0
    unchanged = other0.value * after.minutes / before.minutes
    capped = min(control, unchanged)
    cautious_control = max(capped - ECHO * unchanged, capped / 4)
    return Estimate(
        expected=ratio * control + usual,
        expected_low=ratio * control * math.exp(-Z * error) + usual,
        expected_high=ratio * control * math.exp(Z * error) + usual,
        log_ratio=math.log(negative1.value / (ratio * control)),
        cautious=math.log(negative1.value / (ratio * cautious_control)),
        error=error,
    )


class _Count(NamedTuple):
    value: float
    deviation: float


def _above_normal(count: int, usual: int, posts: Posts, normal: Posts) -> _Count:
    """The posts that the crisis adds, at least half a standard deviation, with the deviation of two Poisson counts."""
    times = posts.minutes / normal.minutes if normal.minutes else 0.0
    deviation = math.sqrt(max(count, 1) + usual * times**2)
    return _Count(max(count - usual * times, deviation / 2), deviation)
