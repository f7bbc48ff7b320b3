"""A target counts as exceeded only with confidence, and a seed gives the same simulation every time."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.simulation.alarms import Target
from infra.simulation.calibration import (
    GENERIC,
    SimulatedRate,
    false_alarms,
    poisson_interval,
    series_lengths,
)
from infra.simulation.traffic import TrafficProfile

pytestmark = pytest.mark.days


ONCE = Target("once a week", 1.0)


def rate(false_alarms: int, weeks: float = 52.0, target: Target = ONCE) -> SimulatedRate:
    return SimulatedRate("traffic", target, false_alarms, weeks)


@given(st.integers(0, 100))
def test_the_interval_contains_the_count_and_leaves_a_fortieth_on_each_side(count: int) -> None:
    low, high = poisson_interval(count)
    assert low <= count <= high

    def at_most(number: int, mean: float) -> float:
        return sum(math.exp(n * math.log(mean) - mean - math.lgamma(n + 1)) for n in range(number + 1))

    assert at_most(count, high) == pytest.approx(0.025, abs=1e-6)
    if count:
        assert 1.0 - at_most(count - 1, low) == pytest.approx(0.025, abs=1e-6)


def test_a_target_is_exceeded_if_the_interval_is_above_twice_the_target() -> None:
    assert not rate(105).exceeded
    assert not rate(120).exceeded
    assert rate(140).exceeded
    assert rate(140).per_week == pytest.approx(2.69, abs=0.01)


def test_after_few_weeks_a_high_rate_may_be_chance() -> None:
    assert not rate(3, weeks=1.0).exceeded
    assert rate(30, weeks=10.0).exceeded


def test_without_alarms_a_target_is_not_exceeded() -> None:
    assert rate(0).interval[0] == 0.0
    assert not rate(0).exceeded


def test_only_weeks_that_were_collected_count() -> None:
    class Half(TrafficProfile):
        def simulate(self, rng: random.Random, weeks: int) -> Iterator[tuple[int, int]]:
            yield from islice(super().simulate(rng, weeks), None, None, 2)

    assert false_alarms(Half(2.0), "seed", 4, [ONCE])[1] == 2.0


def test_a_higher_target_gives_more_alarms() -> None:
    targets = [Target("", per_week) for per_week in (0.1, 1.0, 10.0, 50.0)]
    found, weeks = false_alarms(TrafficProfile(2.0, 0.4), "seed", 4, targets)
    assert weeks == 4.0
    assert found == sorted(found)
    assert found[-1] > found[0]


def test_the_same_seed_gives_the_same_simulation() -> None:
    profile, often = GENERIC["scattered, 2 a bucket"], [Target("often", 20.0)]
    assert false_alarms(profile, "a", 3, often) == false_alarms(profile, "a", 3, often)
    assert len({tuple(false_alarms(profile, seed, 3, often)[0]) for seed in "abc"}) > 1


@given(st.integers(1, 500))
def test_the_series_have_as_many_weeks_as_asked_for(weeks: int) -> None:
    assert sum(series_lengths(weeks)) == weeks
    assert max(series_lengths(weeks)) <= 13
