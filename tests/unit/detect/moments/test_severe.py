"""The highest severity is told although the brand had as much of late, rarely, and it says so."""

# ruff: noqa: S311 - seeded, so that a series is the same every time

from __future__ import annotations

import random
from typing import cast

import pytest

from functions.detect.detectors.count.state import CountState
from functions.detect.detectors.signal import Signal
from functions.detect.moments.opening import HAD_AS_MUCH
from functions.detect.stats.peaks import PLACES, peaks_of
from infra.cli.explain.decision import explain_decision
from shared.domain.moments.moment import Kind, Moment, Severity
from shared.domain.time import DAY_MS, MINUTE_MS
from shared.messages.phrases import confidence_note
from tests.unit.detect.simulated_brand import (
    DAY,
    START,
    SimulatedBrand,
    crisis_posts,
    evaluate_minutes,
    normal_posts,
)

pytestmark = pytest.mark.days


BEGIN = 3 * DAY


def heard_before(minutes: int, negative: float, last_episode_days: float | None = None) -> SimulatedBrand:
    """A brand that had larger bursts in each of the last weeks, so many minutes after the next one began."""
    calm = normal_posts(random.Random(1), range(BEGIN))
    found = SimulatedBrand(
        counts=[*calm, *crisis_posts(random.Random(2), range(BEGIN, BEGIN + minutes), 30.0, negative)]
    )
    found.evaluate(START + BEGIN * MINUTE_MS)
    for signal in (Signal.VOLUME, Signal.NEGATIVE):
        stored = found.stored[signal]
        state = cast("CountState", stored.state)
        times = tuple(state.bucket_ms // 300_000 - 500 * (place + 1) for place in range(PLACES))
        peaks = peaks_of(tuple(200.0 + 40.0 * place for place in range(PLACES)), times, 0, times[0])
        last_ms = -1 if last_episode_days is None else round(START + BEGIN * MINUTE_MS - last_episode_days * DAY_MS)
        found.stored[signal] = stored._replace(state=state._replace(rises=peaks), last_episode_ms=last_ms)
    evaluate_minutes(found, range(BEGIN, BEGIN + minutes), streamed=False)
    return found


def moments(found: SimulatedBrand) -> list[Moment]:
    bursts = (Kind.VOLUME_BURST, Kind.NEGATIVE_SURGE)
    return [moment for moment in found.moments.values() if moment.kind in bursts]


@pytest.fixture(scope="module")
def severe() -> Moment:
    (found,) = moments(heard_before(12, negative=0.9))
    return found


def test_it_opens_one_moment_of_the_highest_severity_that_says_why(severe: Moment) -> None:
    assert severe.severity is Severity.SEV1
    assert severe.reasons[-1] == HAD_AS_MUCH
    assert "as much in the last weeks" in confidence_note(severe)


def test_its_decision_is_computed_again_to_the_last_bit(severe: Moment) -> None:
    explained = explain_decision(severe.decision)
    assert severe.decision["severe"] is True
    assert not explained.differs
    assert any(sentence.startswith("Severity: the brand had as much of late.") for sentence in explained.sentences)


def test_the_same_number_of_friendly_posts_is_not_told() -> None:
    assert not moments(heard_before(12, negative=0.1))


def test_one_bucket_is_not_enough() -> None:
    assert not moments(heard_before(5, negative=0.9))


@pytest.mark.parametrize(("days", "told"), [(1.0, 0), (2.9, 0), (3.1, 1)])
def test_it_is_told_no_more_often_than_every_three_days(days: float, told: int) -> None:
    assert len(moments(heard_before(12, negative=0.9, last_episode_days=days))) == told
