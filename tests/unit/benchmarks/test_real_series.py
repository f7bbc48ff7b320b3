"""Our detector on recorded series of real brands, at the threshold fixed beforehand."""

from __future__ import annotations

import pytest

from tests.benchmarks.comparison.real_series import judged, real_series, scored, total

pytestmark = pytest.mark.days


SERIES = real_series()


@pytest.mark.skipif(not SERIES, reason="the recorded series are not here")
def test_real_bursts_are_caught_with_few_false_alarms() -> None:
    found = total(judged(series) for series in SERIES)
    assert found.score >= 86.0
    assert found.false_a_week <= 0.7


def test_an_early_alarm_in_a_window_is_worth_more_than_a_late_one() -> None:
    scores = [scored([row == at for row in range(1_000)], [(500, 599)]).score for at in (500, 550, 590)]
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == pytest.approx(100.0)
    assert scored([False] * 1_000, [(500, 599)]).score == 0.0


def test_a_false_alarm_far_from_a_window_costs_most() -> None:
    near, far, before = (scored([row == at for row in range(1_000)], [(500, 599)]).points for at in (610, 990, 200))
    assert far == before == pytest.approx(-1.11, abs=1e-6)
    assert far < near < -1.0


def test_alarms_within_an_hour_are_one_false_alarm_and_the_first_rows_do_not_count() -> None:
    raised = {10, 200, 206, 212, 230}
    assert scored([row in raised for row in range(1_000)], [(500, 599)]).false == 2
