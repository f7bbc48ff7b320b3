"""A promise is judged by what is sure, and the seeds decide what is simulated."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.detect.detectors.threshold import threshold
from infra.simulation.calibration import (
    GENERIC,
    SimulatedRate,
    Target,
    false_alarms,
    poisson_interval,
    sensitivity_targets,
    series_lengths,
)
from infra.simulation.traffic import TrafficProfile
from shared.domain.brand import Sensitivity
from shared.domain.time import BUCKET_MS

ONCE = Target("once a week", 1.0)


def kept(told: int, weeks: float = 52.0, promise: Target = ONCE) -> SimulatedRate:
    return SimulatedRate("talk", promise, told, weeks)


@given(st.integers(0, 100))
def test_the_interval_holds_the_rate_and_leaves_a_fortieth_at_each_end(told: int) -> None:
    low, high = poisson_interval(told)
    assert low <= told <= high

    def at_most(number: int, mean: float) -> float:
        return sum(math.exp(n * math.log(mean) - mean - math.lgamma(n + 1)) for n in range(number + 1))

    assert at_most(told, high) == pytest.approx(0.025, abs=1e-6)
    if told:
        assert 1.0 - at_most(told - 1, low) == pytest.approx(0.025, abs=1e-6)


def test_a_promise_breaks_when_more_than_twice_as_many_are_sure() -> None:
    assert not kept(105).broken
    assert not kept(120).broken
    assert kept(140).broken
    assert kept(140).a_week == pytest.approx(2.69, abs=0.01)


def test_few_weeks_break_nothing_that_chance_may_explain() -> None:
    assert not kept(3, weeks=1.0).broken
    assert kept(30, weeks=10.0).broken


def test_a_promise_without_alarms_is_kept() -> None:
    assert kept(0).interval[0] == 0.0
    assert not kept(0).broken


def test_the_named_sensitivities_promise_what_their_thresholds_say() -> None:
    for promise, level in zip(sensitivity_targets(), Sensitivity, strict=True):
        assert promise.name == level.value
        assert promise.threshold(BUCKET_MS) == pytest.approx(threshold(level))


def test_more_is_told_where_more_is_accepted() -> None:
    promises = [Target("", rate) for rate in (0.1, 1.0, 10.0, 50.0)]
    found = false_alarms(TrafficProfile(2.0, 0.4), "seed", 4, promises)
    assert found == sorted(found)
    assert found[-1] > found[0]


def test_a_seed_names_a_simulation() -> None:
    course, often = GENERIC["scattered, 2 a bucket"], [Target("often", 20.0)]
    assert false_alarms(course, "a", 3, often) == false_alarms(course, "a", 3, often)
    assert len({tuple(false_alarms(course, seed, 3, often)) for seed in "abc"}) > 1


@given(st.integers(1, 500))
def test_no_week_is_lost_when_weeks_are_cut_into_quarters(weeks: int) -> None:
    assert sum(series_lengths(weeks)) == weeks
    assert max(series_lengths(weeks)) <= 13
