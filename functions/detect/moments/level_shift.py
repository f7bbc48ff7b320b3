"""Level shift: counts by quarters of an hour in, whether their level has become the new normal out.

A moment that goes on for days at one steady level is no news. After
:data:`STEADY_HOURS` in which the level hardly moved, the moment is over: not because
things went back, but because this is normal now.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import sqrt

STEADY_HOURS = 6
"""Full hours that must be steady, after the first one: a slow rise may take as long to show."""

QUARTERS_PER_HOUR = 4

MAX_DEVIATION, MAX_DRIFT = 0.5, 1.4
"""How far an hour may be from the mean (as a share of it), and how many times the other half one half may be;
both beyond what chance explains."""

CHANCE_DEVIATIONS = 2.0
"""Standard deviations of a Poisson number that count as chance."""


def extend_quarters(quarters: tuple[int, ...], elapsed: int, counted: int) -> tuple[int, ...]:
    """Mentions since the opening at the end of each full quarter of an hour, up to the ``elapsed`` ones.

    Quarters that were not evaluated take the count of the next evaluation, so that they are not steady.

    >>> extend_quarters((10,), 1, 15), extend_quarters((10,), 2, 19), extend_quarters((10,), 4, 30)
    ((10,), (10, 19), (10, 30, 30, 30))
    """
    return (*quarters, *((counted,) * (elapsed - len(quarters))))


def last_hour(quarters: Sequence[int]) -> int | None:
    """The mentions of the last full hour, ``None`` in the first.

    >>> last_hour([5, 9, 12, 20, 26]), last_hour([5, 9, 12, 20])
    (21, None)
    """
    return quarters[-1] - quarters[-1 - QUARTERS_PER_HOUR] if len(quarters) > QUARTERS_PER_HOUR else None


def steady_rate(quarters: Sequence[int]) -> float | None:
    """The mentions an hour of a level that was steady for :data:`STEADY_HOURS`; ``None`` for any other.

    >>> level, falling = [30, 50, 71, 90, 109, 130, 149], [90, 150, 200, 230, 250, 260, 266]
    >>> by_quarter = lambda hours: [0, 0, 0, *(count for count in hours for _ in range(4))][: 4 * len(hours)]
    >>> round(steady_rate(by_quarter(level)), 1), steady_rate(by_quarter(falling)), steady_rate(by_quarter(level[:4]))
    (19.8, None, None)
    """
    hours = quarters[QUARTERS_PER_HOUR - 1 :: QUARTERS_PER_HOUR]
    if len(hours) <= STEADY_HOURS:
        return None
    each = [after - before for before, after in pairwise(hours[-STEADY_HOURS - 1 :])]
    mean = sum(each) / STEADY_HOURS
    allowed = MAX_DEVIATION * mean + CHANCE_DEVIATIONS * sqrt(mean)
    first, second = sum(each[: STEADY_HOURS // 2]), sum(each[STEADY_HOURS // 2 :])
    chance = CHANCE_DEVIATIONS * sqrt(first + second)
    drifting = max(first, second) > MAX_DRIFT * min(first, second) + chance
    return mean if mean > 0 and not drifting and all(abs(one - mean) <= allowed for one in each) else None
