"""What people confirmed as real leaves the record and the baseline; without a word, or dismissed, it counts in full."""

# ruff: noqa: S311 - seeded, so that a series is the same every time

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import cast

import pytest

from functions.detect.detectors.all_signals import evaluate_signals
from functions.detect.detectors.count.scoring import judge
from functions.detect.detectors.count.state import CountBucket, CountState
from functions.detect.detectors.count.state_document import CODEC
from functions.detect.detectors.signal import Signal
from functions.detect.moments.decision_types import Decision, Trigger
from shared.domain.moments.history import confirmed, dismissed
from shared.domain.moments.lifecycle import acknowledge, dismiss, reopen, resolve
from shared.domain.moments.moment import Kind, Moment
from shared.domain.time import MINUTE_MS
from tests.unit.detect.simulated_brand import (
    DAY,
    START,
    SimulatedBrand,
    crisis_posts,
    normal_posts,
)

pytestmark = pytest.mark.days


BEGIN, END = 3 * DAY, 3 * DAY + 50
"""The minutes of a crisis, after three normal days."""


def at(minute: int) -> int:
    return START + minute * MINUTE_MS


class WatchedBrand(SimulatedBrand):
    """A brand that knows when it was evaluated last."""

    checked_ms = 0

    def evaluate(
        self, now_ms: int, trigger: Trigger = Trigger.TICK, unreachable: Mapping[str, int] | None = None
    ) -> Decision:
        self.checked_ms = now_ms
        return super().evaluate(now_ms, trigger, unreachable)


def brand() -> WatchedBrand:
    """A brand just before its crisis."""
    calm = normal_posts(random.Random(1), range(BEGIN))
    crisis = crisis_posts(random.Random(2), range(BEGIN, END))
    after = normal_posts(random.Random(3), range(END, BEGIN + DAY))
    found = WatchedBrand(counts=[*calm, *crisis, *after])
    found.evaluate(at(BEGIN))
    return found


def after(minutes: int, *acts: tuple[int, Callable[[WatchedBrand, int], object]]) -> WatchedBrand:
    """The brand so many minutes after the crisis began; each act happens in its minute."""
    found, done = brand(), BEGIN
    for minute, act in (*acts, (minutes, lambda *_: None)):
        for passed in range(done + 2, BEGIN + minute + 1, 2):
            found.evaluate(at(passed))
        act(found, at(BEGIN + minute))
        done = BEGIN + minute
    return found


def acknowledged(found: WatchedBrand, now_ms: int) -> Moment:
    return found.act(Kind.VOLUME_BURST, acknowledge, now_ms)


def was_dismissed(found: WatchedBrand, now_ms: int) -> Moment:
    return found.act(Kind.VOLUME_BURST, dismiss, now_ms)


def was_resolved(found: WatchedBrand, now_ms: int) -> Moment:
    return found.act(Kind.VOLUME_BURST, resolve, now_ms)


def state(found: WatchedBrand, signal: Signal = Signal.VOLUME) -> CountState:
    """What the signal has learnt by the end, also what is not stored yet."""
    given = found.decision_input(found.checked_ms)
    states = {name: stored.state for name, stored in given.stored.items()}
    evaluations = evaluate_signals(given.brand, states, given.counts, given.now_ms, confirmed=given.confirmed)
    return cast("CountState", evaluations[signal].state)


@pytest.fixture(scope="module")
def silent() -> WatchedBrand:
    """The brand three hours after a crisis of which nobody said a word."""
    return after(180)


@pytest.fixture(scope="module")
def known_as_real() -> WatchedBrand:
    """The same, where somebody took care of the crisis after six minutes."""
    return after(180, (6, acknowledged))


def test_without_a_word_the_crisis_is_on_record_in_full(silent: WatchedBrand) -> None:
    assert max(state(silent).rises.surprises) > 10.0
    assert state(silent).confirmed == ()


def test_what_somebody_acknowledged_leaves_the_record(known_as_real: WatchedBrand) -> None:
    assert state(known_as_real).rises.surprises == state(brand()).rises.surprises


def test_it_leaves_the_baseline(silent: WatchedBrand, known_as_real: WatchedBrand) -> None:
    before = state(brand()).baseline
    assert state(silent).baseline.flat > before.flat
    assert state(known_as_real).baseline.flat <= before.flat
    assert state(known_as_real).baseline.dispersions.flat < state(silent).baseline.dispersions.flat


def test_the_whole_crisis_is_confirmed_with_one_of_its_moments(known_as_real: WatchedBrand) -> None:
    assert Kind.NEGATIVE_SURGE in {moment.kind for moment in known_as_real.moments.values()}
    assert state(known_as_real, Signal.NEGATIVE).confirmed
    assert max(state(known_as_real, Signal.NEGATIVE).rises.surprises) < 5.0


def test_it_does_not_matter_when_people_say_so(known_as_real: WatchedBrand) -> None:
    """The state is the same to the last bit, though an hour of the crisis had been learnt."""
    late = after(180, (48, acknowledged))
    assert state(late) == state(known_as_real)


def test_to_resolve_it_by_hand_confirms_it(known_as_real: WatchedBrand) -> None:
    by_hand = after(180, (46, was_resolved))
    assert state(by_hand).rises.surprises == state(known_as_real).rises.surprises


def test_what_is_dismissed_after_all_counts_in_full(silent: WatchedBrand) -> None:
    """To the last bit as if nobody had said a word."""
    changed_mind = after(180, (6, acknowledged), (48, was_dismissed))
    assert state(changed_mind) == state(silent)


def test_what_is_dismissed_at_once_counts_in_full(silent: WatchedBrand) -> None:
    assert state(after(180, (6, was_dismissed))).rises == state(silent).rises


def test_a_confirmed_crisis_does_not_hide_the_next(silent: WatchedBrand, known_as_real: WatchedBrand) -> None:
    """A burst of a quarter of the size is rarer after a confirmed crisis than after one that counts."""

    def rarity(found: WatchedBrand) -> float:
        known = state(found)._replace(rise_envelope=0.0)
        return judge(known, CountBucket(known.bucket_ms + 300_000, 9, 0)).period

    assert rarity(known_as_real) > rarity(silent)


def test_the_stream_does_not_need_the_tick_to_know_of_it() -> None:
    """Between an act and the next tick the stream decides by the state of before the crisis, and stores nothing."""
    found = after(48)
    acknowledged(found, at(BEGIN + 48))
    given = found.decision_input(at(BEGIN + 48) + 20_000, Trigger.STREAM)
    recalled = cast("CountState", given.stored[Signal.VOLUME].state)
    assert given.stored[Signal.VOLUME].recalled
    assert recalled.bucket_ms < at(BEGIN) <= cast("CountState", found.stored[Signal.VOLUME].state).bucket_ms


def test_the_stored_form_keeps_what_was_confirmed(known_as_real: WatchedBrand) -> None:
    document = CODEC.dump(state(known_as_real))
    assert CODEC.load(document) == state(known_as_real)
    assert len(document["c"]) == 1
    assert CODEC.load({name: value for name, value in document.items() if name != "c"}).confirmed == ()


def test_only_people_confirm_or_dismiss() -> None:
    found = after(130)
    (moment,) = (one for one in found.moments.values() if one.kind is Kind.VOLUME_BURST)
    assert not moment.status.ongoing
    assert not confirmed(moment)
    assert not dismissed(moment)


def test_a_new_brand_is_learnt_anew_with_its_past_and_only_once() -> None:
    """Its past was counted after the crisis of its first minutes, which the state of before does not know."""
    created = 2 * DAY
    found = WatchedBrand(counts=crisis_posts(random.Random(2), range(created, created + 40), 68.0))
    for minute in range(created + 1, created + 20):
        found.evaluate(at(minute))
    past = normal_posts(random.Random(1), range(DAY // 2, created))
    found.counts = [*(replace(count, late=True) for count in past), *found.counts]
    found.counts += normal_posts(random.Random(3), range(created + 40, created + 300))
    for minute in range(created + 20, created + 240, 2):
        found.evaluate(at(minute))
    before = state(found)
    assert before.history > 100
    acknowledge_all(found, at(created + 240))
    given = found.decision_input(at(created + 240))
    assert given.stored[Signal.VOLUME].recalled
    for minute in range(created + 242, created + 280, 2):
        found.evaluate(at(minute))
    assert state(found).history == before.history
    assert state(found).confirmed
    assert not found.decision_input(at(created + 280)).stored[Signal.VOLUME].recalled


def acknowledge_all(found: WatchedBrand, now_ms: int) -> None:
    for kind in {moment.kind for moment in found.moments.values() if moment.kind in BURSTS}:
        moment = next(one for one in found.moments.values() if one.kind is kind)
        found.act(kind, acknowledge if moment.status.ongoing else reopen, now_ms)
        if not moment.status.ongoing:
            found.act(kind, acknowledge, now_ms)


BURSTS = {Kind.VOLUME_BURST, Kind.NEGATIVE_SURGE}
