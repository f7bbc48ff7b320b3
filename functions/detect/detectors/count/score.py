"""The score of one count: how surprising it is beside what was expected, and how rare."""

from __future__ import annotations

from math import log10
from typing import NamedTuple

from functions.detect.detectors.count.flood import Flood
from functions.detect.detectors.count.newness import Newness
from functions.detect.detectors.count.state import CountBucket, CountState
from functions.detect.stats import baseline as normal
from functions.detect.stats import renotify
from functions.detect.stats.baseline import Baseline, Comparison
from functions.detect.stats.negative_binomial import smoothed_lower_tail_surprise, surprise
from functions.detect.stats.peaks import return_period
from functions.detect.stats.rates import LearningRates
from functions.detect.stats.rounding import coarse

FALL_HANDICAP = 0.1
"""What a fall's return period is reduced by, so that most of the false alarms that are promised are spent on rises."""

FALL_APART = log10(2.0)
"""Every second bucket, half of a fall's window is new."""


class CountScore(NamedTuple):
    """The score of one count.

    ``surprise`` (of the smoothed count) and ``fall_surprise`` are negative decimal logarithms
    of a probability; ``period`` and ``fall_period`` say in how many buckets such a rise or fall
    is expected once, as decimal logarithms, and must clearly exceed ``renotify_above`` and
    ``fall_renotify_above`` to be ``renotified`` and ``fall_renotified``; ``highest`` is the
    largest period of a rise of late, also where that was too small to be notified.
    ``seasonal_weight`` (0 to 1) is that of the day's seasonality in ``expected`` and in
    ``dispersion``; ``excess`` is the number of mentions above the flat expectation within the window.
    ``flood``: whether so much was posted that it is told of a brand, or teaches nothing, though
    little is known of that brand.
    """

    bucket_ms: int
    observed: int
    expected: float
    seasonal_weight: float
    dispersion: float
    surprise: float
    excess: float
    period: float
    highest: float
    renotify_above: float
    renotified: bool
    fall_surprise: float
    fall_period: float
    fall_renotify_above: float
    fall_renotified: bool
    buckets: int
    flood: Flood = Flood.NONE

    @property
    def abrupt(self) -> float:
        """The surprise of this bucket alone."""
        return surprise(self.observed, self.expected, self.dispersion)

    def rises_beyond(self, limit: float) -> bool:
        """Whether it is a rise rarer than ``limit`` (a return period) that was not yet notified at that limit."""
        return self.period >= limit and self.observed > self.expected and (self.renotified or self.highest < limit)


def scored(state: CountState, bucket: CountBucket, seen: Comparison, new: Newness, rates: LearningRates) -> CountScore:
    """The score of a bucket beside what was expected of it."""
    base, weight, count = state.baseline, seen.weight, bucket.mentions
    expected = (1.0 - weight) * seen.flat + weight * seen.seasonal
    rise, fall = _rise_surprise(base, seen), _fall_surprise(base, seen)
    period = fall_period = 0.0
    if rise:
        period = coarse(return_period(state.rises, rise, base.buckets, rates))
    if fall:
        fall_period = return_period(state.falls, fall, base.buckets, rates, apart=FALL_APART) - FALL_HANDICAP
        fall_period = coarse(fall_period) if fall_period > 0.0 else 0.0
    return CountScore(
        bucket.start_ms,
        count,
        coarse(expected),
        coarse(weight),
        coarse((1.0 - weight) * base.dispersions.flat + weight * base.dispersions.seasonal),
        coarse(rise),
        coarse((seen.smooth.mentions - seen.smooth.flat) * (seen.width + 1.0) / 2.0),
        period,
        state.rise_envelope,
        renotify.renotify_above(state.rise_envelope, rates),
        count > expected and renotify.renotifies(state.rise_envelope, period, rates),
        coarse(fall),
        fall_period,
        renotify.renotify_above(state.fall_envelope, rates),
        count < expected and renotify.renotifies(state.fall_envelope, fall_period, rates),
        new.live + new.history,
        new.flood,
    )


def _rise_surprise(base: Baseline, seen: Comparison) -> float:
    """The surprise of the smoothed count, weighed between the two expectations by the weight of seasonality."""
    (mentions, flat, seasonal), width, weight, known = seen.smooth, seen.width, seen.weight, base.dispersions
    found = 0.0
    if mentions > flat and weight < 1.0:
        found = (1.0 - weight) * surprise(width * mentions, width * flat, known.flat)
    if mentions > seasonal:
        found += weight * surprise(width * mentions, width * seasonal, known.seasonal)
    return found


def _fall_surprise(base: Baseline, seen: Comparison) -> float:
    """The surprise at so little, over a quarter of an hour, beside the seasonal expectation."""
    (mentions, seasonal), width = seen.falling, normal.FALL_WIDTH
    if mentions >= seasonal:
        return 0.0
    return smoothed_lower_tail_surprise(width * mentions, width * seasonal, base.dispersions.fall)
