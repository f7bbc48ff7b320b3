"""An episode is notified once, and again only when it becomes clearly worse. Return periods are decimal logarithms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.detect.stats.rates import DAY
from functions.detect.stats.renotify import CAP, clearly_exceeds, renotifies, updated

REMEMBERED = st.floats(3.3, 5.0)
"""Return periods worth remembering, up to the most that is remembered."""

RISEN, QUIET = 9.0, 0.0
"""The surprise of a bucket in an episode and after it."""


@given(REMEMBERED)
def test_a_return_period_is_clearly_larger_from_eight_percent_on(earlier: float) -> None:
    assert not clearly_exceeds(earlier, earlier)
    assert not clearly_exceeds(1.079 * earlier, earlier)
    assert clearly_exceeds(1.081 * earlier, earlier)


@given(REMEMBERED)
def test_the_same_again_is_not_notified_and_what_is_a_fifth_worse_is(level: float) -> None:
    assert not renotifies(level, level)
    assert not renotifies(level, 1.199 * level)
    assert renotifies(level, 1.201 * level)


@given(st.floats(5.0, 60.0))
def test_no_episode_is_remembered_as_rarer_than_once_in_a_year(period: float) -> None:
    assert updated(0.0, period, RISEN) == CAP


def test_an_envelope_does_not_fade_while_more_is_counted_than_normal() -> None:
    envelope = updated(0.0, 4.0, RISEN)
    for _ in range(3 * DAY):
        envelope = updated(envelope, 1.0, RISEN)
    assert envelope == 4.0


def test_an_envelope_halves_in_a_normal_day() -> None:
    envelope = updated(0.0, 4.0, RISEN)
    for _ in range(DAY):
        envelope = updated(envelope, 0.0, QUIET)
    assert envelope == pytest.approx(2.0, rel=1e-3)


def test_yesterday_s_catastrophe_does_not_hide_today_s_crisis() -> None:
    envelope = updated(0.0, 40.0, RISEN)
    assert not renotifies(envelope, 5.9)
    for _ in range(DAY // 2):
        envelope = updated(envelope, 0.0, QUIET)
    assert renotifies(envelope, 4.5)


@pytest.mark.parametrize("level", [0.0, 2.5, 3.29])
def test_what_happens_more_often_than_once_a_week_is_no_reason_to_keep_silent(level: float) -> None:
    assert renotifies(level, level + 0.01)
