"""POST /moments/{id}/ack, note, dismiss, resolve and reopen; POST /crises/{id}/ack, dismiss and resolve."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from functions.respond import acts
from functions.respond.schemas.act import act_view, crisis_act_view
from shared.domain.errors import Conflict
from shared.domain.moments.act import Act
from shared.domain.moments.dismissal import DismissReason, dismiss_reason
from shared.domain.moments.history import confirmed
from shared.domain.moments.lifecycle import next_version, recover
from shared.domain.moments.moment import Moment, Status, Transition
from shared.domain.moments.transitions import Action
from shared.domain.time import DAY_MS, MINUTE_MS
from shared.store import moments
from shared.store.changes.crisis_turn import crisis_turn
from shared.store.changes.moment_changes import store_changes
from tests.api_client import Answer, ask
from tests.integration.stored_crisis import put_moment
from tests.unit.notify.examples import START, burst, surge

NOW_MS = START + 10 * MINUTE_MS


@pytest.fixture
def stored(aws: dict[str, str]) -> Moment:  # noqa: ARG001 - the tables must be there first
    return put_moment(surge()._replace(version=1))


@pytest.fixture
def crisis(stored: Moment) -> list[Moment]:
    """A crisis of two moments; its id is that of the first."""
    first = put_moment(stored._replace(crisis=stored.id))
    return [first, put_moment(burst()._replace(crisis=stored.id, version=1))]


def post(path: str, now_ms: int = NOW_MS, **body: Any) -> Answer:
    return ask("POST", path, body=body, now_ms=now_ms)


def test_an_acknowledgement_is_stored_with_who_when_and_from_where(stored: Moment) -> None:
    answer = post(f"/moments/{stored.id}/ack", by="Ana", note="calling the factory")
    assert answer.status == 200
    assert (answer.json["by"], answer.json["via"], answer.json["yours"]) == ("Ana", "api", True)
    after = moments.get(stored.id)
    assert (after.status, after.version) == (Status.ACKNOWLEDGED, 2)
    entry = after.timeline[-1]
    assert (entry.by, entry.via, entry.at_ms, entry.note) == ("Ana", "api", NOW_MS, "calling the factory")


def test_the_second_learns_who_was_first_and_changes_nothing(stored: Moment) -> None:
    first = post(f"/moments/{stored.id}/ack", by="Ana")
    second = post(f"/moments/{stored.id}/ack", by="Ben", now_ms=NOW_MS + 60_000)
    assert (second.status, second.json) == (200, {**first.json, "yours": False})
    assert post(f"/moments/{stored.id}/ack", by="Ana").json == first.json
    assert moments.get(stored.id).version == 2


def test_twenty_who_race_to_acknowledge_a_moment_have_one_winner(stored: Moment) -> None:
    """Each in a thread of its own, below the router, which as in Lambda takes one request at a time."""

    def acknowledged_by(number: int) -> str:
        action = Action(NOW_MS + number, by=f"person {number}", via="api")
        return act_view(acts.on_moment(stored.id, Act.ACK, action), Act.ACK, action)["by"]

    with ThreadPoolExecutor(20) as pool:
        (winner,) = set(pool.map(acknowledged_by, range(20)))
    assert [e.by for e in moments.get(stored.id).timeline if e.change is Transition.ACKNOWLEDGED] == [winner]


def test_twenty_who_race_to_acknowledge_a_crisis_have_one_winner(crisis: list[Moment]) -> None:
    def acknowledged_by(number: int) -> str:
        action = Action(NOW_MS + number, by=f"person {number}", via="api")
        return crisis_act_view(acts.on_crisis(crisis[0].crisis, Act.ACK, action), Act.ACK, action)["by"]

    with ThreadPoolExecutor(20) as pool:
        (winner,) = set(pool.map(acknowledged_by, range(20)))
    for moment in crisis:
        assert [e.by for e in moments.get(moment.id).timeline if e.change is Transition.ACKNOWLEDGED] == [winner]


def test_an_act_without_a_name_is_that_of_the_key(stored: Moment) -> None:
    assert post(f"/moments/{stored.id}/ack", via="cli").json["by"].startswith("key ")
    assert moments.get(stored.id).timeline[-1].via == "cli"


def test_a_moment_that_does_not_exist_is_404(stored: Moment) -> None:
    assert post(f"/moments/{stored.id[::-1]}/ack", by="Ana").status == 404
    assert post(f"/crises/{stored.id[::-1]}/ack", by="Ana").status == 404


def test_a_note_of_several_lines_is_one_line_and_written_once(stored: Moment) -> None:
    for _ in range(2):
        answer = post(f"/moments/{stored.id}/note", by="Ana", note="the kettle,\n  not the toaster")
        assert (answer.status, answer.json["note"]) == (200, "the kettle, not the toaster")
    after = moments.get(stored.id)
    assert (after.status, after.version) == (stored.status, 2)


def test_a_dismissal_keeps_its_reason_and_what_was_written(stored: Moment) -> None:
    answer = post(f"/moments/{stored.id}/dismiss", by="Ana", reason="false_alarm", note="a game of that name")
    assert (answer.json["status"], answer.json["note"]) == ("dismissed", "false alarm: a game of that name")
    after = moments.get(stored.id)
    assert dismiss_reason(after) is DismissReason.FALSE_ALARM
    assert not confirmed(after)
    late = post(f"/moments/{stored.id}/ack", by="Ben")
    assert late.status == 409
    assert "Ana dismissed it at" in late.json["detail"]


def test_what_was_resolved_can_be_reopened_and_is_acknowledged_by_nobody(stored: Moment) -> None:
    post(f"/moments/{stored.id}/ack", by="Ana")
    assert post(f"/moments/{stored.id}/resolve", by="Ana").json["status"] == "resolved"
    assert moments.brands_with_ongoing() == []
    assert post(f"/moments/{stored.id}/reopen", by="Ben").json["status"] == "open"
    assert moments.brands_with_ongoing() == [stored.brand]
    assert post(f"/moments/{stored.id}/reopen", by="Ben").json["status"] == "open"
    assert post(f"/moments/{stored.id}/ack", by="Ben").json["yours"] is True
    assert post(f"/moments/{stored.id}/reopen", by="Eve", now_ms=NOW_MS + 7 * DAY_MS).status == 200


def test_a_moment_is_not_reopened_while_another_of_its_kind_goes_on(stored: Moment) -> None:
    post(f"/moments/{stored.id}/resolve", by="Ana")
    other = put_moment(stored._replace(id="b" * 12, opened_ms=stored.opened_ms + 1, crisis="b" * 12))
    answer = post(f"/moments/{stored.id}/reopen", by="Ana")
    assert answer.status == 409
    assert other.id in answer.json["detail"]


def test_endings_and_reopenings_count_the_turn_of_the_crisis(stored: Moment) -> None:
    """Otherwise detect could let a moment join a crisis that has just ended."""
    turns = [crisis_turn(stored.brand)]
    for act in ("ack", "resolve", "reopen", "dismiss"):
        reason: dict[str, Any] = {"reason": "known"} if act == "dismiss" else {}
        post(f"/moments/{stored.id}/{act}", by="Ana", **reason)
        turns.append(crisis_turn(stored.brand))
    assert [after - before for before, after in itertools.pairwise(turns)] == [0, 1, 1, 1]


def test_a_crisis_is_acknowledged_dismissed_and_resolved_at_once(crisis: list[Moment]) -> None:
    name = crisis[0].crisis
    taken = post(f"/crises/{name}/ack", by="Ana")
    assert {act["moment"] for act in taken.json["moments"]} == {moment.id for moment in crisis}
    assert {moments.get(moment.id).status for moment in crisis} == {Status.ACKNOWLEDGED}
    assert post(f"/crises/{name}/resolve", by="Ben").json["by"] == "Ben"
    assert {moments.get(moment.id).status for moment in crisis} == {Status.RESOLVED}
    assert post(f"/crises/{name}/ack", by="Eve").json["by"] == "Ana"
    dismissed = post(f"/crises/{name}/dismiss", by="Eve", reason="planned")
    assert (dismissed.json["note"], len(dismissed.json["moments"])) == ("planned", 2)


def test_a_crisis_is_never_half_acknowledged(crisis: list[Moment], monkeypatch: pytest.MonkeyPatch) -> None:
    """The second moment changes between reading and writing: all is read and decided again."""
    _once_before(monkeypatch, lambda: moments.put_change(_recovering(crisis[1]), 1))
    answer = post(f"/crises/{crisis[0].crisis}/ack", by="Ana")
    assert [act["status"] for act in answer.json["moments"]] == ["acknowledged", "recovering"]
    assert {act["by"] for act in answer.json["moments"]} == {"Ana"}


def test_whoever_is_never_first_is_asked_to_try_again(stored: Moment, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise Conflict("somebody else was first")

    monkeypatch.setattr(acts, "store_changes", never)
    monkeypatch.setattr(acts, "PAUSE_SECONDS", 0)
    answer = post(f"/moments/{stored.id}/ack", by="Ana")
    assert (answer.status, answer.headers["Retry-After"]) == (503, "2")


def _recovering(moment: Moment) -> Moment:
    return next_version(moment, recover(moment, Action(NOW_MS)), NOW_MS)


def _once_before(monkeypatch: pytest.MonkeyPatch, happening: Callable[[], None]) -> None:
    original, left = store_changes, [happening]

    def stored_later(*args: Any) -> None:
        if left:
            left.pop()()
        original(*args)

    monkeypatch.setattr(acts, "store_changes", stored_later)
