"""Laws of a backtest: a recorded series is judged as it would have been live."""

# ruff: noqa: S311 - seeded chance, so that a series is the same every time

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.detect.detectors.count.backtest import BacktestBucket, backtest
from shared.domain.time import BUCKET_MS, DAY_MS
from tests.unit.detect.simulated_brand import poisson

pytestmark = pytest.mark.days


DAY = DAY_MS // BUCKET_MS
COUNTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=60)
GAPS = st.lists(st.tuples(st.integers(0, 10**9), st.integers(1, 30_000)), min_size=1, max_size=40)


def every_bucket(counts: list[int], phase_ms: int = 0) -> list[tuple[int, int]]:
    return [(phase_ms + number * BUCKET_MS, count) for number, count in enumerate(counts)]


def normal(mean: float, days: int, seed: int = 1) -> list[int]:
    rng = random.Random(seed)
    return [poisson(rng, mean) for _ in range(days * DAY)]


def alerts(counts: list[int], rate: float = 1.0) -> list[BacktestBucket]:
    return [found for found in backtest(every_bucket(counts), false_alarms_per_week=rate) if found.alert]


@given(COUNTS, COUNTS)
def test_the_first_scores_do_not_depend_on_the_rest(counts: list[int], rest: list[int]) -> None:
    alone, longer = (list(backtest(every_bucket(series))) for series in (counts, counts + rest))
    assert longer[: len(alone)] == alone


@given(GAPS)
def test_any_counts_at_any_distance_give_finite_scores(steps: list[tuple[int, int]]) -> None:
    """Counts from nought to a thousand million, five minutes to three months apart."""
    at_ms, series = 0, []
    for count, ahead in steps:
        at_ms += ahead * BUCKET_MS
        series.append((at_ms, count))
    found = list(backtest(series))
    assert len(found) == len(series)
    assert all(math.isfinite(one.score) and one.score >= 0.0 and math.isfinite(one.expected) for one in found)


@given(COUNTS, st.integers(0, BUCKET_MS - 1))
def test_buckets_need_not_begin_at_full_minutes(counts: list[int], phase_ms: int) -> None:
    found = list(backtest(every_bucket(counts, phase_ms)))
    assert [one.start_ms % BUCKET_MS for one in found] == [phase_ms] * len(counts)


@pytest.mark.parametrize("bucket_ms", [60_000, 300_000, 900_000, 3_600_000])
def test_buckets_of_any_length_find_the_same_burst(bucket_ms: int) -> None:
    """A burst of five times the normal for some buckets alerts, however long a bucket is."""
    rng = random.Random(4)
    counts = [poisson(rng, 20.0) for _ in range(20 * DAY_MS // bucket_ms if bucket_ms > 60_000 else 6_000)]
    at = len(counts) - 60
    counts[at : at + 4] = [100] * 4
    series = [(number * bucket_ms, count) for number, count in enumerate(counts)]
    alerted = [one for one in backtest(series, bucket_ms=bucket_ms) if one.alert and one.start_ms >= at * bucket_ms]
    assert alerted[0].start_ms <= (at + 2) * bucket_ms


@pytest.mark.parametrize("mean", [0.2, 2.0, 20.0])
def test_a_burst_that_is_over_alerts_no_more(mean: float) -> None:
    """Once it is over it does not alert again, although a window of six hours still remembers it."""
    counts = normal(mean, 10)
    for number in range(5 * DAY, 5 * DAY + 12):
        counts[number] += round(10 * mean) + 8
    alerted = [one.start_ms // BUCKET_MS - 5 * DAY for one in alerts(counts)]
    assert any(0 <= number < 12 for number in alerted)
    assert not any(15 <= number < 2 * DAY for number in alerted)


def test_the_next_crisis_alerts_as_well() -> None:
    """One every second day for two weeks, of five to twenty times the normal, and none hides another."""
    counts, crises = normal(8.0, 30), range(10 * DAY, 24 * DAY, 2 * DAY)
    for size, first in zip((20, 5, 20, 8, 5, 20, 5), crises, strict=True):
        for number in range(first, first + 6):
            counts[number] *= size
    alerted = [one.start_ms // BUCKET_MS for one in alerts(counts)]
    assert all(any(first <= number < first + 6 for number in alerted) for first in crises)


def test_a_slow_rise_alerts_within_its_six_hours() -> None:
    counts, first = normal(10.0, 15), 12 * DAY
    for number in range(first, first + 72):
        counts[number] *= 2
    assert any(first <= one.start_ms // BUCKET_MS < first + 72 for one in alerts(counts))


def test_a_burst_at_night_alerts_though_it_is_less_than_any_noon() -> None:
    """Under a strong daily cycle, five times the normal of the night alerts, though it is less than any noon's."""
    rng, days = random.Random(8), 21
    level = [12.0 * math.exp(1.4 * math.sin(2 * math.pi * number / DAY)) for number in range(days * DAY)]
    counts = [poisson(rng, mean) for mean in level]
    night = 20 * DAY + round(0.75 * DAY)
    for number in range(night, night + 4):
        counts[number] = poisson(rng, 5.0 * level[number])
    assert max(counts[night : night + 4]) < max(level)
    assert any(night <= one.start_ms // BUCKET_MS < night + 4 for one in alerts(counts))


def test_a_large_burst_of_a_new_brand_alerts_in_its_first_hours() -> None:
    counts = normal(3.0, 1)[:24] + [60] * 4
    assert any(one.start_ms >= 24 * BUCKET_MS for one in alerts(counts))


def test_buckets_that_were_not_collected_are_no_silence() -> None:
    counts = normal(20.0, 14)
    series = [pair for number, pair in enumerate(every_bucket(counts)) if not 10 * DAY <= number < 10 * DAY + 30]
    after = range(10 * DAY * BUCKET_MS, 11 * DAY * BUCKET_MS)
    assert not [one for one in backtest(series) if one.alert and one.start_ms in after]


@settings(max_examples=15)
@given(st.sampled_from([0.25, 1.0, 4.0]), st.integers(1, 40))
def test_accepting_more_false_alarms_makes_no_alert_later(rate: float, size: int) -> None:
    counts = [*normal(2.0, 3), *[2 * size] * 3]
    fewer, more = ([one.start_ms for one in alerts(counts, accepted)] for accepted in (rate / 2, rate))
    assert all(any(one - 36 * BUCKET_MS <= sooner <= one for sooner in more) for one in fewer)
