"""Decisions on what is late, missing, repeated, new or dismissed, by either trigger."""

# ruff: noqa: S311 - seeded, so that a day is the same every time

from __future__ import annotations

import random

import pytest

from functions.detect.detectors.count.state import CountState
from functions.detect.detectors.signal import Signal
from functions.detect.moments.decision_types import Decision, Trigger
from shared.domain.brand import Brand, Sensitivity
from shared.domain.moments.lifecycle import dismiss, next_version, reopen
from shared.domain.moments.moment import Kind, Moment, Severity, Status, Transition
from shared.domain.moments.transitions import Action
from shared.domain.time import BUCKET_MS, MINUTE_MS
from tests.unit.detect.simulated_brand import (
    DAY,
    START,
    SimulatedBrand,
    by_kind,
    crisis_posts,
    evaluate_minutes,
    minute,
    normal_brand,
    normal_posts,
)

pytestmark = pytest.mark.days


def test_to_decide_twice_changes_nothing() -> None:
    simulated = normal_brand()
    simulated.counts += crisis_posts(random.Random(2), range(DAY, DAY + 10))
    simulated.evaluate(START + (DAY + 10) * MINUTE_MS)
    assert simulated.moments
    again = simulated.evaluate(START + (DAY + 10) * MINUTE_MS)
    assert again == Decision()


def test_the_order_of_counters_does_not_matter() -> None:
    first, second = normal_brand(), normal_brand()
    counts = crisis_posts(random.Random(2), range(DAY, DAY + 10))
    first.counts += counts
    second.counts += reversed(counts)
    now = START + (DAY + 10) * MINUTE_MS
    assert first.evaluate(now) == second.evaluate(now)


def test_the_stream_only_opens_or_escalates() -> None:
    simulated = normal_brand()
    simulated.counts += crisis_posts(random.Random(2), range(DAY, DAY + 10))
    found = simulated.evaluate(START + (DAY + 10) * MINUTE_MS, Trigger.STREAM)
    assert found.openings
    assert not found.states
    found = simulated.evaluate(START + (DAY + 60) * MINUTE_MS, Trigger.STREAM)
    assert found == Decision()


def test_late_mentions_are_learnt_from_and_open_no_moment() -> None:
    simulated = normal_brand()
    simulated.counts += [minute(START + (DAY + n) * MINUTE_MS, 200, 180, late=True) for n in range(10)]
    evaluate_minutes(simulated, range(DAY, DAY + 40))
    assert not simulated.moments
    state = simulated.stored[Signal.VOLUME].state
    assert isinstance(state, CountState)
    assert state.seen >= 2000


def test_after_a_pause_what_is_over_opens_no_moment() -> None:
    simulated = normal_brand()
    simulated.counts += [
        *crisis_posts(random.Random(3), range(DAY, DAY + 40)),
        *normal_posts(random.Random(5), range(DAY + 40, DAY + 300)),
    ]
    evaluate_minutes(simulated, range(DAY + 240, DAY + 300))
    assert not simulated.moments


def test_mentions_that_come_minutes_late_still_open_a_moment() -> None:
    simulated = normal_brand()
    simulated.evaluate(START + (DAY + 12) * MINUTE_MS)
    simulated.counts += crisis_posts(random.Random(2), range(DAY, DAY + 5))
    found = simulated.evaluate(START + (DAY + 12) * MINUTE_MS + 1, Trigger.STREAM)
    assert {m.opened_ms for _, m in found.openings} == {START + DAY * MINUTE_MS}


def test_the_first_mentions_of_a_brand_open_no_moment_unless_most_are_negative() -> None:
    simulated = SimulatedBrand()
    assert not simulated.evaluate(START).openings
    simulated.counts = [minute(START, 5000, 1500)]
    assert not simulated.evaluate(START + MINUTE_MS, Trigger.STREAM).openings


def test_a_backfill_of_a_new_brand_opens_no_moment_and_is_learnt_from() -> None:
    simulated = SimulatedBrand(
        counts=[minute(START + n * MINUTE_MS, 1 + 40 * (n > 300), late=True) for n in range(360)]
    )
    evaluate_minutes(simulated, range(355, 400))
    assert not simulated.moments
    state = simulated.stored[Signal.VOLUME].state
    assert isinstance(state, CountState)
    assert state.baseline.flat > 3


def test_a_clear_burst_of_a_new_brand_opens_a_moment_while_learning() -> None:
    simulated = SimulatedBrand(
        counts=[*normal_posts(random.Random(1), range(180)), *crisis_posts(random.Random(2), range(180, 190))]
    )
    simulated.evaluate(START + 190 * MINUTE_MS)
    assert simulated.moments
    assert all(moment.decision["learning"] for moment in simulated.moments.values())
    assert any("still being learnt" in reason for m in simulated.moments.values() for reason in m.reasons)


@pytest.mark.parametrize("sensitivity", list(Sensitivity))
@pytest.mark.parametrize("mentions", [1, 2])
def test_one_or_two_mentions_after_silence_open_no_moment(sensitivity: Sensitivity, mentions: int) -> None:
    simulated = SimulatedBrand(
        Brand("acme", "Acme", sensitivity=sensitivity), [minute(START, 1), minute(START + 3000 * MINUTE_MS, 1)]
    )
    simulated.evaluate(START + 3000 * MINUTE_MS)
    simulated.counts.append(minute(START + 3001 * MINUTE_MS, mentions, mentions))
    simulated.evaluate(START + 3002 * MINUTE_MS)
    assert not simulated.moments


def test_an_episode_that_people_dismissed_is_not_opened_again() -> None:
    simulated = normal_brand()
    simulated.counts += crisis_posts(random.Random(2), range(DAY, DAY + 40))
    evaluate_minutes(simulated, range(DAY, DAY + 10))
    for moment in list(simulated.moments.values()):
        simulated.moments[moment.id] = _dismissed(moment)
    count = len(simulated.moments)
    evaluate_minutes(simulated, range(DAY + 10, DAY + 60))
    assert len(simulated.moments) == count
    assert all(stored.episode is None for stored in simulated.stored.values())


def _dismissed(moment: Moment) -> Moment:
    action = Action(moment.updated_ms, by="ana@example.com", note="a test of our own")
    return next_version(moment, dismiss(moment, action), action.at_ms)


def test_what_people_closed_opens_anew_only_when_it_is_worse_than_it_was() -> None:
    """A flood of the same size is what they closed; a hostile one of SEV1 is not."""
    simulated = normal_brand()
    simulated.counts += normal_posts(random.Random(2), range(DAY, DAY + 30), 30.0, 0.15)
    evaluate_minutes(simulated, range(DAY, DAY + 10))
    burst = by_kind(simulated)[Kind.VOLUME_BURST]
    assert burst.severity > Severity.SEV2
    simulated.moments[burst.id] = _dismissed(burst)
    evaluate_minutes(simulated, range(DAY + 10, DAY + 30))
    assert [moment.kind for moment in simulated.moments.values()] == [Kind.VOLUME_BURST]
    simulated.counts += crisis_posts(random.Random(3), range(DAY + 30, DAY + 45))
    evaluate_minutes(simulated, range(DAY + 30, DAY + 45))
    again = [moment for moment in simulated.moments.values() if moment.kind is Kind.VOLUME_BURST][1:]
    assert [moment.severity < burst.severity for moment in again] == [True]


def test_a_moment_that_is_reopened_is_followed_until_what_comes_after_is_normal() -> None:
    simulated = normal_brand()
    simulated.counts += [
        *crisis_posts(random.Random(2), range(DAY, DAY + 15)),
        *normal_posts(random.Random(3), range(DAY + 15, DAY + 120)),
    ]
    evaluate_minutes(simulated, range(DAY, DAY + 60))
    burst = by_kind(simulated)[Kind.VOLUME_BURST]
    assert burst.status is Status.RESOLVED
    action = Action(START + (DAY + 60) * MINUTE_MS, by="ana")
    simulated.moments[burst.id] = next_version(burst, reopen(burst, action), action.at_ms)
    evaluate_minutes(simulated, range(DAY + 61, DAY + 75))
    assert simulated.moments[burst.id].status.ongoing
    assert simulated.stored[Signal.VOLUME].episode is not None
    evaluate_minutes(simulated, range(DAY + 75, DAY + 90))
    assert simulated.moments[burst.id].status is Status.RESOLVED
    assert simulated.stored[Signal.VOLUME].episode is None
    assert list(by_kind(simulated)) == [moment.kind for moment in simulated.moments.values()]


def test_a_relapse_goes_back_to_open_without_a_new_alert() -> None:
    rng = random.Random(6)
    simulated = normal_brand()
    simulated.counts += [
        *crisis_posts(rng, range(DAY, DAY + 20)),
        *normal_posts(rng, range(DAY + 20, DAY + 28)),
        *crisis_posts(rng, range(DAY + 28, DAY + 40)),
        *normal_posts(rng, range(DAY + 40, DAY + 100)),
    ]
    evaluate_minutes(simulated, range(DAY, DAY + 100))
    burst = by_kind(simulated)[Kind.VOLUME_BURST]
    steps = [s.change for s in burst.timeline if s.change is not Transition.ESCALATED]
    assert steps == [
        Transition.OPENED,
        Transition.RECOVERING,
        Transition.RELAPSED,
        Transition.RECOVERING,
        Transition.RESOLVED,
    ]


def test_praise_alone_pages_nobody() -> None:
    simulated = normal_brand()
    simulated.counts += [minute(START + (DAY + n) * MINUTE_MS, 8, positive=8) for n in range(10)]
    evaluate_minutes(simulated, range(DAY, DAY + 15))
    assert [(m.kind, m.severity) for m in simulated.moments.values()] == [(Kind.VOLUME_BURST, Severity.SEV4)]


def test_opening_is_named_by_its_bucket() -> None:
    simulated = normal_brand()
    simulated.counts += crisis_posts(random.Random(2), range(DAY, DAY + 10))
    simulated.evaluate(START + (DAY + 10) * MINUTE_MS)
    assert all(m.opened_ms % BUCKET_MS == 0 for m in simulated.moments.values())
