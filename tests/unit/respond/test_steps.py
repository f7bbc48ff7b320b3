"""What an act on a crisis does to each of its moments, and which step on a timeline answers for it."""

from __future__ import annotations

import pytest

from functions.respond.steps import entry_of, of_crisis, of_moment
from shared.domain.errors import IllegalTransition
from shared.domain.moments.act import Act
from shared.domain.moments.lifecycle import acknowledge, dismiss, recover, resolve
from shared.domain.moments.moment import Moment, Status, Transition
from shared.domain.moments.transitions import Action
from shared.domain.time import MINUTE_MS
from tests.unit.notify.examples import START, burst, surge

ANA = Action(START + 10 * MINUTE_MS, by="ana", via="api")
BEN = Action(START + 11 * MINUTE_MS, by="ben", via="api")
SYSTEM = Action(START + 9 * MINUTE_MS)


def statuses(moments: list[Moment]) -> list[Status]:
    return [moment.status for moment in moments]


def test_a_crisis_is_acknowledged_by_acknowledging_what_goes_on_and_nobody_has() -> None:
    found = [acknowledge(surge(), BEN), burst(), resolve(burst()._replace(id="over"), SYSTEM)]
    after = of_crisis(found, Act.ACK, ANA)
    assert statuses(after) == [Status.ACKNOWLEDGED, Status.ACKNOWLEDGED, Status.RESOLVED]
    assert [moment is before for moment, before in zip(after, found, strict=True)] == [True, False, True]


def test_what_was_done_to_the_whole_crisis_is_not_done_twice() -> None:
    once = of_crisis([surge(), burst()], Act.ACK, ANA)
    assert of_crisis(once, Act.ACK, BEN) == once
    over = of_crisis(once, Act.RESOLVE, ANA)
    assert of_crisis(over, Act.RESOLVE, BEN) == over


def test_a_dismissed_crisis_is_dismissed_as_a_whole_also_what_was_over() -> None:
    after = of_crisis([surge(), resolve(burst(), SYSTEM)], Act.DISMISS, ANA)
    assert statuses(after) == [Status.DISMISSED, Status.DISMISSED]


def test_what_was_dismissed_stays_so_when_the_crisis_is_resolved() -> None:
    after = of_crisis([dismiss(surge(), ANA), recover(burst(), SYSTEM)], Act.RESOLVE, BEN)
    assert statuses(after) == [Status.DISMISSED, Status.RESOLVED]


def test_who_comes_after_the_end_of_a_crisis_learns_who_ended_it() -> None:
    with pytest.raises(IllegalTransition, match=r"is ongoing\. ana resolved it at 2026-03-01T14:15:00Z"):
        of_crisis([resolve(burst(), SYSTEM), resolve(surge(), ANA)], Act.ACK, BEN)


def test_the_first_acknowledgement_answers_and_for_all_else_the_last_step() -> None:
    taken = of_moment(surge(), Act.ACK, ANA)
    entry = entry_of(taken, Act.ACK)
    assert entry is not None
    assert entry.by == "ana"
    reopened = of_moment(of_moment(taken, Act.RESOLVE, BEN), Act.REOPEN, BEN)
    assert entry_of(reopened, Act.ACK) is None
    last = entry_of(of_moment(reopened, Act.DISMISS, ANA), Act.DISMISS)
    assert last is not None
    assert (last.change, last.by) == (Transition.DISMISSED, "ana")


def test_a_note_answers_with_itself() -> None:
    noted = of_moment(surge(), Act.NOTE, ANA._replace(note="on it"))
    noted = of_moment(noted, Act.NOTE, BEN._replace(note="me too"))
    entry = entry_of(noted, Act.NOTE, ANA._replace(note="on it"))
    assert entry is not None
    assert (entry.by, entry.note) == ("ana", "on it")
