"""Both triggers at once, and failures at any write: an episode still has one moment."""

# ruff: noqa: S311 - seeded, so that a series is the same every time

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from functions.detect import brand_evaluation
from functions.detect.detectors.signal import Signal
from functions.detect.moments.decision_types import EpisodeEnd, Trigger
from functions.detect.storage import states, transactions
from shared.domain.errors import Conflict
from shared.domain.moments.lifecycle import acknowledge, next_version, reopen, resolve
from shared.domain.moments.moment import Kind, Status, Transition
from shared.domain.moments.transitions import Action
from shared.store import moments
from shared.store.changes import transaction
from shared.store.changes.crisis_turn import crisis_turn
from shared.store.dynamodb import dynamodb
from tests.integration.detect_stage import a_normal_morning, at, counted, crisis, stored, tick
from tests.unit.detect.simulated_brand import DAY, normal_posts

BOTH = sorted([Kind.VOLUME_BURST, Kind.NEGATIVE_SURGE])


@pytest.fixture(autouse=True)
def _calm(aws: dict[str, str]) -> None:
    assert aws
    a_normal_morning()


class TestRaces:
    @pytest.mark.parametrize("late_trigger", list(Trigger))
    @pytest.mark.parametrize("other_minute", [DAY + 5, DAY + 6])
    def test_both_triggers_at_once_open_each_episode_once(
        self, monkeypatch: pytest.MonkeyPatch, late_trigger: Trigger, other_minute: int
    ) -> None:
        """One run has decided and is about to store when the other one runs from start to end."""
        counted(crisis(range(DAY, DAY + 6)))
        other = Trigger.TICK if late_trigger is Trigger.STREAM else Trigger.STREAM
        _before(monkeypatch, "open_moments", lambda: brand_evaluation.evaluate_brand("acme", at(other_minute), other))
        brand_evaluation.evaluate_brand("acme", at(DAY + 5), late_trigger)
        assert sorted(moment.kind for moment in stored()) == BOTH
        assert len({moment.crisis for moment in stored()}) == 1

    def test_two_kinds_opened_by_two_runs_share_one_crisis(self, monkeypatch: pytest.MonkeyPatch) -> None:
        counted(crisis(range(DAY, DAY + 5)))
        wanted = Signal.VOLUME

        def one_kind(openings: Any, ongoing: Any, version: int) -> None:
            transactions.open_moments([found for found in openings if found[0] is wanted], ongoing, version)

        def the_other_kind() -> None:
            nonlocal wanted
            wanted = Signal.NEGATIVE
            brand_evaluation.evaluate_brand("acme", at(DAY + 5), Trigger.STREAM)
            wanted = Signal.VOLUME

        monkeypatch.setattr(brand_evaluation, "open_moments", one_kind)
        _before(monkeypatch, "open_moments", the_other_kind)
        brand_evaluation.evaluate_brand("acme", at(DAY + 5), Trigger.STREAM)
        assert sorted(moment.kind for moment in stored()) == BOTH
        assert len({moment.crisis for moment in stored()}) == 1

    def test_no_episode_opens_while_another_is_open_or_where_one_has_ended(self) -> None:
        counted(crisis(range(DAY, DAY + 5)))
        tick(DAY + 5)
        first = next(moment for moment in stored() if moment.kind is Kind.VOLUME_BURST)
        again = first._replace(id="another", opened_ms=at(DAY + 5))
        with pytest.raises(Conflict):
            transactions.open_moments([(Signal.VOLUME, again)], [], crisis_turn("acme"))
        transactions.end_episode("acme", EpisodeEnd(Signal.VOLUME, first.id, at(DAY + 5)))
        with pytest.raises(Conflict):
            transactions.open_moments([(Signal.VOLUME, again)], [], crisis_turn("acme"))
        later = again._replace(opened_ms=at(DAY + 10))
        transactions.open_moments([(Signal.VOLUME, later)], [], crisis_turn("acme"))
        assert len(stored()) == 3

    def test_an_acknowledgement_between_reading_and_writing_is_kept(self, monkeypatch: pytest.MonkeyPatch) -> None:
        counted(crisis(range(DAY, DAY + 12)))
        tick(DAY + 5)

        def a_person_acknowledges() -> None:
            action = Action(at(DAY + 6), by="ana@example.com", via="moment page")
            for moment in stored():
                moments.put_change(next_version(moment, acknowledge(moment, action), action.at_ms), moment.version)

        _before(monkeypatch, "open_moments", a_person_acknowledges)
        brand_evaluation.evaluate_brand("acme", at(DAY + 10), Trigger.TICK)
        assert {moment.status for moment in stored()} == {Status.ACKNOWLEDGED}
        assert all(moment.mentions > 0 and moment.version > 2 for moment in stored())
        assert {moment.timeline[1].by for moment in stored()} == {"ana@example.com"}

    def test_what_a_person_reopens_has_its_episode_again(self) -> None:
        counted([*crisis(range(DAY, DAY + 15)), *normal_posts(random.Random(7), range(DAY + 15, DAY + 60))])
        for minute in range(DAY + 1, DAY + 55, 3):
            tick(minute)
        burst = next(moment for moment in stored() if moment.kind is Kind.VOLUME_BURST)
        action = Action(at(DAY + 56), by="ana")
        moments.put_change(next_version(burst, reopen(burst, action), action.at_ms), burst.version)
        tick(DAY + 57)
        episode = states.load_states("acme")[Signal.VOLUME].episode
        assert episode is not None
        assert episode.moment_id == burst.id
        assert next(moment for moment in stored() if moment.id == burst.id).status.ongoing

    def test_what_a_person_resolves_is_not_opened_again_by_the_same_posts(self) -> None:
        counted(crisis(range(DAY, DAY + 40)))
        tick(DAY + 5)
        for moment in stored():
            action = Action(at(DAY + 6), by="ana")
            moments.put_change(next_version(moment, resolve(moment, action), action.at_ms), moment.version)
        count = len(stored())
        for minute in range(DAY + 7, DAY + 40, 3):
            tick(minute)
        assert len(stored()) == count


def _before(monkeypatch: pytest.MonkeyPatch, name: str, happening: Callable[[], None]) -> None:
    """Let something happen once, just before ``name`` is called for the first time."""
    original = getattr(brand_evaluation, name)
    happened: list[bool] = []

    def called(*args: Any) -> Any:
        if not happened:
            happened.append(True)
            happening()
        return original(*args)

    monkeypatch.setattr(brand_evaluation, name, called)


class Breaking:
    """The DynamoDB client, which fails at its n-th write, before or after the write is done."""

    def __init__(self, at_write: int, *, after: bool) -> None:
        self.left, self.after, self.real = at_write, after, dynamodb()

    def __getattr__(self, name: str) -> Any:
        real = getattr(self.real, name)
        return self._breaking(real) if name in {"transact_write_items", "update_item", "put_item"} else real

    def _breaking(self, write: Any) -> Any:
        def called(**request: Any) -> Any:
            self.left -= 1
            if self.left == 0 and not self.after:
                raise ConnectionError("lost before the write")
            answer = write(**request)
            if self.left == 0:
                raise ConnectionError("lost after the write")
            return answer

        return called


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("write", range(1, 9))
def test_a_failure_at_any_write_leaves_what_a_run_without_one_leaves(
    monkeypatch: pytest.MonkeyPatch, write: int, *, after: bool
) -> None:
    """At opening and at recovery, with the tick repeated after the failure."""
    counted([*crisis(range(DAY, DAY + 15)), *normal_posts(random.Random(7), range(DAY + 15, DAY + 60))])
    broken = Breaking(write, after=after)
    for module in (states, transaction, moments):
        monkeypatch.setattr(module, "dynamodb", lambda: broken)
    for minute in (DAY + 5, DAY + 5, DAY + 10, DAY + 40, DAY + 40, DAY + 41):
        tick(minute)
    assert sorted(moment.kind for moment in stored()) == BOTH
    assert len({moment.crisis for moment in stored()}) == 1
    for moment in stored():
        changes = [step.change for step in moment.timeline]
        assert changes.count(Transition.OPENED) == changes.count(Transition.RESOLVED) == 1
    assert all(found.episode is None for found in states.load_states("acme").values())
    learnt = [found.state for found in states.load_states("acme").values()]
    assert all(state is not None and state.bucket_ms == at(DAY + 20) for state in learnt)
