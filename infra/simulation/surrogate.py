"""Fits a traffic profile to a recorded series, without its bursts.

The fit is independent of the detector, so that simulated series do not share the
detector's own model. It takes the mean by hour and weekday, and finds the drift and the
dispersion from the covariance of counts over minutes and hours (method of moments for a
log-normal Cox process: Moller, Syversveen and Waagepetersen, Log Gaussian Cox processes,
Scandinavian Journal of Statistics 25, 1998).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from statistics import fmean

from infra.simulation.traffic import MONDAY_MS, TrafficProfile
from shared.domain.errors import InvalidInput
from shared.domain.time import DAY_MS, HOUR_MS

LEAST_DAYS = 3
"""Days of buckets that are needed to fit a daily pattern."""

BURSTS = 3.5
"""Standard deviations above the expected count from which a count is a burst and is cut off."""

_PASSES = 3
"""Expected counts and bursts depend on each other, so they are computed in turns."""

LAGS = (1, 2, 3, 4, 6, 9, 12, 18, 24, 36, 48, 72, 108, 144, 216, 288, 432, 576)
"""Distances in buckets for which the covariance is computed."""

_LARGEST_WANDER = 1.5
"""The largest drift that is accepted: a standard deviation of the logarithm."""

Series = Sequence[tuple[int, int]]
"""Pairs of bucket start (epoch ms) and count, oldest first."""


def fitted_profile(series: Series, bucket_ms: int) -> TrafficProfile:
    """The traffic profile of a recorded series.

    Raises:
        InvalidInput: it has less than three days of buckets, or all counts are 0.
    """
    if len(series) * bucket_ms < LEAST_DAYS * DAY_MS:
        raise InvalidInput(f"{LEAST_DAYS} days of buckets are needed to learn a brand's normal traffic", field="series")
    if not any(count for _, count in series):
        raise InvalidInput("all counts of this series are 0, so there is nothing to simulate", field="series")
    ordinary = series
    for _ in range(_PASSES):
        mean, daily, weekly = _seasonality(ordinary)
        expected = _expectation(mean, daily, weekly)
        ordinary = _without_bursts(series, expected)
    wander, memory, dispersion = _variability(ordinary, expected, bucket_ms)
    return TrafficProfile(mean, dispersion, daily, weekly, wander, memory)


def _seasonality(series: Series) -> tuple[float, tuple[float, ...], tuple[float, ...]]:
    """The mean, the logarithmic factors by hour, and those by weekday if the series has two weeks."""
    mean = fmean(count for _, count in series)
    daily = _factors(series, mean, lambda at_ms: at_ms % DAY_MS // HOUR_MS, 24)
    if series[-1][0] - series[0][0] < 14 * DAY_MS:
        return mean, daily, ()
    return mean, daily, _factors(series, mean, lambda at_ms: (at_ms - MONDAY_MS) // DAY_MS % 7, 7)


def _factors(series: Series, mean: float, slot_of: Callable[[int], int], slots: int) -> tuple[float, ...]:
    """The logarithm of each slot's mean over ``mean``, with three mentions added to both (smoothing)."""
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
    """The series with its bursts cut off; the deviation is the 84th percentile, which bursts do not change."""
    deviations = sorted((count - expected(at_ms)) / math.sqrt(expected(at_ms) + 1.0) for at_ms, count in series)
    limit = BURSTS * max(deviations[int(len(deviations) * 0.84)], 1.0)
    return [
        (at_ms, min(count, math.ceil(expected(at_ms) + limit * math.sqrt(expected(at_ms) + 1.0))))
        for at_ms, count in series
    ]


def _variability(series: Series, expected: Callable[[int], float], bucket_ms: int) -> tuple[float, float, float]:
    """The drift, its memory in buckets, and the dispersion of single buckets."""
    deviations = {at_ms: count - expected(at_ms) for at_ms, count in series}
    covariances = [math.log1p(max(_covariance(deviations, expected, lag * bucket_ms), 0.0)) for lag in LAGS]
    near, noise = fmean(covariances[:3]), 2.0 / math.sqrt(len(series)) * (1.0 + 1.0 / fmean(map(expected, deviations)))
    wander, memory = 0.0, 1.0
    if near > noise:
        memory = next((float(lag) for lag, one in zip(LAGS, covariances, strict=True) if one < near / math.e), LAGS[-1])
        wander = min(math.sqrt(near * math.exp(2.0 / memory)), _LARGEST_WANDER)
    alone = _covariance(deviations, expected, 0) - fmean(map(expected, deviations)) / fmean(
        expected(at) ** 2 for at in deviations
    )
    dispersion = (1.0 + max(alone, 0.0)) / math.exp(wander * wander) - 1.0
    return wander, memory, min(max(dispersion, 0.0), 10.0)


def _covariance(deviations: dict[int, float], expected: Callable[[int], float], apart_ms: int) -> float:
    """The covariance of counts at this distance, relative to the expected counts."""
    products = [
        (one * deviations[at + apart_ms], expected(at) * expected(at + apart_ms))
        for at, one in deviations.items()
        if at + apart_ms in deviations
    ]
    total = sum(squares for _, squares in products)
    return sum(product for product, _ in products) / total if total else 0.0
