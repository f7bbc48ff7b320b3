"""Decisions on a brand, minute by minute: a normal day, a crisis, and the way back."""

# ruff: noqa: S311 - seeded, so that a day is the same every time

from __future__ import annotations

import random

import pytest

from functions.detect.detectors.count.scoring import judge
from functions.detect.detectors.count.state import CountBucket
from functions.detect.detectors.count.state_document import CODEC
from functions.detect.detectors.signal import Signal
from shared.domain.moments.moment import Kind, Severity, Status, Transition
from shared.domain.time import BUCKET_MS, MINUTE_MS, bucket_of
from tests.unit.detect.simulated_brand import (
    DAY,
    START,
    SimulatedBrand,
    by_kind,
    crisis_posts,
    evaluate_minutes,
    normal_posts,
)

pytestmark = pytest.mark.days


@pytest.fixture(scope="module")
def after_the_crisis() -> SimulatedBrand:
    rng = random.Random(4)
    simulated = SimulatedBrand()
    simulated.counts = [
        *normal_posts(rng, range(DAY)),
        *crisis_posts(rng, range(DAY, DAY + 40)),
        *normal_posts(rng, range(DAY + 40, DAY + 240)),
    ]
    evaluate_minutes(simulated, range(0, DAY - 300, 5), streamed=False)
    evaluate_minutes(simulated, range(DAY - 300, DAY + 240))
    return simulated


def test_a_day_with_a_crisis_and_its_recovery_has_one_moment_of_each_kind(after_the_crisis: SimulatedBrand) -> None:
    assert set(by_kind(after_the_crisis)) == {Kind.VOLUME_BURST, Kind.NEGATIVE_SURGE}


def test_moments_open_together_share_one_crisis(after_the_crisis: SimulatedBrand) -> None:
    first = min(after_the_crisis.moments.values(), key=lambda m: m.detected_ms)
    assert {moment.crisis for moment in after_the_crisis.moments.values()} == {first.crisis}


def test_the_crisis_is_detected_within_ten_minutes_of_its_start(after_the_crisis: SimulatedBrand) -> None:
    for moment in after_the_crisis.moments.values():
        assert 0 <= moment.detected_ms - (START + DAY * MINUTE_MS) <= 10 * MINUTE_MS
        assert moment.opened_ms <= moment.detected_ms


def test_a_moment_recovers_and_ends_once_and_does_not_flap(after_the_crisis: SimulatedBrand) -> None:
    for moment in after_the_crisis.moments.values():
        changes = [step.change for step in moment.timeline]
        assert changes[0] is Transition.OPENED
        assert [c for c in changes if c is not Transition.ESCALATED] == [
            Transition.OPENED,
            Transition.RECOVERING,
            Transition.RESOLVED,
        ]
        assert moment.status is Status.RESOLVED
        assert moment.ended_ms is not None
        assert moment.ended_ms <= START + (DAY + 40 + 35) * MINUTE_MS


def test_a_large_hostile_wave_has_the_highest_severity(after_the_crisis: SimulatedBrand) -> None:
    surge = by_kind(after_the_crisis)[Kind.NEGATIVE_SURGE]
    assert surge.severity is Severity.SEV1
    assert surge.reasons


def test_mentions_and_peak_are_those_of_the_crisis(after_the_crisis: SimulatedBrand) -> None:
    burst = by_kind(after_the_crisis)[Kind.VOLUME_BURST]
    ended_ms = burst.ended_ms or 0
    counted = sum(c.tally.mentions for c in after_the_crisis.counts if burst.opened_ms <= c.minute_ms < ended_ms)
    assert burst.mentions == pytest.approx(counted, abs=3)
    assert burst.peak > 20


def test_evidence_quotes_different_critical_posts(after_the_crisis: SimulatedBrand) -> None:
    surge = by_kind(after_the_crisis)[Kind.NEGATIVE_SURGE]
    assert 1 <= len(surge.evidence.samples) <= 3
    assert len({sample.text for sample in surge.evidence.samples}) == len(surge.evidence.samples)
    assert surge.evidence.channels


def test_a_decision_is_computed_again_bit_for_bit(after_the_crisis: SimulatedBrand) -> None:
    for moment in after_the_crisis.moments.values():
        record = moment.decision
        bucket = CountBucket(record["bucket_ms"], record["observed"], record["minute"], record["in_time"])
        found = judge(CODEC.load(record["state"]), bucket)._asdict()
        assert not found.pop("flood")
        assert found == {name: record[name] for name in found}
        assert not record["again"]
        assert record["period"] >= record["threshold"]


def test_a_second_wave_after_recovery_opens_a_new_moment(after_the_crisis: SimulatedBrand) -> None:
    rng = random.Random(9)
    simulated = SimulatedBrand(
        counts=list(after_the_crisis.counts),
        stored=dict(after_the_crisis.stored),
        moments=dict(after_the_crisis.moments),
    )
    simulated.counts += [
        *crisis_posts(rng, range(DAY + 240, DAY + 270)),
        *normal_posts(rng, range(DAY + 270, DAY + 330)),
    ]
    evaluate_minutes(simulated, range(DAY + 240, DAY + 330))
    assert sorted(m.kind for m in simulated.moments.values()) == sorted(2 * [Kind.VOLUME_BURST, Kind.NEGATIVE_SURGE])
    assert len({m.crisis for m in simulated.moments.values()}) == 2
    assert not any(m.status.ongoing for m in simulated.moments.values())


def again_for(minutes: int, after_the_crisis: SimulatedBrand) -> list[Kind]:
    """The kinds of the moments that open when such a crisis comes again for so long, three hours later."""
    simulated = SimulatedBrand(
        counts=list(after_the_crisis.counts),
        stored=dict(after_the_crisis.stored),
        moments=dict(after_the_crisis.moments),
    )
    known = set(simulated.moments)
    simulated.counts += crisis_posts(random.Random(9), range(DAY + 240, DAY + 240 + minutes))
    evaluate_minutes(simulated, range(DAY + 240, DAY + 270))
    return sorted(moment.kind for name, moment in simulated.moments.items() if name not in known)


def test_one_bucket_is_no_second_wave_but_two_in_a_row_are(after_the_crisis: SimulatedBrand) -> None:
    assert {Kind.VOLUME_BURST, Kind.NEGATIVE_SURGE}.isdisjoint(again_for(5, after_the_crisis))
    assert {Kind.VOLUME_BURST, Kind.NEGATIVE_SURGE} <= set(again_for(10, after_the_crisis))


def test_an_episode_ends_with_the_last_closed_bucket(after_the_crisis: SimulatedBrand) -> None:
    burst = by_kind(after_the_crisis)[Kind.VOLUME_BURST]
    stored = after_the_crisis.stored[Signal.VOLUME]
    assert stored.episode is None
    assert stored.last_episode_ms == bucket_of(burst.ended_ms or 0) - BUCKET_MS


def test_ticks_alone_find_the_same_episodes(after_the_crisis: SimulatedBrand) -> None:
    simulated = SimulatedBrand(counts=after_the_crisis.counts)
    evaluate_minutes(simulated, range(0, DAY - 300, 5), streamed=False)
    evaluate_minutes(simulated, range(DAY - 300, DAY + 240), streamed=False)
    assert {(m.kind, m.opened_ms) for m in simulated.moments.values()} == {
        (m.kind, m.opened_ms) for m in after_the_crisis.moments.values()
    }


def test_severity_never_falls(after_the_crisis: SimulatedBrand) -> None:
    for moment in after_the_crisis.moments.values():
        levels = [step.severity for step in moment.timeline]
        assert levels == sorted(levels, reverse=True)
