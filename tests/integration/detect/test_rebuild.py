"""A past that is counted late is learnt again from the counters: by itself, in steps, and without a word to anybody."""

# ruff: noqa: S311 - seeded, so that a series is the same every time

from __future__ import annotations

import random
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import ClientError

from functions.detect import dispatch
from functions.detect import rebuild as rebuilding
from functions.detect.detectors.all_signals import packed
from functions.detect.detectors.count.state import CountState
from functions.detect.detectors.history import STILL_LATE_MS
from functions.detect.detectors.signal import Signal
from functions.detect.handler import handler
from functions.detect.rebuild import RESERVED_MS, rebuild
from functions.detect.storage import states
from shared.domain.brand import Brand
from shared.domain.moments.lifecycle import acknowledge, next_version
from shared.domain.moments.moment import Kind, Status
from shared.domain.moments.transitions import Action
from shared.domain.time import BUCKET_MINUTES, DAY_MS, iso
from shared.store import brands, moments
from shared.store.counters import learning, rebuilds
from shared.store.counters.active_brands import mark_active
from tests.integration.detect_stage import at, counted, crisis, item, stored, streamed, tick
from tests.lambda_context import Context
from tests.unit.detect.simulated_brand import DAY, MinuteCount, normal_posts

HOURS = 30


@pytest.fixture(autouse=True)
def calls(
    aws: dict[str, str],  # noqa: ARG001 - the tables must be there
    monkeypatch: pytest.MonkeyPatch,
) -> list[dict[str, Any]]:
    """A brand, and the calls that are handed over."""
    found: list[dict[str, Any]] = []
    monkeypatch.setattr(rebuilds, "DAYS", 3)
    monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "detect")
    monkeypatch.setattr(dispatch, "_lambda", lambda: SimpleNamespace(invoke=lambda **call: found.append(call)))
    brands.put(Brand("acme", "Acme"))
    return found


def past(per_bucket: float = 3.0, seed: int = 1) -> list[MinuteCount]:
    """Thirty hours before minute ``DAY``, a counter each bucket at most."""
    minutes = range(DAY - HOURS * 60, DAY, BUCKET_MINUTES)
    return normal_posts(random.Random(seed), minutes, per_bucket * BUCKET_MINUTES)


def pushed(counts: list[MinuteCount], minutes: float) -> None:
    """The counters as those of posts that were pushed at that minute, and their stream."""
    late = [replace(count, late=True) for count in counts]
    counted(late)
    assert streamed([{**item(count), "seen": {"N": str(at(minutes))}} for count in late]) == {"batchItemFailures": []}


def run(minutes: float, left_ms: int = 60_000, brand: str = "acme") -> None:
    handler({"trigger": "rebuild", "time": iso(at(minutes)), "brand": brand}, Context(left_ms=left_ms))


def found_states(brand: str = "acme") -> bytes:
    return packed({signal: one.state for signal, one in states.load_states(brand).items() if one.state})


def asked(minutes: float) -> None:
    rebuilds.ask("acme", at(minutes), at(minutes) - 30 * DAY_MS)


def test_a_brand_is_known_after_its_past_was_pushed_and_nobody_is_told(calls: list[dict[str, Any]]) -> None:
    tick(DAY)
    assert learning.get("acme", at(DAY)).until_ms is None
    assert "no post" in learning.get("acme", at(DAY)).reason
    pushed(past() + crisis(range(DAY - 700, DAY - 680)), DAY)
    tick(DAY + 0.5)
    assert not calls, "more may come"
    tick(DAY + 2)
    assert [call["InvocationType"] for call in calls] == ["Event"]
    run(DAY + 2)
    assert not learning.get("acme", at(DAY + 2)).reason
    tick(DAY + 3)
    assert len(calls) == 1
    assert not stored()


def test_the_states_are_those_of_a_brand_that_was_watched() -> None:
    """What came late is learnt as if it had come in time, but for the last hours."""
    counts, states_of = past(), dict[str, bytes]()
    brands.put(Brand("watched", "Watched"))
    counted([replace(count, late=count.minute_ms < at(DAY - 30) - STILL_LATE_MS) for count in counts])
    counted(counts, "watched")
    for brand in ("acme", "watched"):
        rebuilds.ask(brand, at(DAY))
        run(DAY + 2, brand=brand)
        states_of[brand] = found_states(brand)
    assert states_of["acme"] == states_of["watched"]


def test_a_run_without_time_goes_on_where_it_stopped(
    monkeypatch: pytest.MonkeyPatch, calls: list[dict[str, Any]]
) -> None:
    counted([replace(count, late=True) for count in past()])
    asked(DAY)
    left = iter([RESERVED_MS] * 2 + [0])
    assert not rebuild("acme", at(DAY), lambda: next(left))
    begun = rebuilds.get("acme")
    assert begun
    assert begun.states
    assert begun.due(at(DAY))
    learnt = list[int]()
    learn_day = rebuilding._Run.learn_day

    def learn(one: rebuilding._Run) -> bool:
        learnt.append(one.day_ms)
        return learn_day(one)

    monkeypatch.setattr(rebuilding._Run, "learn_day", learn)
    run(DAY)
    assert min(learnt) == begun.day_ms
    resumed = found_states()
    asked(DAY)
    run(DAY)
    assert found_states() == resumed
    asked(DAY)
    run(DAY, left_ms=RESERVED_MS - 1)
    assert not calls, "it has not begun"


def test_a_run_that_comes_twice_or_crashes_leaves_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    counted([replace(count, late=True) for count in past()])
    asked(DAY)
    assert rebuilds.claim("acme", at(DAY))
    run(DAY)
    assert not _done(), "another run holds it"

    def crash(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(rebuilding, "save_states", crash)
        run(DAY + 3)
    assert not _done()
    run(DAY + 6)
    assert _done()
    after_crash = found_states()
    asked(DAY)
    run(DAY + 3)
    assert found_states() == after_crash


def test_what_others_save_meanwhile_is_not_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    counted(past())
    asked(DAY)
    load = states.load_states
    ticks = iter([DAY + 10.0, DAY + 25.0])

    def overtaken(brand_id: str) -> Any:
        found = load(brand_id)
        if (minutes := next(ticks, None)) is not None:
            tick(minutes)
        return found

    mark_active("acme", at(DAY + 25))
    monkeypatch.setattr(rebuilding, "load_states", overtaken)
    run(DAY)
    newest = {one.state.bucket_ms for one in load("acme").values() if one.state}
    assert newest == {at(DAY + 5)}
    assert load("acme")[Signal.VOLUME].rebuilt_ms == at(DAY)


def test_what_comes_during_a_run_is_learnt_by_the_next() -> None:
    counted([replace(count, late=True) for count in past()])
    asked(DAY)
    left = iter([RESERVED_MS] * 2 + [0])
    assert not rebuild("acme", at(DAY), lambda: next(left))
    pushed(crisis(range(DAY - 1500, DAY - 1450)), DAY)
    run(DAY)
    assert not _done()
    assert rebuilds.due(at(DAY + 2)) == ["acme"]
    run(DAY + 2)
    assert _done()


class TestLittleThatCameLate:
    def test_is_not_worth_it(self) -> None:
        pushed(past()[:5], DAY)
        assert not rebuilds.due(at(DAY + 60))

    def test_is_learnt_once_a_day_where_the_brand_is_known(self) -> None:
        pushed(past(), DAY)
        run(DAY + 2)
        pushed(past(seed=2)[:50], DAY + 10)
        assert not rebuilds.due(at(2 * DAY))
        assert rebuilds.due(at(2 * DAY + 5)) == ["acme"]

    def test_does_not_wait_for_ever_for_the_end_of_a_long_backfill(self) -> None:
        for minutes in range(DAY, DAY + 31):
            pushed(past()[:20], minutes)
        assert rebuilds.due(at(DAY + 30)) == ["acme"]

    def test_of_the_last_hour_is_no_past(self) -> None:
        pushed(normal_posts(random.Random(1), range(DAY - 50, DAY), 30.0), DAY)
        assert rebuilds.get("acme") is None


class TestAnOpenMoment:
    """A crisis goes on while the past of its brand is pushed."""

    @pytest.fixture(autouse=True)
    def open_moment(self) -> None:
        counted(normal_posts(random.Random(1), range(DAY - 360, DAY)))
        tick(DAY)
        counted(crisis(range(DAY, DAY + 40)))
        for minutes in (5, 10, 20, 30, 40):
            tick(DAY + minutes)
        pushed(past(1.5, 3)[:-100], DAY + 40)

    def test_is_neither_lost_nor_changed(self) -> None:
        before = stored()
        assert {moment.kind for moment in before} >= {Kind.VOLUME_BURST, Kind.NEGATIVE_SURGE}
        asked(DAY + 40)
        run(DAY + 40)
        assert stored() == before
        tick(DAY + 40)
        assert [(one.id, one.status, one.severity, one.mentions) for one in stored()] == [
            (one.id, one.status, one.severity, one.mentions) for one in before
        ]
        tick(DAY + 80)
        assert {moment.status for moment in stored()} == {Status.RESOLVED}

    def test_that_is_confirmed_afterwards_has_the_past_learnt_once_more(self) -> None:
        run(DAY + 42)
        rebuilt = _volume()
        (burst,) = (moment for moment in stored() if moment.kind is Kind.VOLUME_BURST)
        action = Action(at(DAY + 43), by="anna")
        moments.put_change(next_version(burst, acknowledge(burst, action), action.at_ms), burst.version)
        tick(DAY + 43)
        assert _volume().buckets >= rebuilt.buckets, "it knows no less meanwhile"
        assert rebuilds.due(at(DAY + 45)) == ["acme"]
        run(DAY + 45)
        assert _done()
        tick(DAY + 46)
        assert _done()
        assert max(_volume().rises.surprises) <= max(rebuilt.rises.surprises)


def test_a_brand_that_was_deleted_is_not_learnt() -> None:
    rebuilds.ask("nobody", at(DAY))
    handler({"trigger": "rebuild", "time": iso(at(DAY)), "brand": "nobody"}, Context())
    assert not rebuilds.due(at(DAY + 60))


def test_late_changes_that_cannot_be_noted_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    late = [replace(count, late=True) for count in past()[:3]]

    def busy(*_: object) -> None:
        raise ClientError({"Error": {"Code": "ThrottlingException", "Message": "slow down"}}, "UpdateItem")

    monkeypatch.setattr(rebuilds, "note_changes", busy)
    answer = streamed([{**item(count), "seen": {"N": str(at(DAY))}} for count in late])
    assert answer == {"batchItemFailures": [{"itemIdentifier": "1000"}]}


def _done() -> bool:
    found = rebuilds.get("acme")
    return found is not None and found.done_ms >= 0


def _volume() -> CountState:
    state = states.load_states("acme")[Signal.VOLUME].state
    assert isinstance(state, CountState)
    return state
