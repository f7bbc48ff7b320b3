"""A brand's day as the judgement sees it, minute by minute."""

# ruff: noqa: S311 - seeded chance, so that a day is the same every day

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from functions.detect.alarm import Signal
from functions.detect.detector import Bucket, judge
from functions.detect.judgement import Door, Verdict
from functions.detect.snapshot import restored
from shared.brand import Brand, Sensitivity
from shared.bucket import BUCKET_MS, MINUTE_MS
from shared.moment import Change, Kind, Moment, Severity, Status
from tests.unit.detect.stage import START, Count, Stage, minute, talk

DAY = 1440


def crisis(rng: random.Random, minutes: range, per_bucket: float = 30.0, negative: float = 0.75) -> list[Count]:
    return talk(rng, minutes, per_bucket, negative)


def play_out(stage: Stage, minutes: range, *, streamed: bool = True) -> None:
    """A tick each minute and, in between, the stream's fast look."""
    for number in minutes:
        if streamed:
            stage.play(START + number * MINUTE_MS + 30_000, Door.STREAM)
        stage.play(START + (number + 1) * MINUTE_MS)


@pytest.fixture(scope="module")
def after_the_crisis() -> Stage:
    rng = random.Random(4)
    stage = Stage()
    stage.counts = [*talk(rng, range(DAY)), *crisis(rng, range(DAY, DAY + 40)), *talk(rng, range(DAY + 40, DAY + 240))]
    play_out(stage, range(DAY - 300), streamed=False)
    play_out(stage, range(DAY - 300, DAY + 240))
    return stage


def by_kind(stage: Stage) -> dict[Kind, Moment]:
    assert len({moment.kind for moment in stage.moments.values()}) == len(stage.moments)
    return {moment.kind: moment for moment in stage.moments.values()}


def test_a_day_a_crisis_and_recovery_make_one_moment_a_kind(after_the_crisis: Stage) -> None:
    assert set(by_kind(after_the_crisis)) == {Kind.VOLUME_BURST, Kind.NEGATIVE_SURGE}


def test_moments_open_together_share_one_crisis(after_the_crisis: Stage) -> None:
    first = min(after_the_crisis.moments.values(), key=lambda m: m.detected_ms)
    assert {moment.crisis for moment in after_the_crisis.moments.values()} == {first.crisis}


def test_the_crisis_is_seen_within_ten_minutes_of_its_start(after_the_crisis: Stage) -> None:
    for moment in after_the_crisis.moments.values():
        assert 0 <= moment.detected_ms - (START + DAY * MINUTE_MS) <= 10 * MINUTE_MS
        assert moment.opened_ms <= moment.detected_ms


def test_a_moment_recovers_and_ends_once_and_does_not_flap(after_the_crisis: Stage) -> None:
    for moment in after_the_crisis.moments.values():
        changes = [step.change for step in moment.timeline]
        assert changes[0] is Change.OPENED
        assert [c for c in changes if c is not Change.ESCALATED] == [
            Change.OPENED,
            Change.RECOVERING,
            Change.RESOLVED,
        ]
        assert moment.status is Status.RESOLVED
        assert moment.ended_ms is not None
        assert moment.ended_ms <= START + (DAY + 40 + 35) * MINUTE_MS


def test_a_large_hostile_wave_is_of_the_highest_severity(after_the_crisis: Stage) -> None:
    surge = by_kind(after_the_crisis)[Kind.NEGATIVE_SURGE]
    assert surge.severity is Severity.SEV1
    assert surge.reasons


def test_mentions_and_peak_are_those_of_the_crisis(after_the_crisis: Stage) -> None:
    burst = by_kind(after_the_crisis)[Kind.VOLUME_BURST]
    ended_ms = burst.ended_ms or 0
    counted = sum(c.tally.mentions for c in after_the_crisis.counts if burst.opened_ms <= c.minute_ms < ended_ms)
    assert burst.mentions == pytest.approx(counted, abs=3)
    assert burst.peak > 20


def test_evidence_quotes_different_critical_posts(after_the_crisis: Stage) -> None:
    surge = by_kind(after_the_crisis)[Kind.NEGATIVE_SURGE]
    assert 1 <= len(surge.evidence.samples) <= 3
    assert len({sample.text for sample in surge.evidence.samples}) == len(surge.evidence.samples)
    assert surge.evidence.channels


def test_a_decision_is_computed_again_bit_for_bit(after_the_crisis: Stage) -> None:
    for moment in after_the_crisis.moments.values():
        record = moment.decision
        score = judge(restored(record["state"]), Bucket(record["bucket_ms"], record["observed"], record["heard"]))
        for name in ("observed", "expected", "dispersion", "surprise", "abrupt", "excess", "period", "envelope"):
            assert getattr(score, name) == record[name]
        assert record["period"] >= record["threshold"] or record["abrupt_period"] >= record["threshold"]


def test_a_second_wave_after_recovery_opens_a_new_moment(after_the_crisis: Stage) -> None:
    rng = random.Random(9)
    stage = Stage(
        counts=list(after_the_crisis.counts),
        memories=dict(after_the_crisis.memories),
        moments=dict(after_the_crisis.moments),
    )
    stage.counts += [*crisis(rng, range(DAY + 240, DAY + 270)), *talk(rng, range(DAY + 270, DAY + 330))]
    play_out(stage, range(DAY + 240, DAY + 330))
    assert sorted(m.kind for m in stage.moments.values()) == sorted(2 * list(Kind))
    assert len({m.crisis for m in stage.moments.values()}) == 2
    assert not any(m.status.ongoing for m in stage.moments.values())


def test_ticks_alone_find_the_same_episodes(after_the_crisis: Stage) -> None:
    stage = Stage(counts=after_the_crisis.counts)
    play_out(stage, range(DAY + 240), streamed=False)
    assert {(m.kind, m.opened_ms) for m in stage.moments.values()} == {
        (m.kind, m.opened_ms) for m in after_the_crisis.moments.values()
    }


def calm_stage(seed: int = 1, days: int = 1, brand: Brand | None = None) -> Stage:
    stage = Stage(brand=brand or Brand("acme", "Acme"), counts=talk(random.Random(seed), range(days * DAY)))
    stage.play(START + days * DAY * MINUTE_MS)
    assert not stage.moments
    return stage


def test_judging_twice_changes_nothing() -> None:
    stage = calm_stage()
    stage.counts += crisis(random.Random(2), range(DAY, DAY + 10))
    stage.play(START + (DAY + 10) * MINUTE_MS)
    assert stage.moments
    again = stage.play(START + (DAY + 10) * MINUTE_MS)
    assert again == Verdict()


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
    found = stage.play(START + (DAY + 10) * MINUTE_MS, Door.STREAM)
    assert found.openings
    assert not found.states
    found = stage.play(START + (DAY + 60) * MINUTE_MS, Door.STREAM)
    assert found == Verdict()


def test_late_mentions_teach_and_never_alert() -> None:
    stage = calm_stage()
    stage.counts += [minute(START + (DAY + n) * MINUTE_MS, 200, 180, late=True) for n in range(10)]
    play_out(stage, range(DAY, DAY + 40))
    assert not stage.moments
    state = stage.memories[Signal.VOLUME].state
    assert state is not None
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
    found = stage.play(START + (DAY + 12) * MINUTE_MS + 1, Door.STREAM)
    assert {m.opened_ms for _, m in found.openings} == {START + DAY * MINUTE_MS}


def test_a_brand_nobody_has_heard_of_raises_nothing() -> None:
    stage = Stage()
    assert not stage.play(START).openings
    stage.counts = [minute(START, 5000, 4000)]
    assert not stage.play(START + MINUTE_MS, Door.STREAM).openings


def test_a_backfill_of_a_new_brand_raises_nothing_and_is_learnt() -> None:
    stage = Stage(counts=[minute(START + n * MINUTE_MS, 1 + 40 * (n > 300), late=True) for n in range(360)])
    play_out(stage, range(355, 400))
    assert not stage.moments
    state = stage.memories[Signal.VOLUME].state
    assert state is not None
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
    assert all(memory.lock is None for memory in stage.memories.values())


def _dismissed(moment: Moment) -> Moment:
    return replace(moment, status=Status.DISMISSED, version=moment.version + 1)


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
    steps = [s.change for s in burst.timeline if s.change is not Change.ESCALATED]
    assert steps == [Change.OPENED, Change.RECOVERING, Change.RELAPSED, Change.RECOVERING, Change.RESOLVED]


def test_severity_never_falls(after_the_crisis: Stage) -> None:
    for moment in after_the_crisis.moments.values():
        levels = [step.severity for step in moment.timeline]
        assert levels == sorted(levels, reverse=True)


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
