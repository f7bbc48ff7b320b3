"""The first hour of a brand: what floods it is told, and never its normal."""

# ruff: noqa: S311 - seeded, so that an hour is the same every time

from __future__ import annotations

import random

import pytest

from functions.detect.detectors.count.alarm import is_normal
from functions.detect.detectors.count.flood import CROWD, NEGATIVES, SUSPECT
from functions.detect.detectors.count.scoring import settle, step, unknown
from functions.detect.detectors.count.state import CountBucket, CountState
from functions.detect.detectors.count.state_document import CODEC
from functions.detect.detectors.evaluation import NORMAL_SURPRISE
from functions.detect.detectors.signal import Signal
from functions.detect.moments.decision_types import Trigger
from functions.detect.stats.rates import DAY as DAY_BUCKETS
from infra.cli.explain.decision import explain_decision
from shared.domain.moments.moment import Kind, Moment, Status, Transition
from shared.domain.time import BUCKET_MS, MINUTE_MS, minute_of_week
from tests.unit.detect.new_brand import CREATED, SEEDS, past
from tests.unit.detect.simulated_brand import (
    START,
    MinuteCount,
    SimulatedBrand,
    crisis_posts,
    evaluate_minutes,
    minute,
    normal_posts,
)

pytestmark = pytest.mark.days


def first_hours(seed: int, history: list[MinuteCount], crisis: range, minutes: int) -> SimulatedBrand:
    """A brand whose history is counted a minute after its creation, and in which a crisis comes.

    In its first hour it is learnt anew each time, so nothing changes if it is not evaluated before the crisis.
    """
    rng = random.Random(seed)
    live = normal_posts(rng, range(CREATED, CREATED + minutes))
    live += crisis_posts(rng, range(CREATED + crisis.start, CREATED + crisis.stop), 68.0)
    simulated = SimulatedBrand(counts=sorted(live, key=lambda count: count.minute_ms))
    evaluate_minutes(simulated, range(CREATED, CREATED + 1))
    simulated.counts = [*history, *simulated.counts]
    evaluate_minutes(simulated, range(CREATED + crisis.start, CREATED + minutes), streamed=False)
    return simulated


def delay(moment: Moment, crisis: range) -> float:
    """Minutes from the first post of the crisis to the alert."""
    return (moment.detected_ms - START) / MINUTE_MS - CREATED - crisis.start


def buckets_of(posts: list[tuple[int, int]], scored: int | None = None) -> list[CountBucket]:
    """The buckets of a brand with so many posts each, and so many negative ones."""
    return [
        CountBucket(
            place * BUCKET_MS,
            posted,
            minute_of_week(place * BUCKET_MS),
            negative=negative,
            scored=posted if scored is None else scored,
        )
        for place, (posted, negative) in enumerate(posts)
    ]


def learnt(buckets: list[CountBucket]) -> CountState:
    state = settle(None, buckets[0])
    for bucket in buckets[1:]:
        state = settle(state, bucket)
    return state


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("pushed", [True, False], ids=["history", "no history"])
@pytest.mark.parametrize("start", [2, 20, 45])
def test_a_crisis_in_the_first_hour_is_told_within_five_minutes(start: int, seed: int, *, pushed: bool) -> None:
    crisis = range(start, start + 5)
    simulated = first_hours(seed, past(random.Random(seed)) if pushed else [], crisis, crisis.stop)
    surge = next(moment for moment in simulated.moments.values() if moment.kind is Kind.NEGATIVE_SURGE)
    assert delay(surge, crisis) <= 5
    assert surge.severity.pages


@pytest.mark.parametrize("seed", SEEDS)
def test_its_moment_lasts_while_the_flood_lasts_and_ends_with_it(seed: int) -> None:
    crisis = range(2, 62)
    simulated = first_hours(seed, [], crisis, 110)
    for moment in simulated.moments.values():
        recovered = next(step for step in moment.timeline if step.change is Transition.RECOVERING)
        assert (recovered.at_ms - START) // MINUTE_MS - CREATED >= crisis.stop
        assert moment.status is Status.RESOLVED
    state = simulated.stored[Signal.VOLUME].state
    assert isinstance(state, CountState)
    assert state.flooded >= 11
    assert state.baseline.flat < 6.0


def test_it_says_that_little_is_known_yet_and_is_computed_again_bit_for_bit() -> None:
    simulated = first_hours(1, [], range(2, 8), 8)
    assert simulated.moments
    for moment in simulated.moments.values():
        assert moment.decision["warm_up"]
        assert moment.decision["learning"]
        assert any("little is known yet" in reason for reason in moment.reasons)
        assert not any("times the normal" in reason for reason in moment.reasons)
        found = explain_decision(moment.decision)
        assert found.differs == ()
        assert any("little is known yet" in sentence for sentence in found.sentences)
        assert any("scored posts were negative" in sentence for sentence in found.sentences)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("per_bucket", [0.5, 20.0, 500.0])
def test_a_calm_brand_is_told_nothing_from_its_first_bucket_on(seed: int, per_bucket: float) -> None:
    posts = normal_posts(random.Random(seed), range(CREATED, CREATED + 60), per_bucket)
    simulated = SimulatedBrand(counts=posts)
    evaluate_minutes(simulated, range(CREATED, CREATED + 60), streamed=False)
    assert not simulated.moments


def test_a_crowd_after_next_to_nobody_is_told_and_one_from_the_first_bucket_on_is_not() -> None:
    quiet = [(1, 0), (0, 0), (2, 0)]
    alarmed = [
        step(learnt(buckets_of([*quiet, (posts, 0)])[:-1]), buckets_of([*quiet, (posts, 0)])[-1])[0].flood
        for posts in (CROWD - 1, CROWD)
    ]
    assert [bool(flood) for flood in alarmed] == [False, True]
    first = buckets_of([(50 * CROWD, 0)])[0]
    assert not step(unknown(first), first)[0].flood


@pytest.mark.parametrize(
    ("negative", "scored", "told"),
    [(NEGATIVES, 2 * NEGATIVES, True), (NEGATIVES - 1, NEGATIVES, False), (NEGATIVES, 2 * NEGATIVES + 1, False)],
)
def test_a_flood_is_twenty_negative_posts_and_half_of_the_scored_ones(
    negative: int, scored: int, *, told: bool
) -> None:
    posts = [minute(START + CREATED * MINUTE_MS, scored, negative)]
    simulated = SimulatedBrand(counts=posts)
    simulated.evaluate(START + (CREATED + 1) * MINUTE_MS, Trigger.STREAM)
    assert bool(simulated.moments) is told


def test_fewer_in_three_buckets_are_told_as_well() -> None:
    buckets = buckets_of([(SUSPECT, SUSPECT)] * 3)
    state, told = unknown(buckets[0]), []
    for bucket in buckets:
        score, state = step(state, bucket)
        told.append(score.flood.name)
    assert told == ["SUSPECT", "SUSPECT", "TOLD"]


def test_a_flood_is_no_normal_bucket_though_the_few_before_it_held_many_posts() -> None:
    """So its moment cannot recover in the midst of it."""
    buckets = buckets_of([*[(30, 5)] * 4, (62, 50)])
    score, _ = step(learnt(buckets[:-1]), buckets[-1])
    assert score.abrupt < NORMAL_SURPRISE
    assert not is_normal(score)


def test_a_flood_of_more_than_a_day_becomes_the_normal() -> None:
    state = learnt(buckets_of([(60, 50)] * (2 * DAY_BUCKETS)))
    assert state.flooded == DAY_BUCKETS
    assert state.baseline.flat == pytest.approx(60.0, rel=0.05)


def test_a_state_with_history_and_flood_is_stored_exactly() -> None:
    history = [bucket._replace(in_time=False, history=True) for bucket in buckets_of([(2, 0)] * 3)]
    state = learnt([*history, *buckets_of([(2, 0)] * 3 + [(60, 50)] * 2)[3:]])
    assert (state.history, state.flooded, state.buckets, state.observed) == (3, 2, 0, 3)
    assert CODEC.load(CODEC.dump(state)) == state
