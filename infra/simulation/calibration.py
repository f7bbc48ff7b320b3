"""Calibration: false alarms that a threshold promises, against those that simulated talk raises.

Talk in which nothing happens is judged for as many weeks as wanted, in series of
a quarter each that all begin with a brand nobody knows; every alarm in it is false.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log10

from functions.detect.detectors.count.backtest import backtest
from functions.detect.detectors.threshold import LEVELS, threshold
from infra.simulation.traffic import MONDAY_MS, TrafficProfile, counts, intensities, wave
from shared.domain.time import BUCKET_MS, DAY_MS, HOUR_MS

WEEK_MS = 7 * DAY_MS

SERIES_WEEKS = 13
"""Weeks of a simulated series."""

EPISODE_MS = HOUR_MS
"""Alarms less than an hour apart are told as one."""

TAIL = 0.025
"""The chance at each end of the interval that is given for a rate: together 5 %."""

TOLERANCE = 2.0
"""A promise is broken when so many times as many false alarms are sure."""

GENERIC: Mapping[str, TrafficProfile] = {
    "quiet, 0.2 a bucket": TrafficProfile(0.2),
    "even, 2 a bucket": TrafficProfile(2.0),
    "even, 20 a bucket": TrafficProfile(20.0),
    "even, 200 a bucket": TrafficProfile(200.0),
    "scattered, 2 a bucket": TrafficProfile(2.0, 0.5),
    "scattered, 20 a bucket": TrafficProfile(20.0, 0.3),
    "day and night, 2 a bucket": TrafficProfile(2.0, 0.1, wave(0.5, 19.0)),
    "strong days, 20 a bucket": TrafficProfile(20.0, 0.05, wave(1.1, 19.0)),
    "working weeks, 10 a bucket": TrafficProfile(10.0, 0.05, wave(0.8, 13.0, 2.0), (0.0,) * 5 + (-0.9, -0.9)),
    "restless within an hour": TrafficProfile(5.0, 0.05, wander=0.4, memory=12.0),
    "restless within a day": TrafficProfile(5.0, 0.05, wander=0.5, memory=144.0),
}
"""Brands of every kind, for those who have no series of their own yet."""


@dataclass(frozen=True, slots=True)
class Target:
    """A setting and the false alarms a week that it promises for one signal."""

    name: str
    a_week: float

    def threshold(self, bucket_ms: int) -> float:
        """The return period from which it alarms, a decimal logarithm of buckets."""
        return log10(WEEK_MS / bucket_ms / self.a_week)


@dataclass(frozen=True, slots=True)
class SimulatedRate:
    """What became of a promise: ``told`` false alarms in ``weeks``, and between which rates the true one lies."""

    talk: str
    promise: Target
    told: int
    weeks: float

    @property
    def a_week(self) -> float:
        """False alarms a week."""
        return self.told / self.weeks

    @property
    def interval(self) -> tuple[float, float]:
        """The rates between which the true one lies with 95 % confidence."""
        low, high = poisson_interval(self.told)
        return low / self.weeks, high / self.weeks

    @property
    def broken(self) -> bool:
        """Whether there are surely more than twice as many as promised."""
        return self.interval[0] > TOLERANCE * self.promise.a_week


def sensitivity_targets() -> list[Target]:
    """What the named sensitivities promise for the volume of a brand: its part of all its signals' false alarms."""
    return [Target(level.value, WEEK_MS / BUCKET_MS / 10.0 ** threshold(level)) for level in LEVELS]


def false_alarms(
    course: TrafficProfile, seed: str, weeks: int, promises: Sequence[Target], bucket_ms: int = BUCKET_MS
) -> list[int]:
    """How many false alarms each promise would have raised in ``weeks`` of such talk from its very first bucket on."""
    chance = random.Random(seed)  # noqa: S311 - seeded chance, so that it can be repeated
    start_ms = MONDAY_MS + chance.randrange(7 * 24) * HOUR_MS
    expected = intensities(course, chance, weeks * WEEK_MS // bucket_ms, start_ms, bucket_ms)
    said = counts(chance, expected, course.dispersion)
    series = ((start_ms + number * bucket_ms, count) for number, count in enumerate(said))
    scores = [(seen.start_ms, seen.score) for seen in backtest(series, bucket_ms=bucket_ms) if seen.score > 0.0]
    limits = [promise.threshold(bucket_ms) for promise in promises]
    return [_episodes(at_ms for at_ms, score in scores if score >= limit) for limit in limits]


def series_lengths(weeks: int) -> list[int]:
    """So many weeks as series of a quarter, the last one shorter.

    >>> series_lengths(30)
    [13, 13, 4]
    """
    return [SERIES_WEEKS] * (weeks // SERIES_WEEKS) + ([weeks % SERIES_WEEKS] if weeks % SERIES_WEEKS else [])


def poisson_interval(told: int) -> tuple[float, float]:
    """The 95 % interval of a Poisson's mean of which ``told`` were seen.

    F. Garwood, Fiducial limits for the Poisson distribution, Biometrika 28 (1936).

    >>> [round(limit, 2) for limit in (*poisson_interval(0), *poisson_interval(10))]
    [0.0, 3.69, 4.8, 18.39]
    """
    low = _largest_mean(lambda mean: 1.0 - _poisson_cdf(told - 1, mean) < TAIL, told) if told else 0.0
    return low, _largest_mean(lambda mean: _poisson_cdf(told, mean) > TAIL, told)


def _episodes(rung: Iterable[int]) -> int:
    told, last = 0, -math.inf
    for at_ms in rung:
        told += at_ms - last >= EPISODE_MS
        last = at_ms
    return told


def _largest_mean(below: Callable[[float], bool], told: int) -> float:
    """The mean up to which ``below`` holds, by halving."""
    low, high = 0.0, told + 10.0 * math.sqrt(told + 1.0) + 10.0
    for _ in range(60):
        middle = (low + high) / 2.0
        low, high = (middle, high) if below(middle) else (low, middle)
    return low


def _poisson_cdf(told: int, mean: float) -> float:
    """The probability of ``told`` or fewer."""
    if mean <= 0.0:
        return 1.0
    return math.fsum(math.exp(number * math.log(mean) - mean - math.lgamma(number + 1)) for number in range(told + 1))
