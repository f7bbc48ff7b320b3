"""Talk drawn from a series has its mean, its shape of the day and its bursts, and repeats with its seed."""

# ruff: noqa: S311 - seeded chance, so that a series is the same every time

from __future__ import annotations

import math
import random
import statistics
from collections.abc import Callable, Sequence

import pytest

from infra.simulation.bootstrap import BlockBootstrap
from infra.simulation.traffic import MONDAY_MS
from infra.simulation.windows import Windows
from shared.domain.errors import InvalidInput
from shared.domain.time import BUCKET_MS, BUCKETS_PER_DAY, BUCKETS_PER_WEEK, DAY_MS, HOUR_MS
from shared.scenario.draw import small_poisson

pytestmark = pytest.mark.days


Series = list[tuple[int, int]]

BURST = 150
"""No bucket has so many without a burst."""


def talk(days: int, *, weekend: float = 1.0, burst_every_days: int = 0, seed: int = 7) -> Series:
    """Talk with a peak at noon, quieter weekends, and bursts of half an hour at random times."""
    rng = random.Random(seed)
    found = []
    for place in range(days * BUCKETS_PER_DAY):
        start_ms = MONDAY_MS + place * BUCKET_MS
        level = 6.0 * math.exp(-math.cos(2 * math.pi * (start_ms % DAY_MS) / DAY_MS))
        found.append((start_ms, small_poisson(rng, level * (weekend if is_weekend(start_ms) else 1.0))))
    for day in range(0, days, burst_every_days) if burst_every_days else ():
        first = day * BUCKETS_PER_DAY + rng.randrange(BUCKETS_PER_DAY - 6)
        for place, count in enumerate((300, 260, 220, 190, 170, 160), first):
            found[place] = (found[place][0], count)
    return found


def drawn(series: Series, weeks: int, windows: Windows | None = None, seed: int = 1) -> Series:
    return list(BlockBootstrap(series, windows or Windows()).simulate(random.Random(seed), weeks))


def is_weekend(start_ms: int) -> bool:
    return (start_ms - MONDAY_MS) // DAY_MS % 7 >= 5


def hour(start_ms: int) -> int:
    return start_ms % DAY_MS // HOUR_MS


def mean(series: Series, which: Callable[[int], bool] = lambda _: True) -> float:
    return statistics.fmean(count for start_ms, count in series if which(start_ms))


def by_hour(series: Series) -> list[float]:
    sums = [[count for start_ms, count in series if hour(start_ms) == number] for number in range(24)]
    return [statistics.fmean(counts) for counts in sums]


def quantiles(series: Series, places: Sequence[float]) -> list[int]:
    counts = sorted(count for _, count in series)
    return [counts[int(place * len(counts))] for place in places]


def test_the_mean_and_the_shape_of_the_day_are_those_of_the_series() -> None:
    series = talk(28)
    simulated = drawn(series, 26)
    assert mean(simulated) == pytest.approx(mean(series), rel=0.02)
    assert by_hour(simulated) == pytest.approx(by_hour(series), rel=0.06)


def test_bursts_stay_in_as_often_and_as_large_as_they_were() -> None:
    series = talk(56, burst_every_days=2)
    simulated = drawn(series, 52)
    places = (0.5, 0.9, 0.98, 0.993, 0.997)
    assert quantiles(simulated, places) == pytest.approx(quantiles(series, places), rel=0.1)
    assert max(simulated, key=lambda one: one[1])[1] == 300
    share = sum(count >= BURST for _, count in simulated) / len(simulated)
    assert share == pytest.approx(6 / (2 * BUCKETS_PER_DAY), rel=0.2)


def test_a_burst_keeps_its_course() -> None:
    counts = [count for _, count in drawn(talk(28, burst_every_days=2), 26)]
    whole = sum(counts[place : place + 6] == [300, 260, 220, 190, 170, 160] for place in range(len(counts)))
    assert whole >= 0.9 * counts.count(300)


def test_counts_are_those_of_the_series_at_the_same_time_of_day() -> None:
    series = talk(5)
    known = {(start_ms % DAY_MS, count) for start_ms, count in series}
    assert {(start_ms % DAY_MS, count) for start_ms, count in drawn(series, 4)} <= known


@pytest.mark.parametrize(("days", "apart"), [(13, False), (15, True), (28, True)])
def test_weekends_are_kept_apart_where_there_are_two_weeks(days: int, apart: bool) -> None:
    series = talk(days, weekend=0.1)
    simulated = drawn(series, 26)
    ratio = mean(simulated, is_weekend) / mean(simulated, lambda at: not is_weekend(at))
    assert ratio == pytest.approx(0.1 if apart else 1.0, rel=0.1)


def test_a_bucket_that_was_not_collected_stays_so() -> None:
    series = [one for place, one in enumerate(talk(28)) if place % 100 >= 20 and hour(one[0]) != 3]
    simulated = drawn(series, 26)
    assert not [start_ms for start_ms, _ in simulated if hour(start_ms) == 3]
    assert len(simulated) / (26 * BUCKETS_PER_WEEK) == pytest.approx(0.8 * 23 / 24, abs=0.02)


def test_a_series_without_gaps_gives_every_bucket() -> None:
    times = [start_ms for start_ms, _ in drawn(talk(4), 3)]
    assert times == list(range(times[0], times[0] + 3 * BUCKETS_PER_WEEK * BUCKET_MS, BUCKET_MS))


def test_of_years_without_a_row_a_week_is_kept() -> None:
    """Eight days of thirteen that are working days have rows, and no weekend has."""
    series = [*talk(4), *((start_ms + 20_000 * DAY_MS, count) for start_ms, count in talk(4))]
    assert len(drawn(series, 13)) / (13 * BUCKETS_PER_WEEK) == pytest.approx(5 / 7 * 8 / 13, abs=0.1)


def test_what_lies_in_a_window_is_not_drawn() -> None:
    series = talk(28, burst_every_days=4)
    bursts = [start_ms for start_ms, count in series if count >= BURST]
    simulated = drawn(series, 26, Windows((start_ms, start_ms) for start_ms in bursts))
    assert max(count for _, count in simulated) < BURST
    assert len(simulated) == 26 * BUCKETS_PER_WEEK


def test_a_time_of_day_that_lies_in_windows_on_all_days_is_not_simulated() -> None:
    noons = Windows(
        (MONDAY_MS + day * DAY_MS + 12 * HOUR_MS, MONDAY_MS + day * DAY_MS + 14 * HOUR_MS - 1) for day in range(28)
    )
    assert {hour(start_ms) for start_ms, _ in drawn(talk(28), 2, noons)} == {*range(24)} - {12, 13}


def test_weekends_that_lie_in_windows_are_drawn_from_working_days() -> None:
    weekends = Windows((MONDAY_MS + (5 + 7 * n) * DAY_MS, MONDAY_MS + (7 + 7 * n) * DAY_MS - 1) for n in range(4))
    simulated = drawn(talk(28, weekend=0.1), 13, weekends)
    assert mean(simulated, is_weekend) == pytest.approx(mean(simulated, lambda at: not is_weekend(at)), rel=0.1)


def test_the_same_seed_gives_the_same_talk() -> None:
    series = talk(7)
    assert drawn(series, 2, seed=1) == drawn(series, 2, seed=1)
    assert drawn(series, 2, seed=1) != drawn(series, 2, seed=2)


def test_a_series_that_is_too_short_or_empty_is_an_error() -> None:
    with pytest.raises(InvalidInput, match="3 days of buckets are needed"):
        BlockBootstrap(talk(2), Windows())
    with pytest.raises(InvalidInput, match="3 days of buckets outside the labelled windows are needed"):
        BlockBootstrap(talk(5), Windows([(MONDAY_MS + DAY_MS, MONDAY_MS + 4 * DAY_MS)]))
    with pytest.raises(InvalidInput, match="all counts of this series are 0"):
        BlockBootstrap([(at_ms, 0) for at_ms, _ in talk(4)], Windows())
