"""The likeness of a recorded series: the course its ordinary talk takes, bursts left out.

Learnt apart from the detector, so that what is simulated from it does not share the
detector's own view of the brand: the average by hour and weekday, and from how far
counts go together over minutes and hours (the method of moments for a log-normal Cox
process: Moller, Syversveen and Waagepetersen, Log Gaussian Cox processes,
Scandinavian Journal of Statistics 25, 1998) how much the talk wanders and scatters.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from statistics import fmean

from infra.simulation.traffic import MONDAY_MS, TrafficProfile
from shared.domain.errors import InvalidInput
from shared.domain.time import DAY_MS, HOUR_MS

LEAST_DAYS = 3
"""Days of buckets below which nothing can be said about a brand's days."""

BURSTS = 3.5
"""Standard deviations above the expected from which a count is taken for a burst and cut down."""

_PASSES = 3
"""What is expected and what is a burst depend on each other, so they are found by turns."""

LAGS = (1, 2, 3, 4, 6, 9, 12, 18, 24, 36, 48, 72, 108, 144, 216, 288, 432, 576)
"""Buckets apart in which counts are compared."""

_LARGEST_WANDER = 1.5
"""Standard deviations of the logarithm beyond which talk is not ordinary any more."""

Series = Sequence[tuple[int, int]]
"""(start of the bucket in epoch ms, count), oldest first."""


def fitted_profile(series: Series, bucket_ms: int) -> TrafficProfile:
    """The course of a recorded series.

    Raises:
        InvalidInput: it has less than three days of buckets, or no mention in them.
    """
    if len(series) * bucket_ms < LEAST_DAYS * DAY_MS:
        raise InvalidInput(f"{LEAST_DAYS} days of buckets are needed to learn a brand's ordinary talk", field="series")
    if not any(count for _, count in series):
        raise InvalidInput("nobody said anything in this series, so there is nothing to simulate", field="series")
    calm = series
    for _ in range(_PASSES):
        mean, daily, weekly = _seasonality(calm)
        expected = _expectation(mean, daily, weekly)
        calm = _without_bursts(series, expected)
    wander, memory, dispersion = _variability(calm, expected, bucket_ms)
    return TrafficProfile(mean, dispersion, daily, weekly, wander, memory)


def _seasonality(series: Series) -> tuple[float, tuple[float, ...], tuple[float, ...]]:
    """The mean, the day's logarithmic factors by hour, and the week's if it was seen twice."""
    mean = fmean(count for _, count in series)
    daily = _factors(series, mean, lambda at_ms: at_ms % DAY_MS // HOUR_MS, 24)
    if series[-1][0] - series[0][0] < 14 * DAY_MS:
        return mean, daily, ()
    return mean, daily, _factors(series, mean, lambda at_ms: (at_ms - MONDAY_MS) // DAY_MS % 7, 7)


def _factors(series: Series, mean: float, slot_of: Callable[[int], int], slots: int) -> tuple[float, ...]:
    """The logarithm of each slot's average over ``mean``, three mentions of the mean added to each."""
    sums, numbers = [0] * slots, [0] * slots
    for at_ms, count in series:
        sums[slot_of(at_ms)] += count
        numbers[slot_of(at_ms)] += 1
    return tuple(math.log((seen + 3.0) / (number * mean + 3.0)) for seen, number in zip(sums, numbers, strict=True))


def _expectation(mean: float, daily: Sequence[float], weekly: Sequence[float]) -> Callable[[int], float]:
    def expected(at_ms: int) -> float:
        of_week = weekly[(at_ms - MONDAY_MS) // DAY_MS % 7] if weekly else 0.0
        return mean * math.exp(daily[at_ms % DAY_MS // HOUR_MS] + of_week)

    return expected


def _without_bursts(series: Series, expected: Callable[[int], float]) -> Series:
    """The series with its bursts cut down; the deviation is read from the 84th percentile, which bursts leave alone."""
    aside = sorted((count - expected(at_ms)) / math.sqrt(expected(at_ms) + 1.0) for at_ms, count in series)
    limit = BURSTS * max(aside[int(len(aside) * 0.84)], 1.0)
    return [
        (at_ms, min(count, math.ceil(expected(at_ms) + limit * math.sqrt(expected(at_ms) + 1.0))))
        for at_ms, count in series
    ]


def _variability(series: Series, expected: Callable[[int], float], bucket_ms: int) -> tuple[float, float, float]:
    """How far the talk wanders, for how many buckets it remembers, and how single buckets scatter besides."""
    aside = {at_ms: count - expected(at_ms) for at_ms, count in series}
    together = [math.log1p(max(_covariance(aside, expected, lag * bucket_ms), 0.0)) for lag in LAGS]
    near, noise = fmean(together[:3]), 2.0 / math.sqrt(len(series)) * (1.0 + 1.0 / fmean(map(expected, aside)))
    wander, memory = 0.0, 1.0
    if near > noise:
        memory = next((float(lag) for lag, one in zip(LAGS, together, strict=True) if one < near / math.e), LAGS[-1])
        wander = min(math.sqrt(near * math.exp(2.0 / memory)), _LARGEST_WANDER)
    alone = _covariance(aside, expected, 0) - fmean(map(expected, aside)) / fmean(expected(at) ** 2 for at in aside)
    dispersion = (1.0 + max(alone, 0.0)) / math.exp(wander * wander) - 1.0
    return wander, memory, min(max(dispersion, 0.0), 10.0)


def _covariance(aside: dict[int, float], expected: Callable[[int], float], apart_ms: int) -> float:
    """How counts so far apart go together, as a share of what is expected of them."""
    products = [
        (one * aside[at + apart_ms], expected(at) * expected(at + apart_ms))
        for at, one in aside.items()
        if at + apart_ms in aside
    ]
    total = sum(squares for _, squares in products)
    return sum(product for product, _ in products) / total if total else 0.0
