"""Simulated traffic has the mean, dispersion, drift and patterns of its profile, and repeats with its seed."""

# ruff: noqa: S311 - seeded chance, so that a series is the same every time

from __future__ import annotations

import math
import random
import statistics

import pytest

from infra.simulation.traffic import TrafficProfile, counts, intensities, negative_binomial, poisson, wave
from shared.domain.time import BUCKET_MS, BUCKETS_PER_DAY, DAY_MS

DRAWS = 40_000


@pytest.mark.parametrize("mean", [0.2, 2.0, 9.99, 10.0, 20.0, 200.0, 1e6])
def test_a_poisson_has_its_mean_and_its_variance(mean: float) -> None:
    rng = random.Random(11)
    drawn = [poisson(rng, mean) for _ in range(DRAWS)]
    assert statistics.fmean(drawn) == pytest.approx(mean, abs=4.5 * math.sqrt(mean / DRAWS))
    assert statistics.variance(drawn) == pytest.approx(mean, rel=4.5 * math.sqrt((2 + 1 / mean) / DRAWS))


@pytest.mark.parametrize("mean", [3.0, 12.0, 40.0])
def test_a_poisson_has_the_right_probability_of_every_count(mean: float) -> None:
    rng, seen = random.Random(12), dict[int, int]()
    for _ in range(DRAWS):
        drawn = poisson(rng, mean)
        seen[drawn] = seen.get(drawn, 0) + 1
    for count in range(int(mean + 4 * math.sqrt(mean))):
        expected = DRAWS * math.exp(count * math.log(mean) - mean - math.lgamma(count + 1))
        assert abs(seen.get(count, 0) - expected) <= 4.5 * math.sqrt(expected) + 4.5


@pytest.mark.parametrize(("mean", "dispersion"), [(0.2, 2.0), (2.0, 0.5), (20.0, 0.3), (200.0, 0.05)])
def test_a_negative_binomial_has_the_variance_of_its_dispersion(mean: float, dispersion: float) -> None:
    rng = random.Random(13)
    drawn = [negative_binomial(rng, mean, dispersion) for _ in range(DRAWS)]
    variance = mean + dispersion * mean**2
    assert statistics.fmean(drawn) == pytest.approx(mean, abs=4.5 * math.sqrt(variance / DRAWS))
    assert statistics.variance(drawn) == pytest.approx(variance, rel=0.1)


def test_an_expected_count_of_zero_gives_zero() -> None:
    assert counts(random.Random(1), [0.0] * 50) == [0] * 50
    assert counts(random.Random(1), [0.0] * 50, dispersion=0.7) == [0] * 50


def test_patterns_do_not_change_the_mean() -> None:
    profile = TrafficProfile(5.0, daily=wave(1.2, 19.0), weekly=(0.0,) * 5 + (-1.0, -0.7))
    found = intensities(profile, random.Random(1), 14 * BUCKETS_PER_DAY, 3 * DAY_MS)
    assert statistics.fmean(found) == pytest.approx(5.0, rel=1e-3)


def test_the_day_peaks_at_its_hour_and_the_weekend_begins_on_saturday() -> None:
    profile = TrafficProfile(5.0, daily=wave(1.0, 19.0), weekly=(0.0,) * 5 + (-1.0, -1.0))
    monday = intensities(profile, random.Random(1), 7 * BUCKETS_PER_DAY, 4 * DAY_MS)
    assert monday[:BUCKETS_PER_DAY].index(max(monday[:BUCKETS_PER_DAY])) * BUCKET_MS / 3_600_000 == pytest.approx(
        19.0, abs=0.5
    )
    assert monday[100] == pytest.approx(monday[4 * BUCKETS_PER_DAY + 100])
    assert monday[5 * BUCKETS_PER_DAY + 100] == pytest.approx(monday[100] / math.e)


def test_office_hours_have_steeper_sides_than_a_sine() -> None:
    flat, steep = wave(1.0, 12.0), wave(1.0, 12.0, sharpness=3.0)
    assert max(map(abs, steep)) <= 1.0 + 1e-9
    assert statistics.fmean(map(abs, steep)) > statistics.fmean(map(abs, flat))


def test_the_drift_has_its_deviation_and_its_memory() -> None:
    profile = TrafficProfile(4.0, wander=0.5, memory=36.0)
    found = [math.log(rate) for rate in intensities(profile, random.Random(5), 200_000, 0)]
    mean = statistics.fmean(found)
    assert mean == pytest.approx(math.log(4.0) - 0.125, abs=0.05)
    assert statistics.stdev(found) == pytest.approx(0.5, rel=0.1)
    lagged = statistics.fmean((a - mean) * (b - mean) for a, b in zip(found, found[36:], strict=False))
    assert lagged / 0.25 == pytest.approx(math.exp(-1.0), abs=0.06)


def test_the_same_seed_gives_the_same_series() -> None:
    profile = TrafficProfile(3.0, daily=wave(0.5, 8.0), wander=0.3, memory=12.0)

    def drawn(seed: int) -> list[int]:
        rng = random.Random(seed)
        return counts(rng, intensities(profile, rng, 500, 0), 0.2)

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)
