"""The baseline: what a signal normally is, learnt bucket by bucket, and hardly moved by bursts.

Two expectations are kept, a flat one and one with the day's seasonality, because a
seasonality that has not proven itself misleads. Its weight follows from what it has
explained: how much less the counts scatter about it than about the flat level.
What a bucket may teach is limited to some standard deviations above the expectation,
so that a burst barely moves what counts as normal.
"""

from __future__ import annotations

from math import exp
from typing import NamedTuple

from functions.detect.stats import recurrence
from functions.detect.stats import seasonality as day
from functions.detect.stats.rates import BUCKET_RATES, LearningRates
from functions.detect.stats.recurrence import Recurrences
from functions.detect.stats.rounding import coarse
from functions.detect.stats.seasonality import Hours
from functions.detect.stats.smoothing import (
    INITIAL_DISPERSION,
    FallWindow,
    Window,
    credible_limit,
    smoothed,
    smoothed_fall,
    updated_dispersion,
)
from shared.domain.time import DAY_MS, MINUTE_MS

FLOOR, SEASONAL_FLOOR = 0.05, 0.5
"""Mentions a bucket that even the quietest brand is expected to have; and below which seasonality alone does not
push the expectation of a brand that has more: the night of a small brand is no proof of silence."""

WINDOW_MENTIONS, NARROWEST, WIDEST = 5.0, 6.0, 36.0
"""A rise is judged over the time in which so many mentions are normal, within these bounds (in buckets)."""

FALL_WIDTH = 3.0
"""Buckets over which a fall is judged."""

LEAST_WEIGHT, PROVEN, UNPROVEN, PROOF_DAYS = 0.25, 0.25, 0.6, 2
"""Seasonality weighs a quarter at first. It weighs all once the dispersion about it is a
quarter of that about the flat level, and a quarter still where that is more than 0.6, or in the first two days."""

_FALL_GAIN = 2.0 / (FALL_WIDTH + 1.0)
_DAY_MINUTES = DAY_MS // MINUTE_MS


class Dispersions(NamedTuple):
    """The dispersions of the smoothed count about the flat and the seasonal expectation, and of falls."""

    flat: float = INITIAL_DISPERSION
    seasonal: float = INITIAL_DISPERSION
    fall: float = INITIAL_DISPERSION


class Baseline(NamedTuple):
    """All that is known of what a signal normally is, after ``buckets`` of them.

    ``flat`` and ``level`` are mentions a bucket, without and with the seasonality of the day
    taken out. ``smooth`` and ``falling`` are the windows as the last bucket left them.
    """

    buckets: int
    flat: float
    level: float
    hours: Hours
    recurrences: Recurrences
    dispersions: Dispersions
    smooth: Window
    falling: FallWindow


class Comparison(NamedTuple):
    """A bucket beside what was expected of it.

    ``flat`` and ``seasonal`` are the two expectations of the ``mentions``, ``factor`` that of
    the hour, and ``weight`` that of the seasonal one; ``width`` buckets are in the window
    ``smooth``. Both windows have this bucket in them.
    """

    mentions: float
    flat: float
    seasonal: float
    factor: float
    weight: float
    width: float
    smooth: Window
    falling: FallWindow


def initial(mentions: float) -> Baseline:
    """The baseline after a signal's very first bucket: that count, and very unsure of it.

    >>> initial(3.0).flat, initial(3.0).dispersions.seasonal
    (3.0, 0.5)
    """
    start = Window(mentions, mentions, mentions)
    return Baseline(1, mentions, mentions, day.FLAT, (), Dispersions(), start, FallWindow(mentions, mentions))


def at_level(baseline: Baseline, mentions: float, minute: int) -> Baseline:
    """The baseline taught at once what it would else learn in weeks: so many mentions a bucket are normal.

    >>> at_level(initial(1.0), 10.0, 0).flat
    10.0
    """
    rate = coarse(mentions)
    level = coarse(rate / exp(day.log_factor(baseline.hours, minute)))
    learnt = max(baseline.buckets, 1)
    return baseline._replace(
        buckets=learnt, flat=rate, level=level, smooth=Window(rate, rate, rate), falling=FallWindow(rate, rate)
    )


def window_width(flat: float) -> float:
    """Over how many buckets to judge a rise.

    >>> window_width(20.0), window_width(0.5), window_width(0.0)
    (6.0, 10.0, 36.0)
    """
    return min(max(WINDOW_MENTIONS / max(flat, 0.05), NARROWEST), WIDEST)


def seasonal_weight(baseline: Baseline, rates: LearningRates = BUCKET_RATES) -> float:
    """How much the seasonality of the day weighs, 0 to 1.

    >>> seasonal_weight(initial(3.0))
    0.25
    """
    if baseline.buckets < PROOF_DAYS * rates.day:
        return LEAST_WEIGHT
    proven = (UNPROVEN - baseline.dispersions.seasonal / baseline.dispersions.flat) / (UNPROVEN - PROVEN)
    return LEAST_WEIGHT + (1.0 - LEAST_WEIGHT) * min(max(proven, 0.0), 1.0)


def compared(baseline: Baseline, mentions: float, minute: int, rates: LearningRates = BUCKET_RATES) -> Comparison:
    """The comparison of the bucket at that minute of the local week, with ``mentions`` in it so far.

    >>> compared(initial(2.0), 9.0, 0).smooth
    Window(mentions=4.0, flat=2.0, seasonal=2.0)
    """
    width, factor = window_width(baseline.flat), exp(day.log_factor(baseline.hours, minute))
    flat = max(baseline.flat, FLOOR)
    seasonal = max(baseline.level * factor, min(flat, SEASONAL_FLOOR))
    lowest, step = seasonal, day.log_factor_before_step(baseline.hours, minute)
    if step is not None:
        lowest = min(seasonal, max(baseline.level * exp(step), min(flat, SEASONAL_FLOOR)))
    known = baseline.recurrences
    recurring = recurrence.expected(known, slot_of_day(minute, rates)) if known else 0.0
    return Comparison(
        mentions,
        flat,
        seasonal,
        factor,
        seasonal_weight(baseline, rates),
        width,
        smoothed(baseline.smooth, 2.0 / (width + 1.0), mentions, max(flat, recurring), max(seasonal, recurring)),
        smoothed_fall(baseline.falling, _FALL_GAIN, mentions, lowest),
    )


def slot_of_day(minute: int, rates: LearningRates) -> int:
    """The number of the bucket within its day."""
    return minute % _DAY_MINUTES * MINUTE_MS // rates.bucket_ms


def updated(baseline: Baseline, seen: Comparison, minute: int, rates: LearningRates = BUCKET_RATES) -> Baseline:
    """The baseline after the bucket at that minute of the local week closed as ``seen``.

    >>> normal, wild = compared(initial(2.0), 2.0, 0), compared(initial(2.0), 2000.0, 0)
    >>> updated(initial(2.0), normal, 0).flat, round(updated(initial(2.0), wild, 0).flat, 1)
    (2.0, 6.5)
    """
    n, hours, known, dispersions = baseline.buckets, baseline.hours, baseline.recurrences, baseline.dispersions
    rate, limit = max(rates.level, 1.0 / (n + 1)), credible_limit(seen.flat, dispersions.flat)
    taught = min(seen.mentions, limit)
    seasonal = min(seen.mentions, credible_limit(seen.seasonal, dispersions.seasonal))
    surplus = min(seasonal / max(baseline.level * seen.factor, 0.5), 4.0) - 1.0
    if known or seen.mentions > limit:
        known = recurrence.updated(known, slot_of_day(minute, rates), seen.mentions, limit)
    return Baseline(
        n + 1,
        coarse(baseline.flat + rate * (taught - baseline.flat)),
        coarse(baseline.level + rate * (seasonal / seen.factor - baseline.level)),
        day.updated(hours, surplus, minute, max(rates.hour, 1.0 / (n / day.HOURS + 25.0))),
        known,
        _updated_dispersions(dispersions, seen, max(rates.dispersion, 1.0 / (n + 20))),
        seen.smooth,
        seen.falling,
    )


def untaught(baseline: Baseline, seen: Comparison, *, anew: bool = False) -> Baseline:
    """The baseline after a bucket that closed as ``seen`` and says nothing of what is normal.

    ``anew``: a new window begins after it.

    >>> wild = compared(initial(2.0), 2000.0, 0)
    >>> untaught(initial(2.0), wild).flat, untaught(initial(2.0), wild).smooth.mentions > 500.0
    (2.0, True)
    >>> untaught(initial(2.0), wild, anew=True).smooth.mentions
    2.0
    """
    smooth = seen.smooth._replace(mentions=seen.smooth.flat) if anew else seen.smooth
    return baseline._replace(buckets=baseline.buckets + 1, smooth=smooth, falling=seen.falling)


def aged(baseline: Baseline, buckets: int) -> Baseline:
    """The baseline after ``buckets`` that nothing is known of: what was unusual before them fades."""
    smooth, fall = baseline.smooth, baseline.falling
    kept, fall_kept = (1.0 - 2.0 / (window_width(baseline.flat) + 1.0)) ** buckets, (1.0 - _FALL_GAIN) ** buckets
    return baseline._replace(
        smooth=smooth._replace(mentions=coarse(smooth.flat + kept * (smooth.mentions - smooth.flat))),
        falling=fall._replace(mentions=coarse(fall.seasonal + fall_kept * (fall.mentions - fall.seasonal))),
    )


def _updated_dispersions(known: Dispersions, seen: Comparison, rate: float) -> Dispersions:
    (mentions, flat, seasonal), (fall, fall_expected), width = seen.smooth, seen.falling, seen.width
    return Dispersions(
        updated_dispersion(known.flat, mentions, flat, width, rate),
        updated_dispersion(known.seasonal, mentions, seasonal, width, rate),
        updated_dispersion(known.fall, fall, fall_expected, FALL_WIDTH, rate),
    )
