"""Both doors at once, and cuts at any write: one moment an episode all the same."""

# ruff: noqa: S311 - seeded chance, so that a series is the same every time

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from functions.detect import runner
from functions.detect.detectors.signal import Signal
from functions.detect.moments.decision_types import EpisodeEnd, Trigger
from functions.detect.storage import states as memory
from functions.detect.storage import transactions
from shared.domain.errors import Conflict
from shared.domain.moment import Kind, Status, Transition
from shared.store import moments
from shared.store.dynamodb import dynamodb
from tests.integration.detect_stage import (
    DAY,
    a_normal_morning,
    at,
    counted,
    crisis,
    stored,
    tick,
)
from tests.unit.detect.stage import talk

BOTH = sorted([Kind.VOLUME_BURST, Kind.NEGATIVE_SURGE])


@pytest.fixture(autouse=True)
def _calm(aws: dict[str, str]) -> None:
    assert aws
    a_normal_morning()


class TestRaces:
    @pytest.mark.parametrize("late_trigger", list(Trigger))
    @pytest.mark.parametrize("other_minute", [DAY + 5, DAY + 6])
    def test_both_doors_at_once_open_each_episode_once(
        self, monkeypatch: pytest.MonkeyPatch, late_trigger: Trigger, other_minute: int
    ) -> None:
        """One door has judged and is about to write when the other one does it all."""
        counted(crisis(range(DAY, DAY + 6)))
        other = Trigger.TICK if late_trigger is Trigger.STREAM else Trigger.STREAM
        _before(monkeypatch, "open_moments", lambda: runner.evaluate_brand("acme", at(other_minute), other))
        runner.evaluate_brand("acme", at(DAY + 5), late_trigger)
        assert sorted(moment.kind for moment in stored()) == BOTH
        assert len({moment.crisis for moment in stored()}) == 1

    def test_two_kinds_opened_by_two_doors_share_one_crisis(self, monkeypatch: pytest.MonkeyPatch) -> None:
        counted(crisis(range(DAY, DAY + 5)))
        wanted = Signal.VOLUME

        def one_kind(openings: Any, ongoing: Any, turn: int) -> None:
            transactions.open_moments([found for found in openings if found[0] is wanted], ongoing, turn)

        def the_other_kind() -> None:
            nonlocal wanted
            wanted = Signal.NEGATIVE
            runner.evaluate_brand("acme", at(DAY + 5), Trigger.STREAM)
            wanted = Signal.VOLUME

        monkeypatch.setattr(runner, "open_moments", one_kind)
        _before(monkeypatch, "open_moments", the_other_kind)
        runner.evaluate_brand("acme", at(DAY + 5), Trigger.STREAM)
        assert sorted(moment.kind for moment in stored()) == BOTH
        assert len({moment.crisis for moment in stored()}) == 1

    def test_no_episode_opens_while_another_is_locked_or_where_one_has_ended(self) -> None:
        counted(crisis(range(DAY, DAY + 5)))
        tick(DAY + 5)
        first = next(moment for moment in stored() if moment.kind is Kind.VOLUME_BURST)
        again = replace(first, id="another", opened_ms=at(DAY + 5))
        with pytest.raises(Conflict):
            transactions.open_moments([(Signal.VOLUME, again)], [], memory.crisis_version("acme"))
        transactions.end_episode("acme", EpisodeEnd(Signal.VOLUME, first.id, at(DAY + 5)))
        with pytest.raises(Conflict):
            transactions.open_moments([(Signal.VOLUME, again)], [], memory.crisis_version("acme"))
        later = replace(again, opened_ms=at(DAY + 10))
        transactions.open_moments([(Signal.VOLUME, later)], [], memory.crisis_version("acme"))
        assert len(stored()) == 3

    def test_an_acknowledgement_between_reading_and_writing_is_kept(self, monkeypatch: pytest.MonkeyPatch) -> None:
        counted(crisis(range(DAY, DAY + 12)))
        tick(DAY + 5)

        def acknowledge() -> None:
            for moment in stored():
                moments.put_change(
                    replace(moment, status=Status.ACKNOWLEDGED, version=moment.version + 1), moment.version
                )

        _before(monkeypatch, "open_moments", acknowledge)
        runner.evaluate_brand("acme", at(DAY + 10), Trigger.TICK)
        assert {moment.status for moment in stored()} == {Status.ACKNOWLEDGED}
        assert all(moment.mentions > 0 and moment.version > 2 for moment in stored())


def _before(monkeypatch: pytest.MonkeyPatch, name: str, happening: Callable[[], None]) -> None:
    """Let something happen once, just before ``watch`` calls ``name`` for the first time."""
    original = getattr(runner, name)
    happened: list[bool] = []

    def called(*args: Any) -> Any:
        if not happened:
            happened.append(True)
            happening()
        return original(*args)

    monkeypatch.setattr(runner, name, called)


class Breaking:
    """The DynamoDB client, breaking at its n-th write, before or after it is done."""

    def __init__(self, at_write: int, *, after: bool) -> None:
        self.left, self.after, self.real = at_write, after, dynamodb()

    def __getattr__(self, name: str) -> Any:
        real = getattr(self.real, name)
        return self._breaking(real) if name in {"transact_write_items", "update_item", "put_item"} else real

    def _breaking(self, write: Any) -> Any:
        def called(**request: Any) -> Any:
            self.left -= 1
            if self.left == 0 and not self.after:
                raise ConnectionError("cut before the write")
            answer = write(**request)
            if self.left == 0:
                raise ConnectionError("cut after the write")
            return answer

        return called


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("write", range(1, 9))
def test_a_cut_at_any_write_leaves_what_an_uncut_run_leaves(
    monkeypatch: pytest.MonkeyPatch, write: int, *, after: bool
) -> None:
    """Through opening and through recovery, with the tick repeated after the cut."""
    counted([*crisis(range(DAY, DAY + 15)), *talk(random.Random(7), range(DAY + 15, DAY + 60))])
    broken = Breaking(write, after=after)
    for module in (memory, transactions, moments):
        monkeypatch.setattr(module, "dynamodb", lambda: broken)
    for minute in (DAY + 5, DAY + 5, DAY + 10, DAY + 40, DAY + 40, DAY + 41):
        tick(minute)
    assert sorted(moment.kind for moment in stored()) == BOTH
    assert len({moment.crisis for moment in stored()}) == 1
    for moment in stored():
        changes = [step.change for step in moment.timeline]
        assert changes.count(Transition.OPENED) == changes.count(Transition.RESOLVED) == 1
    assert all(found.episode is None for found in memory.load_states("acme").values())
    states = [found.state for found in memory.load_states("acme").values()]
    assert all(state is not None and state.bucket_ms == at(DAY + 20) for state in states)
