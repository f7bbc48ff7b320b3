"""Simulated traffic: a profile and a seed give counts of mentions per bucket.

A brand's *traffic profile* is the mean count, its daily and weekly pattern, its slow
drift over hours, and the dispersion of single buckets. All randomness comes from one
``random.Random``, so the same seed gives the same series. Standard library only.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from shared.domain.time import BUCKET_MS, BUCKETS_PER_WEEK, DAY_MS, HOUR_MS
from shared.scenario.draw import small_poisson

MONDAY_MS = 4 * DAY_MS
"""The first Monday of the epoch, 1970-01-05: weeks are counted from it."""

_SMALL = 10.0
"""Smaller means are drawn with ``small_poisson``."""


@dataclass(frozen=True, slots=True)
class TrafficProfile:
    """The traffic of a brand when nothing happens.

    ``mean`` is in mentions per bucket. ``dispersion`` is that of single buckets around
    the expected count (variance ``m + dispersion * m**2``, 0 for a Poisson). ``daily``
    has logarithmic factors, evenly spaced over the UTC day, and ``weekly`` has seven,
    from Monday on. ``wander`` is the standard deviation of a slow drift of the expected
    count, a stationary autoregression of its logarithm (a Cox process), whose memory is
    ``memory`` buckets.
    """

    mean: float
    dispersion: float = 0.0
    daily: tuple[float, ...] = ()
    weekly: tuple[float, ...] = ()
    wander: float = 0.0
    memory: float = 1.0

    def simulate(self, rng: random.Random, weeks: int) -> Iterator[tuple[int, int]]:
        """Start and count of every bucket of so many weeks; they begin at a random hour of a week."""
        start_ms = MONDAY_MS + rng.randrange(7 * 24) * HOUR_MS
        expected = intensities(self, rng, weeks * BUCKETS_PER_WEEK, start_ms)
        for number, count in enumerate(counts(rng, expected, self.dispersion)):
            yield start_ms + number * BUCKET_MS, count


def wave(amplitude: float, peak_hour: float, sharpness: float = 1.0, slots: int = 96) -> tuple[float, ...]:
    """A daily pattern: a wave of logarithms with this amplitude; a ``sharpness`` above 1 makes it like office hours.

    >>> [round(factor, 2) for factor in wave(1.0, 12.0, slots=4)]
    [-0.71, 0.71, 0.71, -0.71]
    """
    turns = [math.cos(2 * math.pi * ((slot + 0.5) / slots - peak_hour / 24)) for slot in range(slots)]
    if sharpness <= 1.0:
        return tuple(amplitude * turn for turn in turns)
    return tuple(amplitude * math.tanh(sharpness * turn) / math.tanh(sharpness) for turn in turns)


def intensities(
    profile: TrafficProfile, rng: random.Random, buckets: int, start_ms: int, bucket_ms: int = BUCKET_MS
) -> list[float]:
    """The expected count of each of so many buckets from ``start_ms`` on; ``profile.mean`` on average.

    >>> intensities(TrafficProfile(2.0), random.Random(1), 3, 0)
    [2.0, 2.0, 2.0]
    """
    steady = profile.mean / (_average(profile.daily) * _average(profile.weekly) * math.exp(profile.wander**2 / 2))
    drift = _autoregression(rng, profile.wander, profile.memory, buckets) if profile.wander else [0.0] * buckets
    return [
        steady * math.exp(step + _of_day(profile.daily, at_ms) + _of_week(profile.weekly, at_ms))
        for step, at_ms in zip(drift, range(start_ms, start_ms + buckets * bucket_ms, bucket_ms), strict=True)
    ]


def counts(rng: random.Random, expected: Iterable[float], dispersion: float = 0.0) -> list[int]:
    """A random count for each expected count, Poisson or negative binomial.

    >>> counts(random.Random(7), [0.0, 2.0, 20.0, 200.0, 2e9])
    [0, 1, 12, 194, 2000000926]
    """
    if dispersion <= 0.0:
        return [poisson(rng, mean) for mean in expected]
    return [negative_binomial(rng, mean, dispersion) for mean in expected]


def negative_binomial(rng: random.Random, mean: float, dispersion: float) -> int:
    """A count with variance ``mean + dispersion * mean**2``: a Poisson with a gamma distributed mean."""
    if mean <= 0.0:
        return 0
    return poisson(rng, rng.gammavariate(1.0 / dispersion, dispersion * mean))


def poisson(rng: random.Random, mean: float) -> int:
    """A Poisson count: by products of uniforms for a small mean, else by transformed rejection.

    The latter is algorithm PTRS of W. Hörmann, The transformed rejection method for
    generating Poisson random variables, Insurance: Mathematics and Economics 12 (1993).
    """
    return _large_poisson(rng, mean) if mean >= _SMALL else small_poisson(rng, mean)


def _large_poisson(rng: random.Random, mean: float) -> int:
    b = 0.931 + 2.53 * math.sqrt(mean)
    a = 0.02483 * b - 0.059
    inverse_alpha = 1.1239 + 1.1328 / (b - 3.4)
    while True:
        u, v = rng.random() - 0.5, 1.0 - rng.random()
        near = 0.5 - abs(u)
        if near <= 0.0:
            continue
        count = math.floor((2.0 * a / near + b) * u + mean + 0.43)
        if near >= 0.07 and v <= 0.9277 - 3.6224 / (b - 2.0):  # noqa: PLR2004 - constants of the algorithm
            return count
        if count < 0 or (near < 0.013 and v > near):  # noqa: PLR2004 - constants of the algorithm
            continue
        density = count * math.log(mean) - mean - math.lgamma(count + 1)
        if math.log(v * inverse_alpha / (a / (near * near) + b)) <= density:
            return count


def _autoregression(rng: random.Random, deviation: float, memory: float, buckets: int) -> list[float]:
    """A stationary first-order autoregression."""
    kept = math.exp(-1.0 / memory)
    fresh = deviation * math.sqrt(1.0 - kept * kept)
    now, series = rng.gauss(0.0, deviation), []
    for _ in range(buckets):
        series.append(now)
        now = kept * now + rng.gauss(0.0, fresh)
    return series


def _of_day(daily: Sequence[float], at_ms: int) -> float:
    """The logarithmic factor at this time of day, linear between the middles of the slots."""
    if not daily:
        return 0.0
    position = (at_ms % DAY_MS) / DAY_MS * len(daily) - 0.5
    slot = math.floor(position)
    share = position - slot
    return (1.0 - share) * daily[slot] + share * daily[(slot + 1) % len(daily)]


def _of_week(weekly: Sequence[float], at_ms: int) -> float:
    return weekly[(at_ms - MONDAY_MS) // DAY_MS % 7] if weekly else 0.0


def _average(logarithms: Sequence[float]) -> float:
    return sum(map(math.exp, logarithms)) / len(logarithms) if logarithms else 1.0
