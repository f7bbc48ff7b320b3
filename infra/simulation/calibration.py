"""Calibration: simulates talk and counts the alarms of each target rate.

Nothing happens in the simulated talk that does not happen in it all the time, so every
alarm is false. The weeks are split into series of a quarter of a year; each starts with a
detector that knows nothing.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from infra.simulation.alarms import TOLERANCE, Target, episodes
from infra.simulation.traffic import TrafficProfile, wave
from shared.domain.time import BUCKET_MS, WEEK_MS

SERIES_WEEKS = 13
"""Weeks of one simulated series."""

TAIL = 0.025
"""The probability outside the interval of a rate, on each side: 5 % together."""

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
"""Brands of every kind, for users who have no series of their own yet."""


class Traffic(Protocol):
    """What can be simulated."""

    def simulate(self, rng: random.Random, weeks: int) -> Iterable[tuple[int, int]]:
        """Start and count of every collected bucket of so many weeks."""


@dataclass(frozen=True, slots=True)
class SimulatedRate:
    """The result for a target in one kind of traffic: ``false_alarms`` in ``weeks``, and the interval of the rate."""

    traffic: str
    target: Target
    false_alarms: int
    weeks: float

    @property
    def per_week(self) -> float:
        """False alarms per week."""
        return self.false_alarms / self.weeks

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % confidence interval of the rate."""
        low, high = poisson_interval(self.false_alarms)
        return low / self.weeks, high / self.weeks

    @property
    def exceeded(self) -> bool:
        """Whether the rate is more than twice its target, with 97.5 % confidence."""
        return self.exceeds(self.target)

    def exceeds(self, promise: Target) -> bool:
        """Whether the rate is more than twice what is promised, with 97.5 % confidence."""
        return self.interval[0] > TOLERANCE * promise.per_week


def false_alarms(traffic: Traffic, seed: str, weeks: int, targets: Sequence[Target]) -> tuple[list[int], float]:
    """The number of false alarms of each target in ``weeks`` of simulated talk, and how much of them was collected."""
    rng = random.Random(seed)  # noqa: S311 - seeded chance, so that it can be repeated
    series = list(traffic.simulate(rng, weeks))
    return [len(episodes(series, target.per_week)) for target in targets], max(len(series), 1) * BUCKET_MS / WEEK_MS


def series_lengths(weeks: int) -> list[int]:
    """The lengths of the series that make so many weeks; the last one may be shorter.

    >>> series_lengths(30)
    [13, 13, 4]
    """
    return [SERIES_WEEKS] * (weeks // SERIES_WEEKS) + ([weeks % SERIES_WEEKS] if weeks % SERIES_WEEKS else [])


def poisson_interval(count: int) -> tuple[float, float]:
    """The 95 % confidence interval of a Poisson mean, given the observed count.

    F. Garwood, Fiducial limits for the Poisson distribution, Biometrika 28 (1936).

    >>> [round(limit, 2) for limit in (*poisson_interval(0), *poisson_interval(10))]
    [0.0, 3.69, 4.8, 18.39]
    """
    low = _largest_mean(lambda mean: 1.0 - _poisson_cdf(count - 1, mean) < TAIL, count) if count else 0.0
    return low, _largest_mean(lambda mean: _poisson_cdf(count, mean) > TAIL, count)


def _largest_mean(below: Callable[[float], bool], count: int) -> float:
    """The largest mean for which ``below`` is true, by bisection."""
    low, high = 0.0, count + 10.0 * math.sqrt(count + 1.0) + 10.0
    for _ in range(60):
        middle = (low + high) / 2.0
        low, high = (middle, high) if below(middle) else (low, middle)
    return low


def _poisson_cdf(count: int, mean: float) -> float:
    """The probability of at most ``count`` for a Poisson variable."""
    if mean <= 0.0:
        return 1.0
    return math.fsum(math.exp(number * math.log(mean) - mean - math.lgamma(number + 1)) for number in range(count + 1))
