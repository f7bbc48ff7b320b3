"""The baseline: what a signal normally is, learnt bucket by bucket and hard to teach nonsense.

Two expectations are kept, a flat one and one with the week's shape, because a shape
that has not proven itself misleads. How far the shape is believed follows from what it
has explained: how much less the counts scatter about it than about the flat level.
What a bucket may teach is limited to five standard deviations above the expectation,
so that a burst barely moves what counts as normal.
"""

from __future__ import annotations

from math import exp
from typing import NamedTuple

from functions.detect.stats import seasonality as week
from functions.detect.stats.rates import BUCKET_RATES, LearningRates
from functions.detect.stats.rounding import coarse
from functions.detect.stats.seasonality import Shape
from functions.detect.stats.smoothing import UNSURE, Spread, Window, credible, relaxed, smoothed, spread_learnt

FLOOR = 0.2
"""Mentions a bucket that even the quietest brand is expected to have: 1 after 0 is no surprise."""

SLOW_WIDTH, FALL_WIDTH = 72.0, 3.0
"""Buckets of the widest window, in which a slow burn adds up, and of the one for a fall."""

LEAST_BELIEF, PROVEN, UNPROVEN, PROOF_DAYS = 0.25, 0.25, 0.65, 2
"""A shape is believed by a quarter at first. It is believed in full once the dispersion about it is a
quarter of that about the flat level, and by a quarter still where that is more than 0.65, or in the first two days."""


class Spreads(NamedTuple):
    """The dispersions of the count smoothed over minutes, of single buckets, and of the widest window."""

    smooth: Spread
    abrupt: Spread
    slow: Spread


class Baseline(NamedTuple):
    """All that is known of a signal's normal course, after ``buckets`` of them.

    ``flat`` and ``level`` are mentions a bucket, without and with the shape of the week
    taken out. ``smooth``, ``slow`` and ``falling`` are the windows as the last bucket left them.
    """

    buckets: int
    flat: float
    level: float
    shape: Shape
    spreads: Spreads
    smooth: Window
    slow: Window
    falling: Window


def first(count: float) -> Baseline:
    """The baseline after a signal's very first bucket: that count, and very unsure of it.

    >>> first(3.0).flat, first(3.0).spreads.smooth
    (3.0, Spread(flat=0.5, shaped=0.5))
    """
    start = Window(count, count, count)
    return Baseline(1, count, count, week.FLAT, Spreads(UNSURE, UNSURE, UNSURE), start, start, start)


def width(flat: float) -> float:
    """Over how many buckets to judge: as many as about six mentions need, 5 to 36.

    >>> width(20.0), width(0.5), width(0.0)
    (5.0, 12.0, 36.0)
    """
    return min(max(6.0 / max(flat, 0.05), 5.0), 36.0)


def belief(baseline: Baseline, pace: LearningRates = BUCKET_RATES) -> float:
    """How far the shape of the week is believed, 0 to 1.

    >>> belief(first(3.0))
    0.25
    """
    if baseline.buckets < PROOF_DAYS * pace.day:
        return LEAST_BELIEF
    spread = baseline.spreads.smooth
    proven = (UNPROVEN - spread.shaped / spread.flat) / (UNPROVEN - PROVEN)
    return LEAST_BELIEF + (1.0 - LEAST_BELIEF) * min(max(proven, 0.0), 1.0)


class Outlook(NamedTuple):
    """A bucket beside what was expected of it.

    ``flat`` and ``shaped`` are the two expectations of the ``talk``, ``factor`` that of
    the time of the week; ``width`` buckets are in the window ``smooth``. All windows have
    this bucket in them.
    """

    talk: float
    flat: float
    shaped: float
    factor: float
    width: float
    smooth: Window
    abrupt: Window
    slow: Window
    falling: Window


def outlook(baseline: Baseline, count: float, at_ms: int) -> Outlook:
    """The outlook on the bucket that starts at ``at_ms``, with ``count`` in it so far.

    >>> outlook(first(2.0), 8.0, 0).smooth
    Window(talk=4.0, flat=2.0, shaped=2.0)
    """
    wide = width(baseline.flat)
    factor = exp(week.factor(baseline.shape, at_ms))
    flat, shaped = max(baseline.flat, FLOOR), max(baseline.level * factor, FLOOR)
    return Outlook(
        count,
        flat,
        shaped,
        factor,
        wide,
        smooth=smoothed(baseline.smooth, 2.0 / (wide + 1.0), count, flat, shaped),
        abrupt=Window(count, flat, shaped),
        slow=smoothed(baseline.slow, 2.0 / (SLOW_WIDTH + 1.0), count, flat, shaped),
        falling=smoothed(baseline.falling, 2.0 / (FALL_WIDTH + 1.0), count, flat, shaped),
    )


def learnt(baseline: Baseline, seen: Outlook, at_ms: int, pace: LearningRates = BUCKET_RATES) -> Baseline:
    """The baseline after the bucket that started at ``at_ms`` closed as ``seen``.

    >>> calm, wild = outlook(first(2.0), 2.0, 0), outlook(first(2.0), 2000.0, 0)
    >>> learnt(first(2.0), calm, 0).flat, round(learnt(first(2.0), wild, 0).flat, 1)
    (2.0, 7.0)
    """
    n, spreads = baseline.buckets, baseline.spreads
    level_rate, spread_rate = max(pace.level, 1.0 / (n + 1)), max(pace.spread, 1.0 / (n + 20))
    taught = min(seen.talk, credible(seen.flat, spreads.smooth.flat))
    shaped = min(seen.talk, credible(seen.shaped, spreads.smooth.shaped))
    surplus = min(shaped / max(baseline.level * seen.factor, 0.5), 4.0) - 1.0
    return Baseline(
        buckets=n + 1,
        flat=coarse(baseline.flat + level_rate * (taught - baseline.flat)),
        level=coarse(baseline.level + level_rate * (shaped / seen.factor - baseline.level)),
        shape=week.learnt(baseline.shape, surplus, at_ms, n, pace),
        spreads=Spreads(
            spread_learnt(spreads.smooth, seen.smooth, seen.width, spread_rate),
            spread_learnt(spreads.abrupt, seen.abrupt, 1.0, spread_rate),
            spread_learnt(spreads.slow, seen.slow, SLOW_WIDTH, spread_rate),
        ),
        smooth=seen.smooth,
        slow=seen.slow,
        falling=seen.falling,
    )


def unheard(baseline: Baseline, buckets: int) -> Baseline:
    """The baseline after ``buckets`` that nothing is known of: what was unusual before them fades."""
    kept_part = 1.0 - 2.0 / (width(baseline.flat) + 1.0)
    return baseline._replace(
        smooth=relaxed(baseline.smooth, kept_part**buckets),
        slow=relaxed(baseline.slow, (1.0 - 2.0 / (SLOW_WIDTH + 1.0)) ** buckets),
        falling=relaxed(baseline.falling, (1.0 - 2.0 / (FALL_WIDTH + 1.0)) ** buckets),
    )


def relieved(baseline: Baseline) -> Baseline:
    """The baseline without what an episode that is over has left in its windows: that was told already."""
    return baseline._replace(smooth=relaxed(baseline.smooth, 0.0), slow=relaxed(baseline.slow, 0.0))
