"""A drill after a real crisis: it begins with what is normal of the brand, and with nothing of the crisis."""

# ruff: noqa: S311 - seeded, so that a series is the same every time

from __future__ import annotations

import random
from functools import cache

import pytest

from functions.detect.detectors.quieted import Quietable, quieted
from functions.detect.detectors.signal import Signal
from functions.detect.moments.decision_types import StoredSignal
from shared.domain.brand import Brand
from shared.domain.moments.moment import Kind, Status
from shared.domain.time import MINUTE_MS
from tests.unit.detect.simulated_brand import (
    DAY,
    START,
    SimulatedBrand,
    crisis_posts,
    evaluate_minutes,
    normal_brand,
    normal_posts,
)

CRISIS = range(DAY, DAY + 60)


@cache
def after(minutes: int) -> SimulatedBrand:
    """A brand so long after a real crisis, which detect has seen."""
    brand = normal_brand()
    ends = CRISIS.stop + minutes
    brand.counts += crisis_posts(random.Random(2), CRISIS) + normal_posts(random.Random(3), range(CRISIS.stop, ends))
    evaluate_minutes(brand, range(DAY, ends, 5), streamed=False)
    assert {moment.status for moment in brand.moments.values()} == {Status.RESOLVED}
    return brand


def drill(minutes: int, *, quiet: bool = True, crisis: bool = False) -> list[Kind]:
    """What is detected in the 40 minutes of a drill that begins so long after; perhaps a crisis from its tenth on."""
    begins = CRISIS.stop + minutes
    known = {signal: stored.state for signal, stored in after(minutes).stored.items() if stored.state}
    known = quieted(known) if quiet else known
    played, plays = range(begins, begins + 40), range(begins + 10, begins + 40)
    posts = normal_posts(random.Random(4), played) + (crisis_posts(random.Random(5), plays) if crisis else [])
    stored = {signal: StoredSignal(known.get(signal), version=1) for signal in Signal}
    stand_in = SimulatedBrand(Brand("drill-acme-0f3a9c", "DRILL Acme"), counts=posts, stored=stored)
    for minute in played:
        stand_in.evaluate(START + (minute + 1) * MINUTE_MS)
    return [moment.kind for moment in stand_in.moments.values()]


@pytest.mark.parametrize("minutes", [30, 120])
def test_nothing_of_a_crisis_that_is_over_is_seen_in_the_drill_and_nothing_of_the_drill_is_hidden(minutes: int) -> None:
    assert drill(minutes) == []
    assert drill(minutes, crisis=True) != []


def test_without_that_the_crisis_is_seen_again_or_hides_the_one_that_is_played() -> None:
    assert drill(30, quiet=False) == [Kind.SENTIMENT_SHIFT]
    assert drill(120, quiet=False, crisis=True) == []


def test_every_signal_can_be_quieted_and_quieted_again_is_the_same() -> None:
    states = {signal: stored.state for signal, stored in after(60).stored.items() if stored.state}
    assert set(states) == set(Signal)
    assert [signal for signal, state in states.items() if not isinstance(state, Quietable)] == []
    assert quieted(quieted(states)) == quieted(states) != states
