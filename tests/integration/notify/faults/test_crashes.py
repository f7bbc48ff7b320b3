"""notify when it dies, or works late: never a second page, and every page sent or reported."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from functions.notify import handler
from functions.notify.messages.message import Message
from functions.notify.outbox import store
from shared.domain.time import MINUTE_MS
from tests.integration.notify.faults.sns_faults import DOUBT, FIRST_MAIL, answered_surge, refused
from tests.integration.notify_stage import Crash, NotifyRun, record, stream, tick, unsent
from tests.unit.notify.examples import START, surge

pytestmark = pytest.mark.usefixtures("many_pages")


class Saboteur:
    """Kills the function before or after its n-th write or publication, once."""

    def __init__(self, stage: NotifyRun, monkeypatch: pytest.MonkeyPatch) -> None:
        self.point, self.when, self.calls = -1, "before", 0
        real = store._transact

        def transact(writes: list[dict[str, Any]]) -> set[int]:
            self.strike("before")
            lost = real(writes)
            self.strike("after")
            return lost

        def before(_message: Message) -> None:
            self.strike("before")

        monkeypatch.setattr(store, "_transact", transact)
        stage.before = before
        stage.after = lambda _message: self.strike("after")

    def strike(self, when: str) -> None:
        self.calls += when == "before"
        if self.calls == self.point and when == self.when:
            self.point = -1
            raise Crash


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_crash_at_any_point_never_pages_twice_and_never_hides_a_page(
    stage: NotifyRun, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    saboteur = Saboteur(stage, monkeypatch)
    for point in range(1, 11):  # one write for the decision; claim, publication and mark of three messages
        moment = surge(id=f"{point:012x}", crisis=f"{point:012x}")
        stage.published.clear()
        saboteur.calls, saboteur.point, saboteur.when = 0, point, when
        with suppress(Crash):
            stream(record(moment))
        stream(record(moment))
        for minute in (4, 6, 7.5):
            tick(minute)
        assert saboteur.point == -1, f"it struck at {point}"
        assert len(stage.pages) <= 1
        assert stage.mails.count(DOUBT) <= 1
        assert stage.pages or DOUBT in stage.mails
        assert FIRST_MAIL in stage.mails
        assert "Moment opened" in stage.subjects("bus")
        assert unsent() == []


@pytest.mark.parametrize("behind", [17, 90, 600])
def test_a_page_that_nobody_has_tried_is_sent_however_late(
    stage: NotifyRun, monkeypatch: pytest.MonkeyPatch, behind: int
) -> None:
    """The function was stopped between writing the page down and sending it, and no tick came for a while."""
    monkeypatch.setattr(handler, "send_new", lambda _: True)
    stream(record(answered_surge()))
    assert "opened#page" in unsent()
    tick(3 + behind)
    tick(4 + behind)
    assert len(stage.pages) == 1
    assert "since 14:05 UTC" in stage.pages[0]
    assert DOUBT not in stage.mails
    assert unsent() == []


def test_people_get_their_time_to_answer_after_a_page_that_went_out_late(
    stage: NotifyRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Level 2 is not paged in the same minute as level 1."""
    monkeypatch.setattr(handler, "send_new", lambda _: True)
    stream(record(surge()))
    tick(20)
    tick(24.9)
    assert [page[:9] for page in stage.pages] == ["SEV1 Acme"]
    tick(25)
    assert [page[:9] for page in stage.pages[1:]] == ["AGAIN (1)"]


def test_a_page_that_was_never_tried_is_refused_for_as_long_as_any_other(
    stage: NotifyRun, failing_sns: Callable[[Exception | None], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handler, "send_new", lambda _: True)
    stream(record(answered_surge()))
    failing_sns(refused("EndpointDisabled", 400))
    tick(20)
    tick(34.9)
    assert "opened#page" in unsent()
    tick(35)
    failing_sns(None)
    tick(36)
    assert (stage.pages, [mail for mail in stage.mails if mail == DOUBT]) == ([], [DOUBT])


def test_a_page_that_is_being_sent_from_an_old_event_is_not_taken_for_lost(stage: NotifyRun) -> None:
    """The stream is 17 minutes behind, and a tick comes while the page is on its way."""
    stage.clock_ms = START + 20 * MINUTE_MS

    def tick_meanwhile(message: Message) -> None:
        if message.audience == "page":
            tick(20)

    stage.after = tick_meanwhile
    stream(record(answered_surge()))
    assert len(stage.pages) == 1
    assert DOUBT not in stage.mails
