"""Laws of whole lives of moments, whatever steps are tried on them in whichever order."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.errors import IllegalTransition
from shared.domain.moments.history import acknowledged
from shared.domain.moments.lifecycle import acknowledge, dismiss, recover, reopen, resolve
from shared.domain.moments.moment import Moment, Severity, Status, Transition
from shared.domain.moments.transitions import TIMELINE_LIMIT, TRANSITIONS, Action
from shared.domain.time import BUCKET_MS, DAY_MS
from tests.unit.shared.domain.moments.moment_steps import (
    BY_A_PERSON,
    OPENED_MS,
    STEPS,
    Step,
    new,
    to_next_severity,
    to_sev1,
)

ACTIONS = st.builds(
    Action,
    at_ms=st.integers(OPENED_MS - BUCKET_MS, OPENED_MS + DAY_MS),
    by=st.sampled_from(["foreshock", "ana"]),
    via=st.sampled_from(["", "api"]),
    note=st.sampled_from(["", "seen"]),
)
ATTEMPTS = st.lists(
    st.tuples(st.sampled_from([*STEPS.values(), to_next_severity]), ACTIONS), max_size=2 * TIMELINE_LIMIT
)


def lives(attempts: list[tuple[Step, Action]]) -> list[Moment]:
    """The moment after each attempt; what its status forbids leaves it as it is."""
    moments = [new(Severity.SEV4)]
    for step, action in attempts:
        try:
            moments.append(step(moments[-1], action))
        except IllegalTransition:
            moments.append(moments[-1])
    return moments


@given(ATTEMPTS)
def test_what_is_over_goes_on_only_when_it_is_reopened(attempts: list[tuple[Step, Action]]) -> None:
    moments = lives(attempts)
    for before, after in itertools.pairwise(moments):
        if after.status.ongoing and not before.status.ongoing:
            assert after.timeline[-1].change is Transition.REOPENED
            assert not acknowledged(after)
    assert all((moment.ended_ms is None) == moment.status.ongoing for moment in moments)


@given(ATTEMPTS)
def test_the_timeline_only_grows_and_stays_in_order(attempts: list[tuple[Step, Action]]) -> None:
    moments = lives(attempts)
    for before, after in itertools.pairwise(moments):
        assert after.timeline[: len(before.timeline)] == before.timeline
        assert len(after.timeline) <= len(before.timeline) + 1
        assert after.updated_ms >= before.updated_ms
        assert after.severity <= before.severity
    times = [entry.at_ms for entry in moments[-1].timeline]
    assert times == sorted(times)


@given(ATTEMPTS, st.sampled_from([acknowledge, recover, resolve, dismiss, reopen, to_sev1]), ACTIONS, ACTIONS)
def test_a_step_taken_twice_is_taken_once(
    attempts: list[tuple[Step, Action]], step: Step, first: Action, second: Action
) -> None:
    moment = lives(attempts)[-1]
    try:
        once = step(moment, first)
    except IllegalTransition:
        return
    assert step(once, second) == once


@given(ATTEMPTS, st.sampled_from(BY_A_PERSON), ACTIONS)
def test_a_person_can_act_on_every_ongoing_moment(
    attempts: list[tuple[Step, Action]], step: Step, action: Action
) -> None:
    moment = lives(attempts)[-1]
    if moment.status.ongoing:
        after = step(moment, action)
        assert acknowledged(after) if step is acknowledge else not after.status.ongoing


def test_every_status_and_transition_has_a_place_in_the_table() -> None:
    assert set(TRANSITIONS) == set(Status)
    everywhere = {Transition.OPENED, Transition.NOTED}
    assert {transition for row in TRANSITIONS.values() for transition in row} == set(Transition) - everywhere
