"""The other detectors of the comparison work as documented."""

from __future__ import annotations

import pytest

from shared.domain.time import BUCKET_MS, HOUR_MS
from tests.benchmarks.comparison.peers import Gnip, HourBand, Huginn, MedianBand, Smoothed, _width

EVEN = [8, 12] * 150
"""A mean of 10 and a standard deviation of 2."""


def test_huginn_counts_deviations_from_its_window_and_needs_five_values() -> None:
    rule = Huginn()
    assert [rule.score(0, count) for count in (1, 1, 1, 90)] == [0.0] * 4
    rule = Huginn()
    for count in EVEN:
        rule.score(0, count)
    assert rule.score(0, 16) == pytest.approx(3.0)


def test_the_smoothed_chart_adapts_slowly() -> None:
    rule = Smoothed()
    for count in EVEN:
        rule.score(0, count)
    assert rule.score(0, 16) == pytest.approx(3.0, rel=0.02)


def test_an_hour_is_compared_with_the_same_hour_of_other_days() -> None:
    rule = HourBand(24, 14)
    for number, count in enumerate(EVEN * 2):
        hour = number * BUCKET_MS // HOUR_MS % 24
        rule.score(number * BUCKET_MS, count + 100 * (hour == 3))
    day = 48 * HOUR_MS
    assert rule.score(day + 3 * HOUR_MS, 110) == 0.0
    assert rule.score(day + 4 * HOUR_MS, 110) > 20.0


def test_gnip_scores_in_widths_of_the_poisson_interval() -> None:
    rule = Gnip(hourly=False)
    rule.score(0, 10)
    # The central 99 % of a Poisson of mean 10 are 3 to 19: scipy.stats.poisson.interval(0.99, 10).
    assert rule.score(0, 42) == pytest.approx(32 / 16)
    assert rule.score(0, 1) == 0.0


@pytest.mark.parametrize(("mean", "width"), [(1.0, 4), (2.5, 7), (50.0, 36), (299.0, 90), (400.0, 103)])
def test_the_interval_agrees_with_published_tables(mean: float, width: int) -> None:
    assert _width(mean) == pytest.approx(width, abs=1)


def test_the_median_ignores_a_burst_of_an_hour() -> None:
    rule = MedianBand()
    for count in [*[8, 10, 12] * 60, *[500] * 12, *[8, 10, 12] * 20]:
        rule.score(0, count)
    assert rule.score(0, 30) > 3.5
    assert rule.score(0, 11) < 3.5
