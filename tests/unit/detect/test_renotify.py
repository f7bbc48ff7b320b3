"""An episode is notified once, and again only when it becomes clearly worse. Return periods are decimal logarithms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.detect.stats.renotify import Envelope, clearly_exceeds, renotifies, updated

REMEMBERED = st.floats(3.3, 5.0)
"""Return periods worth remembering, up to the most that is remembered beyond an episode."""

ABRUPT, QUIET = 9.0, 0.0
"""The surprise of a bucket of its own, in an episode and after it."""

HOUR = 12
"""Buckets of an hour."""


@given(REMEMBERED)
def test_a_return_period_is_clearly_larger_from_eight_percent_on(earlier: float) -> None:
    assert not clearly_exceeds(earlier, earlier)
    assert not clearly_exceeds(1.079 * earlier, earlier)
    assert clearly_exceeds(1.081 * earlier, earlier)


@given(REMEMBERED)
def test_after_an_episode_the_same_again_is_not_notified_and_the_clearly_worse_is(level: float) -> None:
    assert not renotifies(Envelope(level), level)
    assert not renotifies(Envelope(level), 1.079 * level)
    assert renotifies(Envelope(level), 1.081 * level)


@given(st.floats(5.0, 60.0))
def test_while_an_episode_lasts_it_must_get_a_good_deal_worse(peak: float) -> None:
    """A quarter more than its worst, and eight percent more than that: 1.35 times."""
    lasting = updated(Envelope(), peak, ABRUPT)
    assert not renotifies(lasting, 1.34 * peak)
    assert renotifies(lasting, 1.36 * peak)


def test_an_episode_is_over_after_an_hour_of_normal_buckets_and_not_before() -> None:
    envelope = updated(Envelope(), 4.0, ABRUPT)
    for _ in range(HOUR - 1):
        envelope = updated(envelope, 0.0, QUIET)
        assert envelope.peak == 4.0
    assert not renotifies(envelope, 1.3 * 4.0)
    envelope = updated(envelope, 0.0, QUIET)
    assert envelope.peak == 0.0
    assert renotifies(envelope, 1.3 * 4.0)


def test_yesterday_s_catastrophe_does_not_hide_today_s_crisis() -> None:
    envelope = updated(Envelope(), 40.0, ABRUPT)
    for _ in range(HOUR):
        envelope = updated(envelope, 0.0, QUIET)
    assert not renotifies(envelope, 4.8)
    assert renotifies(envelope, 1.09 * 5.0)


@pytest.mark.parametrize("level", [0.0, 2.5, 3.29])
def test_what_happens_more_often_than_once_a_week_is_no_reason_to_keep_silent(level: float) -> None:
    assert renotifies(Envelope(level), level + 0.01)
