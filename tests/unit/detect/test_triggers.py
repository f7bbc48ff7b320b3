"""What the judgement does with what is late, missing, repeated, new or dismissed."""

# ruff: noqa: S311 - seeded chance, so that a day is the same every day

from __future__ import annotations

import random

import pytest

from functions.detect.detectors.count.scoring import CountState
from functions.detect.detectors.signal import Signal
from functions.detect.moments.decision_types import Decision, Trigger
from shared.domain.brand import Brand, Sensitivity
from shared.domain.moment import Kind, Moment, Severity, Transition
from shared.domain.moment_lifecycle import Action, dismiss, next_version
from shared.domain.time import BUCKET_MS, MINUTE_MS
from tests.unit.detect.stage import DAY, START, Stage, by_kind, calm_stage, crisis, minute, play_out, talk


def test_judging_twice_changes_nothing() -> None:
    stage = calm_stage()
    stage.counts += crisis(random.Random(2), range(DAY, DAY + 10))
    stage.play(START + (DAY + 10) * MINUTE_MS)
    assert stage.moments
    again = stage.play(START + (DAY + 10) * MINUTE_MS)
    assert again == Decision()


def test_the_order_of_counters_does_not_matter() -> None:
    first, second = calm_stage(), calm_stage()
    counts = crisis(random.Random(2), range(DAY, DAY + 10))
    first.counts += counts
    second.counts += reversed(counts)
    now = START + (DAY + 10) * MINUTE_MS
    assert first.play(now) == second.play(now)


def test_the_fast_door_only_opens_or_escalates() -> None:
    stage = calm_stage()
    stage.counts += crisis(random.Random(2), range(DAY, DAY + 10))
    found = stage.play(START + (DAY + 10) * MINUTE_MS, Trigger.STREAM)
    assert found.openings
    assert not found.states
    found = stage.play(START + (DAY + 60) * MINUTE_MS, Trigger.STREAM)
    assert found == Decision()


def test_late_mentions_teach_and_never_alert() -> None:
    stage = calm_stage()
    stage.counts += [minute(START + (DAY + n) * MINUTE_MS, 200, 180, late=True) for n in range(10)]
    play_out(stage, range(DAY, DAY + 40))
    assert not stage.moments
    state = stage.stored[Signal.VOLUME].state
    assert isinstance(state, CountState)
    assert state.seen >= 2000


def test_a_catch_up_after_a_pause_does_not_alert_on_what_is_over() -> None:
    stage = calm_stage()
    stage.counts += [
        *crisis(random.Random(3), range(DAY, DAY + 40)),
        *talk(random.Random(5), range(DAY + 40, DAY + 300)),
    ]
    play_out(stage, range(DAY + 240, DAY + 300))
    assert not stage.moments


def test_mentions_that_come_minutes_late_still_alert() -> None:
    stage = calm_stage()
    stage.play(START + (DAY + 12) * MINUTE_MS)
    stage.counts += crisis(random.Random(2), range(DAY, DAY + 5))
    found = stage.play(START + (DAY + 12) * MINUTE_MS + 1, Trigger.STREAM)
    assert {m.opened_ms for _, m in found.openings} == {START + DAY * MINUTE_MS}


def test_a_brand_nobody_has_heard_of_raises_nothing() -> None:
    stage = Stage()
    assert not stage.play(START).openings
    stage.counts = [minute(START, 5000, 4000)]
    assert not stage.play(START + MINUTE_MS, Trigger.STREAM).openings


def test_a_backfill_of_a_new_brand_raises_nothing_and_is_learnt() -> None:
    stage = Stage(counts=[minute(START + n * MINUTE_MS, 1 + 40 * (n > 300), late=True) for n in range(360)])
    play_out(stage, range(355, 400))
    assert not stage.moments
    state = stage.stored[Signal.VOLUME].state
    assert isinstance(state, CountState)
    assert state.baseline.flat > 3


def test_a_new_brand_is_told_of_a_clear_burst_while_learning() -> None:
    stage = Stage(counts=[*talk(random.Random(1), range(180)), *crisis(random.Random(2), range(180, 190))])
    stage.play(START + 190 * MINUTE_MS)
    assert stage.moments
    assert all(moment.decision["learning"] for moment in stage.moments.values())
    assert any("still being learnt" in reason for m in stage.moments.values() for reason in m.reasons)


@pytest.mark.parametrize("sensitivity", list(Sensitivity))
@pytest.mark.parametrize("mentions", [1, 2])
def test_one_or_two_mentions_after_silence_never_fire(sensitivity: Sensitivity, mentions: int) -> None:
    stage = Stage(
        Brand("acme", "Acme", sensitivity=sensitivity), [minute(START, 1), minute(START + 3000 * MINUTE_MS, 1)]
    )
    stage.play(START + 3000 * MINUTE_MS)
    stage.counts.append(minute(START + 3001 * MINUTE_MS, mentions, mentions))
    stage.play(START + 3002 * MINUTE_MS)
    assert not stage.moments


def test_an_episode_that_people_dismissed_is_not_opened_again() -> None:
    stage = calm_stage()
    stage.counts += crisis(random.Random(2), range(DAY, DAY + 40))
    play_out(stage, range(DAY, DAY + 10))
    for moment in list(stage.moments.values()):
        stage.moments[moment.id] = _dismissed(moment)
    count = len(stage.moments)
    play_out(stage, range(DAY + 10, DAY + 60))
    assert len(stage.moments) == count
    assert all(memory.episode is None for memory in stage.stored.values())


def _dismissed(moment: Moment) -> Moment:
    action = Action(moment.updated_ms, by="ana@example.com", note="a test of our own")
    return next_version(moment, dismiss(moment, action), action.at_ms)


def test_a_relapse_goes_back_to_open_without_a_new_alert() -> None:
    rng = random.Random(6)
    stage = calm_stage()
    stage.counts += [
        *crisis(rng, range(DAY, DAY + 20)),
        *talk(rng, range(DAY + 20, DAY + 28)),
        *crisis(rng, range(DAY + 28, DAY + 40)),
        *talk(rng, range(DAY + 40, DAY + 100)),
    ]
    play_out(stage, range(DAY, DAY + 100))
    burst = by_kind(stage)[Kind.VOLUME_BURST]
    steps = [s.change for s in burst.timeline if s.change is not Transition.ESCALATED]
    assert steps == [
        Transition.OPENED,
        Transition.RECOVERING,
        Transition.RELAPSED,
        Transition.RECOVERING,
        Transition.RESOLVED,
    ]


def test_praise_alone_does_not_wake_anybody() -> None:
    stage = calm_stage()
    stage.counts += [minute(START + (DAY + n) * MINUTE_MS, 8, positive=8) for n in range(10)]
    play_out(stage, range(DAY, DAY + 15))
    assert [(m.kind, m.severity) for m in stage.moments.values()] == [(Kind.VOLUME_BURST, Severity.SEV4)]


def test_opening_is_named_by_its_bucket() -> None:
    stage = calm_stage()
    stage.counts += crisis(random.Random(2), range(DAY, DAY + 10))
    stage.play(START + (DAY + 10) * MINUTE_MS)
    assert all(m.opened_ms % BUCKET_MS == 0 for m in stage.moments.values())
