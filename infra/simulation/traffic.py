"""Simulated talk: seeded counts of mentions, to see what a threshold promises and keeps.

A brand's talk is a *course*: how much is said on average, how that goes through the
day and the week, how it wanders from hour to hour, and how single buckets scatter
about it. Everything is drawn from one ``random.Random``, so that a seed names a
series; standard library only.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shared.domain.time import BUCKET_MS, DAY_MS

MONDAY_MS = 4 * DAY_MS
"""The first Monday of the epoch, 1970-01-05: weeks are counted from it."""

_FEW = 10.0
"""Means below it are drawn by multiplying uniforms, which takes about as many draws as the count."""


@dataclass(frozen=True, slots=True)
class TrafficProfile:
    """How a brand is talked about when nothing happens.

    ``mean`` mentions a bucket; ``dispersion`` of single buckets about what is expected
    (variance ``m + dispersion * m**2``, 0 for a Poisson). ``daily`` holds logarithmic
    factors spread evenly over the UTC day, ``weekly`` seven of them from Monday on.
    ``wander`` is the standard deviation of the expectation's own slow course, a
    stationary autoregression in logarithms (a Cox process) that forgets within
    ``memory`` buckets.
    """

    mean: float
    dispersion: float = 0.0
    daily: tuple[float, ...] = ()
    weekly: tuple[float, ...] = ()
    wander: float = 0.0
    memory: float = 1.0


def wave(amplitude: float, peak_hour: float, sharpness: float = 1.0, slots: int = 96) -> tuple[float, ...]:
    """A day's shape: up and down by ``amplitude`` in logarithms; above 1, ``sharpness`` makes it like office hours.

    >>> [round(factor, 2) for factor in wave(1.0, 12.0, slots=4)]
    [-0.71, 0.71, 0.71, -0.71]
    """
    turns = [math.cos(2 * math.pi * ((slot + 0.5) / slots - peak_hour / 24)) for slot in range(slots)]
    if sharpness <= 1.0:
        return tuple(amplitude * turn for turn in turns)
    return tuple(amplitude * math.tanh(sharpness * turn) / math.tanh(sharpness) for turn in turns)


def intensities(
    course: TrafficProfile, chance: random.Random, buckets: int, start_ms: int, bucket_ms: int = BUCKET_MS
) -> list[float]:
    """What is expected of each of so many buckets from ``start_ms`` on; ``course.mean`` on average.

    >>> intensities(TrafficProfile(2.0), random.Random(1), 3, 0)
    [2.0, 2.0, 2.0]
    """
    steady = course.mean / (_average(course.daily) * _average(course.weekly) * math.exp(course.wander**2 / 2))
    wandered = _autoregression(chance, course.wander, course.memory, buckets) if course.wander else [0.0] * buckets
    return [
        steady * math.exp(aside + _of_day(course.daily, at_ms) + _of_week(course.weekly, at_ms))
        for aside, at_ms in zip(wandered, range(start_ms, start_ms + buckets * bucket_ms, bucket_ms), strict=True)
    ]


def counts(chance: random.Random, expected: Iterable[float], dispersion: float = 0.0) -> list[int]:
    """A count for every expectation, Poisson or negative binomial.

    >>> counts(random.Random(7), [0.0, 2.0, 20.0, 200.0, 2e9])
    [0, 1, 12, 194, 2000000926]
    """
    if dispersion <= 0.0:
        return [poisson(chance, mean) for mean in expected]
    return [negative_binomial(chance, mean, dispersion) for mean in expected]


def negative_binomial(chance: random.Random, mean: float, dispersion: float) -> int:
    """A count of variance ``mean + dispersion * mean**2``: a Poisson whose mean is gamma distributed."""
    if mean <= 0.0:
        return 0
    return poisson(chance, chance.gammavariate(1.0 / dispersion, dispersion * mean))


def poisson(chance: random.Random, mean: float) -> int:
    """A Poisson count: by products of uniforms when few, else by transformed rejection.

    The latter is algorithm PTRS of W. Hörmann, The transformed rejection method for
    generating Poisson random variables, Insurance: Mathematics and Economics 12 (1993).
    """
    return _many(chance, mean) if mean >= _FEW else _few(chance, mean)


def _few(chance: random.Random, mean: float) -> int:
    limit, count, product = math.exp(-mean), 0, chance.random()
    while product > limit:
        count, product = count + 1, product * chance.random()
    return count


def _many(chance: random.Random, mean: float) -> int:
    b = 0.931 + 2.53 * math.sqrt(mean)
    a = 0.02483 * b - 0.059
    inverse_alpha = 1.1239 + 1.1328 / (b - 3.4)
    while True:
        u, v = chance.random() - 0.5, 1.0 - chance.random()
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


def _autoregression(chance: random.Random, deviation: float, memory: float, buckets: int) -> list[float]:
    """A stationary first-order autoregression, started from where it usually is."""
    kept = math.exp(-1.0 / memory)
    fresh = deviation * math.sqrt(1.0 - kept * kept)
    now, course = chance.gauss(0.0, deviation), []
    for _ in range(buckets):
        course.append(now)
        now = kept * now + chance.gauss(0.0, fresh)
    return course


def _of_day(daily: Sequence[float], at_ms: int) -> float:
    """The day's factor at this time: linear between slots, which stand for their middles."""
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
