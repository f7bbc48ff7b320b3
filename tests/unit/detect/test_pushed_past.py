"""A past that is pushed for a new brand: what of it teaches, and from when on the brand is known."""

# ruff: noqa: S311 - seeded, so that an hour is the same every time

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from functions.detect.detectors.count.state import CountState
from functions.detect.detectors.evaluation import DetectorState
from functions.detect.detectors.learning import learning, must_learn_anew
from functions.detect.detectors.signal import Signal
from shared.domain.time import BUCKET_MS, MINUTE_MS
from tests.unit.detect.new_brand import CREATED, SEEDS, past
from tests.unit.detect.simulated_brand import (
    DAY,
    START,
    SimulatedBrand,
    crisis_posts,
    evaluate_minutes,
    minute,
    normal_posts,
)

pytestmark = pytest.mark.days


def test_a_flood_that_came_late_is_never_told() -> None:
    posts = [replace(count, late=True) for count in crisis_posts(random.Random(1), range(CREATED - 60, CREATED), 68.0)]
    simulated = SimulatedBrand(counts=posts)
    simulated.counts += normal_posts(random.Random(2), range(CREATED, CREATED + 30))
    evaluate_minutes(simulated, range(CREATED, CREATED + 30))
    assert not simulated.moments


def test_only_history_in_which_somebody_posted_counts_as_observed() -> None:
    """A feed's last 20 posts of three days say little of the time between them."""
    posts = [minute(START + number * 240 * MINUTE_MS, 1, late=True) for number in range(6)]
    simulated = SimulatedBrand(counts=posts)
    simulated.evaluate(START + CREATED * MINUTE_MS)
    state = simulated.stored[Signal.VOLUME].state
    assert isinstance(state, CountState)
    assert state.observed == 6


@pytest.mark.parametrize("seed", SEEDS)
def test_the_last_posts_of_a_feed_are_no_history_of_a_busy_brand(seed: int) -> None:
    rng = random.Random(seed)
    old = [minute(START + rng.randrange(CREATED) * MINUTE_MS, 1, late=True) for _ in range(20)]
    simulated = SimulatedBrand(counts=[*old, *normal_posts(rng, range(CREATED, CREATED + 90), 50.0)])
    evaluate_minutes(simulated, range(CREATED, CREATED + 90, 3), streamed=False)
    assert not simulated.moments
    assert not must_learn_anew(states(simulated), lambda until_ms: any(one.minute_ms < until_ms for one in old[:1]))
    volume = simulated.stored[Signal.VOLUME].state
    assert isinstance(volume, CountState)
    assert volume.first_ms <= min(one.minute_ms for one in old)


@pytest.mark.parametrize("seed", SEEDS)
def test_late_posts_of_a_single_minute_are_no_history_of_a_busy_brand(seed: int) -> None:
    """Fifty posts that came late, then three dozen a minute: the quiet in between was never observed."""
    rng = random.Random(seed)
    late = minute(START + (CREATED - 40) * MINUTE_MS, 50, late=True)
    simulated = SimulatedBrand(counts=[late, *normal_posts(rng, range(CREATED, CREATED + 70), 180.0, 0.05)])
    evaluate_minutes(simulated, range(CREATED, CREATED + 70, 3), streamed=False)
    assert not simulated.moments


@pytest.mark.parametrize("hours", [0.5, 5.0], ids=["first hour", "first day"])
def test_history_that_is_pushed_after_the_first_live_posts_still_teaches(hours: float) -> None:
    later = CREATED + round(60 * hours)
    simulated = SimulatedBrand(counts=normal_posts(random.Random(1), range(CREATED, later + 30)))
    simulated.evaluate(START + later * MINUTE_MS)
    assert learning(states(simulated)) is not None
    simulated.counts = [*past(random.Random(2)), *simulated.counts]
    simulated.evaluate(START + (later + 1) * MINUTE_MS)
    assert learning(states(simulated)) is None
    assert not must_learn_anew(states(simulated), lambda _: True) or hours < 1.0


def test_history_may_be_pushed_in_pieces_the_oldest_first() -> None:
    live = normal_posts(random.Random(1), range(CREATED, CREATED + 30))
    history = past(random.Random(2))
    simulated, whole = SimulatedBrand(), SimulatedBrand(counts=[*history, *live])
    for number, pushed in enumerate((history[:500], history[:1000], history), 20):
        simulated.counts = [*pushed, *live]
        simulated.evaluate(START + (CREATED + number) * MINUTE_MS)
    whole.evaluate(START + (CREATED + 22) * MINUTE_MS)
    assert states(simulated) == states(whole)


def test_a_known_brand_looks_for_no_older_counters() -> None:
    simulated = SimulatedBrand(counts=normal_posts(random.Random(1), range(2 * DAY)))
    simulated.evaluate(START + 2 * DAY * MINUTE_MS)

    def never(_: int) -> bool:
        raise AssertionError

    assert not must_learn_anew(states(simulated), never)


def test_a_brand_is_learning_for_a_day_from_its_first_post() -> None:
    simulated = SimulatedBrand(counts=normal_posts(random.Random(1), range(CREATED, CREATED + 2 * DAY), 5.0))
    reasons = []
    for minutes in (20, 90):
        simulated.evaluate(START + (CREATED + minutes) * MINUTE_MS)
        found = learning(states(simulated))
        assert found is not None
        assert found.until_ms == pytest.approx(START + (CREATED + DAY) * MINUTE_MS, abs=2 * BUCKET_MS)
        reasons.append(found.reason)
    assert "half an hour" in reasons[0]
    assert "a day" in reasons[1]
    simulated.evaluate(START + (CREATED + DAY + 40) * MINUTE_MS)
    assert learning(states(simulated)) is None


def states(simulated: SimulatedBrand) -> dict[Signal, DetectorState | None]:
    return {signal: stored.state for signal, stored in simulated.stored.items()}
