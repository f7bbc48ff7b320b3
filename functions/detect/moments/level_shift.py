"""The plateau: when a level that does not go back has become the normal one.

A moment that goes on for days at one steady level tells nobody anything. After so many
hours in which neither the whole nor any hour of it moved much, it is over: not because
things went back, but because this is how they are now.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import exp, sqrt

from functions.detect.detectors.count.scoring import CountState
from functions.detect.stats.rounding import coarse
from functions.detect.stats.seasonality import factor
from functions.detect.stats.smoothing import Window
from shared.domain.time import BUCKET_MS, HOUR_MS

HOURS = 6
"""Full hours that must have been steady, after the first one: how long a slow burn may take to show itself."""

IN_AN_HOUR = 4
"""Quarters."""

AWAY, DRIFT = 0.5, 1.4
"""How far an hour may lie from the mean of all, and one half of them from the other, chance apart."""

CHANCE = 2.0
"""Standard deviations of a Poisson number that pass for chance."""


def counted_on(quarters: tuple[int, ...], elapsed: int, counted: int) -> tuple[int, ...]:
    """Mentions since the opening at the end of each full quarter of an hour, brought up to the ``elapsed`` ones.

    Quarters in which nobody looked take the count of the next look, so that they look unsteady.

    >>> counted_on((10,), 1, 15), counted_on((10,), 2, 19), counted_on((10,), 4, 30)
    ((10,), (10, 19), (10, 30, 30, 30))
    """
    return (*quarters, *((counted,) * (elapsed - len(quarters))))


def last_hour(quarters: Sequence[int]) -> int | None:
    """The mentions of the last full hour, ``None`` in the first.

    >>> last_hour([5, 9, 12, 20, 26]), last_hour([5, 9, 12, 20])
    (21, None)
    """
    return quarters[-1] - quarters[-1 - IN_AN_HOUR] if len(quarters) > IN_AN_HOUR else None


def steady(quarters: Sequence[int]) -> float | None:
    """The mentions an hour of a level that has been steady for :data:`HOURS`; ``None`` for any other.

    >>> level, falling = [30, 50, 71, 90, 109, 130, 149], [90, 150, 200, 230, 250, 260, 266]
    >>> by_quarter = lambda hours: [0, 0, 0, *(count for count in hours for _ in range(4))][: 4 * len(hours)]
    >>> round(steady(by_quarter(level)), 1), steady(by_quarter(falling)), steady(by_quarter(level[:4]))
    (19.8, None, None)
    """
    hours = quarters[IN_AN_HOUR - 1 :: IN_AN_HOUR]
    if len(hours) <= HOURS:
        return None
    each = [after - before for before, after in pairwise(hours[-HOURS - 1 :])]
    mean = sum(each) / HOURS
    slack = AWAY * mean + CHANCE * sqrt(mean)
    first, second = sum(each[: HOURS // 2]), sum(each[HOURS // 2 :])
    chance = CHANCE * sqrt(first + second)
    drifting = max(first, second) > DRIFT * min(first, second) + chance
    return mean if mean > 0 and not drifting and all(abs(one - mean) <= slack for one in each) else None


def renewed(state: CountState, an_hour: float) -> CountState:
    """The state taught at once what it would else learn in weeks: so many mentions an hour are normal now.

    >>> from functions.detect.detectors.count.scoring import CountBucket, begin, judge
    >>> round(judge(renewed(begin(CountBucket(0, 1)), 120.0), CountBucket(300_000, 10)).expected, 3)
    10.0
    """
    base = state.baseline
    rate = coarse(an_hour * BUCKET_MS / HOUR_MS)
    level = coarse(rate / exp(factor(base.shape, state.bucket_ms)))
    now = Window(rate, rate, rate)
    return state._replace(baseline=base._replace(flat=rate, level=level, smooth=now, slow=now, falling=now))
