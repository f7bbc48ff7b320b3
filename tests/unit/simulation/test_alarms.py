"""A promise is judged on the series itself, by what begins outside the labelled windows."""

from __future__ import annotations

import pytest

from functions.detect.detectors.count.backtest import BacktestBucket
from functions.detect.detectors.signal import threshold
from functions.detect.stats.rates import BUCKET_RATES
from infra.simulation import alarms
from infra.simulation.alarms import SeriesRate, Target, episodes, rate_on, sensitivity_targets
from infra.simulation.windows import Windows
from shared.domain.brand import Sensitivity
from shared.domain.time import BUCKET_MS, BUCKETS_PER_WEEK, MINUTE_MS

ONCE = Target("once a week", 1.0)
TWO_WEEKS = [(place * BUCKET_MS, 5) for place in range(2 * BUCKETS_PER_WEEK)]


def rate(outside: int, weeks: float, per_week: float = 1.0) -> SeriesRate:
    return SeriesRate("acme", Target("given", per_week), outside, outside, weeks)


@pytest.fixture
def alarming(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The minutes in which a detector that stands in for the real one alarms."""
    minutes: list[int] = []

    def backtest(
        series: list[tuple[int, int]], *, false_alarms_per_week: float, time_zone: str
    ) -> list[BacktestBucket]:
        assert (false_alarms_per_week, time_zone) == (1.0, "UTC")
        return [BacktestBucket(at_ms, n, 5.0, 9.0, alert=at_ms // MINUTE_MS in minutes) for at_ms, n in series]

    monkeypatch.setattr(alarms, "backtest", backtest)
    return minutes


def test_the_targets_of_the_sensitivities_match_their_thresholds() -> None:
    for target, level in zip(sensitivity_targets(), Sensitivity, strict=True):
        assert target.name == level.value
        assert BUCKET_RATES.return_period(1.0 / target.per_week) == pytest.approx(threshold(level))


def test_alarms_less_than_an_hour_apart_are_one(alarming: list[int]) -> None:
    alarming += [100, 155, 210, 270, 600]
    assert episodes(TWO_WEEKS, 1.0) == [minute * MINUTE_MS for minute in (100, 270, 600)]


def test_an_alarm_that_begins_in_a_window_is_not_held_against_the_promise(alarming: list[int]) -> None:
    alarming += [100, 600, 655, 900, 1500]
    found = rate_on("acme", TWO_WEEKS, Windows([(590 * MINUTE_MS, 610 * MINUTE_MS)]), ONCE)
    assert (found.alarms, found.outside) == (4, 3)


def test_without_windows_all_alarms_count(alarming: list[int]) -> None:
    alarming += [100, 600]
    found = rate_on("acme", TWO_WEEKS, Windows(), ONCE)
    assert (found.alarms, found.outside, found.weeks, found.per_week) == (2, 2, 2.0, 1.0)


def test_the_weeks_are_those_that_were_collected_outside_the_windows(alarming: list[int]) -> None:
    assert not alarming
    half = TWO_WEEKS[::2]
    assert rate_on("acme", half, Windows(), ONCE).weeks == 1.0
    week = Windows([(0, BUCKETS_PER_WEEK * BUCKET_MS - 1)])
    assert rate_on("acme", half, week, ONCE).weeks == 0.5


def test_a_promise_is_broken_by_more_than_twice_as_many_alarms() -> None:
    assert not rate(8, weeks=4.0).broken
    assert rate(9, weeks=4.0).broken
    assert rate(3, weeks=8.0, per_week=0.1).broken


def test_a_single_alarm_is_no_rate() -> None:
    assert not rate(1, weeks=0.5, per_week=0.1).broken
