"""The baseline: what a signal normally is, learnt bucket by bucket, and hardly moved by bursts.

Two expectations are kept, a flat one and one with the week's seasonality, because a
seasonality that has not proven itself misleads. Its weight follows from what it has
explained: how much less the counts scatter about it than about the flat level.
What a bucket may teach is limited to five standard deviations above the expectation,
so that a burst barely moves what counts as normal.
"""

from __future__ import annotations

from math import exp
from typing import NamedTuple

from functions.detect.stats import seasonality as week
from functions.detect.stats.rates import BUCKET_RATES, LearningRates
from functions.detect.stats.rounding import coarse
from functions.detect.stats.seasonality import Seasonality
from functions.detect.stats.smoothing import (
    INITIAL_DISPERSION,
    Dispersion,
    Window,
    credible_limit,
    faded,
    smoothed,
    updated_dispersion,
)

FLOOR = 0.2
"""Mentions a bucket that even the quietest brand is expected to have: 1 after 0 is no surprise."""

SLOW_WIDTH, FALL_WIDTH = 72.0, 3.0
"""Buckets of the widest window, in which a slow burn adds up, and of the one for a fall."""

LEAST_WEIGHT, PROVEN, UNPROVEN, PROOF_DAYS = 0.25, 0.25, 0.65, 2
"""Seasonality weighs a quarter at first. It weighs all once the dispersion about it is a
quarter of that about the flat level, and a quarter still where that is more than 0.65, or in the first two days."""


class Dispersions(NamedTuple):
    """The dispersions of the count smoothed over minutes, of single buckets, and of the widest window."""

    smooth: Dispersion
    abrupt: Dispersion
    slow: Dispersion


class Baseline(NamedTuple):
    """All that is known of what a signal normally is, after ``buckets`` of them.

    ``flat`` and ``level`` are mentions a bucket, without and with the seasonality of the week
    taken out. ``smooth``, ``slow`` and ``falling`` are the windows as the last bucket left them.
    """

    buckets: int
    flat: float
    level: float
    seasonality: Seasonality
    dispersions: Dispersions
    smooth: Window
    slow: Window
    falling: Window


def initial(mentions: float) -> Baseline:
    """The baseline after a signal's very first bucket: that count, and very unsure of it.

    >>> initial(3.0).flat, initial(3.0).dispersions.smooth
    (3.0, Dispersion(flat=0.5, seasonal=0.5))
    """
    start = Window(mentions, mentions, mentions)
    unknown = Dispersions(INITIAL_DISPERSION, INITIAL_DISPERSION, INITIAL_DISPERSION)
    return Baseline(1, mentions, mentions, week.FLAT, unknown, start, start, start)


def at_level(baseline: Baseline, mentions: float, at_ms: int) -> Baseline:
    """The baseline taught at once what it would else learn in weeks: so many mentions a bucket are normal.

    >>> at_level(initial(1.0), 10.0, 0).flat
    10.0
    """
    rate = coarse(mentions)
    level = coarse(rate / exp(week.log_factor(baseline.seasonality, at_ms)))
    now = Window(rate, rate, rate)
    return baseline._replace(flat=rate, level=level, smooth=now, slow=now, falling=now)


def window_width(flat: float) -> float:
    """Over how many buckets to judge: as many as about six mentions need, 5 to 36.

    >>> window_width(20.0), window_width(0.5), window_width(0.0)
    (5.0, 12.0, 36.0)
    """
    return min(max(6.0 / max(flat, 0.05), 5.0), 36.0)


def seasonal_weight(baseline: Baseline, rates: LearningRates = BUCKET_RATES) -> float:
    """How much the seasonality of the week weighs, 0 to 1.

    >>> seasonal_weight(initial(3.0))
    0.25
    """
    if baseline.buckets < PROOF_DAYS * rates.day:
        return LEAST_WEIGHT
    dispersion = baseline.dispersions.smooth
    proven = (UNPROVEN - dispersion.seasonal / dispersion.flat) / (UNPROVEN - PROVEN)
    return LEAST_WEIGHT + (1.0 - LEAST_WEIGHT) * min(max(proven, 0.0), 1.0)


class Comparison(NamedTuple):
    """A bucket beside what was expected of it.

    ``flat`` and ``seasonal`` are the two expectations of the ``mentions``, ``factor`` that of
    the time of the week; ``width`` buckets are in the window ``smooth``. All windows have
    this bucket in them.
    """

    mentions: float
    flat: float
    seasonal: float
    factor: float
    width: float
    smooth: Window
    abrupt: Window
    slow: Window
    falling: Window


def compared(baseline: Baseline, mentions: float, at_ms: int) -> Comparison:
    """The comparison of the bucket that starts at ``at_ms``, with ``mentions`` in it so far.

    >>> compared(initial(2.0), 8.0, 0).smooth
    Window(mentions=4.0, flat=2.0, seasonal=2.0)
    """
    width = window_width(baseline.flat)
    factor = exp(week.log_factor(baseline.seasonality, at_ms))
    flat, seasonal = max(baseline.flat, FLOOR), max(baseline.level * factor, FLOOR)
    return Comparison(
        mentions,
        flat,
        seasonal,
        factor,
        width,
        smooth=smoothed(baseline.smooth, 2.0 / (width + 1.0), mentions, flat, seasonal),
        abrupt=Window(mentions, flat, seasonal),
        slow=smoothed(baseline.slow, 2.0 / (SLOW_WIDTH + 1.0), mentions, flat, seasonal),
        falling=smoothed(baseline.falling, 2.0 / (FALL_WIDTH + 1.0), mentions, flat, seasonal),
    )


def updated(baseline: Baseline, seen: Comparison, at_ms: int, rates: LearningRates = BUCKET_RATES) -> Baseline:
    """The baseline after the bucket that started at ``at_ms`` closed as ``seen``.

    >>> normal, wild = compared(initial(2.0), 2.0, 0), compared(initial(2.0), 2000.0, 0)
    >>> updated(initial(2.0), normal, 0).flat, round(updated(initial(2.0), wild, 0).flat, 1)
    (2.0, 7.0)
    """
    n, known = baseline.buckets, baseline.dispersions
    level_rate, rate = max(rates.level, 1.0 / (n + 1)), max(rates.dispersion, 1.0 / (n + 20))
    taught = min(seen.mentions, credible_limit(seen.flat, known.smooth.flat))
    seasonal = min(seen.mentions, credible_limit(seen.seasonal, known.smooth.seasonal))
    surplus = min(seasonal / max(baseline.level * seen.factor, 0.5), 4.0) - 1.0
    return Baseline(
        buckets=n + 1,
        flat=coarse(baseline.flat + level_rate * (taught - baseline.flat)),
        level=coarse(baseline.level + level_rate * (seasonal / seen.factor - baseline.level)),
        seasonality=week.updated(baseline.seasonality, surplus, at_ms, n, rates),
        dispersions=Dispersions(
            updated_dispersion(known.smooth, seen.smooth, seen.width, rate),
            updated_dispersion(known.abrupt, seen.abrupt, 1.0, rate),
            updated_dispersion(known.slow, seen.slow, SLOW_WIDTH, rate),
        ),
        smooth=seen.smooth,
        slow=seen.slow,
        falling=seen.falling,
    )


def aged(baseline: Baseline, buckets: int) -> Baseline:
    """The baseline after ``buckets`` that nothing is known of: what was unusual before them fades."""
    kept = 1.0 - 2.0 / (window_width(baseline.flat) + 1.0)
    return baseline._replace(
        smooth=faded(baseline.smooth, kept**buckets),
        slow=faded(baseline.slow, (1.0 - 2.0 / (SLOW_WIDTH + 1.0)) ** buckets),
        falling=faded(baseline.falling, (1.0 - 2.0 / (FALL_WIDTH + 1.0)) ** buckets),
    )


def without_episode(baseline: Baseline) -> Baseline:
    """The baseline without what an episode that is over has left in its windows: people know of that."""
    return baseline._replace(smooth=faded(baseline.smooth, 0.0), slow=faded(baseline.slow, 0.0))
