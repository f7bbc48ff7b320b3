"""A fitted profile has the mean, patterns, drift and dispersion of the recorded series, without its bursts."""

# ruff: noqa: S311 - seeded chance, so that a series is the same every time

from __future__ import annotations

import math
import random

import pytest

from infra.simulation.surrogate import fitted_profile
from infra.simulation.traffic import MONDAY_MS, TrafficProfile, counts, intensities, wave
from shared.domain.errors import InvalidInput
from shared.domain.time import BUCKET_MS, BUCKETS_PER_DAY

DAY = BUCKETS_PER_DAY


def recorded(profile: TrafficProfile, days: int, *, bursts: bool = False) -> list[tuple[int, int]]:
    rng = random.Random(3)
    simulated = counts(rng, intensities(profile, rng, days * DAY, MONDAY_MS), profile.dispersion)
    for start in range(400, len(simulated), 5 * DAY) if bursts else ():
        simulated[start : start + 9] = [8 * count for count in simulated[start : start + 9]]
    return [(MONDAY_MS + number * BUCKET_MS, count) for number, count in enumerate(simulated)]


@pytest.mark.parametrize("mean", [0.2, 2.0, 20.0, 200.0])
def test_a_constant_rate_stays_constant_even_with_bursts(mean: float) -> None:
    found = fitted_profile(recorded(TrafficProfile(mean), 28, bursts=True), BUCKET_MS)
    assert found.mean == pytest.approx(mean, rel=0.06)
    assert found.wander == 0.0
    assert found.mean * found.dispersion < 0.12


@pytest.mark.parametrize(("mean", "dispersion"), [(2.0, 0.5), (20.0, 0.3), (200.0, 0.05)])
def test_dispersion_is_found_as_dispersion(mean: float, dispersion: float) -> None:
    found = fitted_profile(recorded(TrafficProfile(mean, dispersion), 28, bursts=True), BUCKET_MS)
    assert found.dispersion == pytest.approx(dispersion, rel=0.15)
    assert found.wander == 0.0


def test_drift_is_found_as_drift_with_its_memory() -> None:
    found = fitted_profile(recorded(TrafficProfile(5.0, 0.05, wander=0.4, memory=12.0), 28), BUCKET_MS)
    assert found.wander == pytest.approx(0.4, abs=0.05)
    assert 8 <= found.memory <= 18
    assert found.dispersion < 0.12


def test_the_daily_and_weekly_patterns_are_found() -> None:
    profile = TrafficProfile(20.0, 0.05, wave(1.1, 19.0), (0.0,) * 5 + (-0.9, -0.9))
    found = fitted_profile(recorded(profile, 28, bursts=True), BUCKET_MS)
    assert found.daily.index(max(found.daily)) in (18, 19)
    assert max(found.daily) - min(found.daily) == pytest.approx(2.2, abs=0.2)
    assert math.exp(found.weekly[0] - found.weekly[5]) == pytest.approx(math.exp(0.9), rel=0.15)
    assert found.wander < 0.15


def test_a_weekly_pattern_needs_two_weeks() -> None:
    assert fitted_profile(recorded(TrafficProfile(20.0), 13), BUCKET_MS).weekly == ()


def test_buckets_that_were_not_collected_change_little() -> None:
    series = recorded(TrafficProfile(20.0, 0.1), 28)
    kept = [seen for number, seen in enumerate(series) if number % 700 > 60]
    assert fitted_profile(kept, BUCKET_MS).mean == pytest.approx(fitted_profile(series, BUCKET_MS).mean, rel=0.02)


def test_a_series_that_is_too_short_or_empty_is_an_error() -> None:
    with pytest.raises(InvalidInput, match="3 days"):
        fitted_profile(recorded(TrafficProfile(20.0), 2), BUCKET_MS)
    with pytest.raises(InvalidInput, match="all counts of this series are 0"):
        fitted_profile([(at_ms, 0) for at_ms, _ in recorded(TrafficProfile(1.0), 4)], BUCKET_MS)


@pytest.mark.parametrize("largest", [1, 10**9])
def test_a_single_mention_and_a_billion_give_a_profile_that_can_be_simulated(largest: int) -> None:
    series = [(at_ms, largest * (number == 500)) for number, (at_ms, _) in enumerate(recorded(TrafficProfile(1.0), 4))]
    profile = fitted_profile(series, BUCKET_MS)
    rng = random.Random(1)
    assert all(count >= 0 for count in counts(rng, intensities(profile, rng, 300, 0), profile.dispersion))
