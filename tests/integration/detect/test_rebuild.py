"""A past that is counted late is learnt again from the counters: by itself, in steps, and without a word to anybody."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from functions.detect import rebuild as rebuilding
from functions.detect.detectors.history import STILL_LATE_MS
from functions.detect.detectors.signal import Signal
from functions.detect.rebuild import RESERVED_MS, rebuild
from functions.detect.storage import states
from shared.domain.brand import Brand
from shared.store import brands
from shared.store.counters import learning, rebuilds
from shared.store.counters.active_brands import mark_active
from tests.integration.detect.late_past import asked, done, found_states, past, pushed, run
from tests.integration.detect_stage import at, counted, crisis, stored, tick
from tests.unit.detect.simulated_brand import DAY

pytestmark = pytest.mark.usefixtures("calls")


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
    assert not done(), "another run holds it"

    def crash(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(rebuilding, "save_states", crash)
        run(DAY + 3)
    assert not done()
    run(DAY + 6)
    assert done()
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
    assert not done()
    assert rebuilds.due(at(DAY + 2)) == ["acme"]
    run(DAY + 2)
    assert done()
