"""Counts of a brand over weeks: what recurs is learnt, what flaps is notified once, and a clock change costs a day.

Every series is drawn from several seeds and judged at one false alarm a week. ``notified``
counts alarms an hour or more apart.
"""

# ruff: noqa: S311 - seeded chance, so that a series is the same every time

from __future__ import annotations

import random
from collections.abc import Callable, Iterable

import pytest

from functions.detect.detectors.count.backtest import backtest
from shared.domain.time import BUCKET_MS, BUCKETS_PER_DAY, BUCKETS_PER_HOUR, DAY_MS, minute_of_week, parse_time
from tests.unit.detect.simulated_brand import poisson

pytestmark = pytest.mark.days


DAY = BUCKETS_PER_DAY
SEEDS = (1, 2, 3)
SUNDAY_MS, MONDAY_MS = parse_time("2026-02-01T00:00:00Z"), parse_time("2026-03-02T00:00:00Z")


def series(seed: int, first_ms: int, days: int, mean: Callable[[int], float]) -> list[tuple[int, int]]:
    rng = random.Random(seed)
    return [(at_ms, poisson(rng, mean(at_ms))) for at_ms in range(first_ms, first_ms + days * DAY_MS, BUCKET_MS)]


def alarms(counted: Iterable[tuple[int, int]], zone: str = "UTC", *, falls: bool = True) -> list[int]:
    """The first alarm of every episode."""
    found: list[int] = []
    last_ms = -BUCKETS_PER_HOUR * BUCKET_MS - 1
    for one in backtest(counted, time_zone=zone):
        if one.alert and (falls or not one.fall):
            if one.start_ms - last_ms > BUCKETS_PER_HOUR * BUCKET_MS:
                found.append(one.start_ms)
            last_ms = one.start_ms
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_a_daily_newsletter_is_notified_at_most_five_times_in_four_weeks(seed: int) -> None:
    def mean(at_ms: int) -> float:
        return 60.0 if minute_of_week(at_ms) % 1440 in (540, 545) else 2.0

    assert 1 <= len(alarms(series(seed, MONDAY_MS, 28, mean))) <= 5


@pytest.mark.parametrize("seed", SEEDS)
def test_a_weekly_show_is_expected_from_its_third_time_on(seed: int) -> None:
    def mean(at_ms: int) -> float:
        return 40.0 if 3000 <= minute_of_week(at_ms) < 3015 else 2.0

    counted = series(seed, MONDAY_MS, 42, mean)
    fourth_ms = MONDAY_MS + 21 * DAY * BUCKET_MS
    assert len([at_ms for at_ms in alarms(counted) if at_ms >= fourth_ms]) <= 2


@pytest.mark.parametrize("seed", SEEDS)
def test_a_quiet_brand_s_first_busy_hour_is_notified_once_within_the_hour(seed: int) -> None:
    counted = series(seed, MONDAY_MS, 12, lambda _: 1 / DAY)
    busy = range(10 * DAY, 10 * DAY + 24)
    counted = [(at_ms, 1 if number in busy else count) for number, (at_ms, count) in enumerate(counted)]
    (first,) = (at_ms for at_ms in alarms(counted) if at_ms >= counted[busy[0]][0])
    assert first < counted[busy[0]][0] + BUCKETS_PER_HOUR * BUCKET_MS


def test_four_posts_after_five_thousand_empty_buckets_are_notified_to_nobody() -> None:
    counts = [0] * 6_000
    counts[5_000] = 4
    assert alarms((number * BUCKET_MS, count) for number, count in enumerate(counts)) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_nine_bursts_a_day_are_notified_once_or_twice(seed: int) -> None:
    counted = series(seed, MONDAY_MS, 28, lambda _: 5.0)
    in_burst = {25 * DAY + 30 * burst + bucket for burst in range(9) for bucket in range(4)}
    flapping = [(at_ms, count + 40 * (number in in_burst)) for number, (at_ms, count) in enumerate(counted)]
    assert 1 <= len([at_ms for at_ms in alarms(flapping) if at_ms >= flapping[25 * DAY][0]]) <= 2


@pytest.mark.parametrize("seed", SEEDS)
def test_a_clock_change_costs_at_most_one_day(seed: int) -> None:
    """A brand in New York with busy days and quiet nights, over the change to summer time: rises and falls."""
    zone, changed_ms = "America/New_York", parse_time("2026-03-08T07:00:00Z")
    counted = series(seed, SUNDAY_MS, 49, lambda at_ms: 30.0 if _is_day(at_ms, zone) else 1.0)
    assert sum(at_ms >= changed_ms for at_ms in alarms(counted, zone)) <= 2


@pytest.mark.parametrize("seed", SEEDS)
def test_a_step_between_night_and_day_is_no_fall(seed: int) -> None:
    """Nobody knows when within the hour the talk steps up, so what is still as low as before is none."""
    counted = series(seed, SUNDAY_MS, 49, lambda at_ms: 30.0 if _is_day(at_ms, "UTC") else 1.0)
    assert len(alarms(counted)) <= 2


@pytest.mark.parametrize("seed", SEEDS)
def test_a_slow_rise_is_notified_at_most_three_times(seed: int) -> None:
    """Four times as much within two weeks, little by little."""
    begin_ms = MONDAY_MS + 28 * DAY_MS
    counted = series(
        seed, MONDAY_MS, 43, lambda at_ms: 5.0 * 4.0 ** _within(0.0, (at_ms - begin_ms) / (14 * DAY_MS), 1.0)
    )
    assert 1 <= sum(at_ms >= begin_ms for at_ms in alarms(counted)) <= 3


def _within(least: float, number: float, most: float) -> float:
    return min(max(number, least), most)


def _is_day(at_ms: int, zone: str) -> bool:
    return 8 * 60 <= minute_of_week(at_ms, zone) % 1440 < 22 * 60


@pytest.mark.parametrize("seed", SEEDS)
def test_a_crisis_is_notified_three_days_after_a_larger_one(seed: int) -> None:
    counted = series(seed, MONDAY_MS, 34, lambda _: 5.0)
    sizes = {number: 60 if number < 30 * DAY else 20 for day in (28, 31) for number in range(day * DAY, day * DAY + 36)}
    risen = [(at_ms, count + sizes.get(number, 0)) for number, (at_ms, count) in enumerate(counted)]
    found = [(at_ms - MONDAY_MS) // BUCKET_MS for at_ms in alarms(risen, falls=False)]
    assert any(28 * DAY <= number < 28 * DAY + 36 for number in found)
    assert any(31 * DAY <= number < 31 * DAY + 36 for number in found)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_crisis_that_lasts_for_days_is_not_notified_daily(seed: int) -> None:
    counted = series(seed, MONDAY_MS, 28, lambda _: 5.0)
    lasting = [(at_ms, count + 20 * (24 * DAY <= number < 27 * DAY)) for number, (at_ms, count) in enumerate(counted)]
    found = [at_ms for at_ms in alarms(lasting, falls=False) if at_ms >= lasting[24 * DAY][0]]
    assert 1 <= len(found) <= 2
