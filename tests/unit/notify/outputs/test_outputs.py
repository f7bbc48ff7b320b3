"""The alert outputs, and what it takes to add one."""

from __future__ import annotations

import pytest

from functions.notify.messages.announcements import grouped, notifications
from functions.notify.messages.message import Message
from functions.notify.messages.notification import Notification
from functions.notify.outputs import registry
from functions.notify.outputs.output import Output
from functions.notify.outputs.registry import output_of, priority, rendered
from functions.notify.policy.alert_policy import decide, without_waiting
from functions.notify.policy.crisis_state import new_crisis
from shared.domain.moments.moment import Severity
from tests.unit.notify.examples import LINKS, burst, opened, resolved, resolved_surge, surge
from tests.unit.notify.outputs.chat import Chat, opening


@pytest.fixture
def chat(monkeypatch: pytest.MonkeyPatch) -> Chat:
    """Registers the chat; this is the one line."""
    chat = Chat()
    monkeypatch.setattr(registry, "OUTPUTS", (*registry.OUTPUTS, chat))
    return chat


def ending() -> list[Notification]:
    crisis = decide(new_crisis(surge()), surge(), opened()).crisis
    decision = decide(crisis, resolved_surge(), resolved())
    return notifications(decision, resolved_surge(), resolved(), zone="UTC", links=LINKS)


def group() -> Notification:
    crisis = decide(new_crisis(surge()), surge(), opened()).crisis
    crisis = decide(crisis, burst(), opened(Severity.SEV2, 4)).crisis
    assert without_waiting(crisis) != crisis
    return grouped(crisis, LINKS)


def names(notification: Notification) -> list[str]:
    return [stored.name for stored in rendered(notification)]


def test_an_opening_that_wakes_somebody_goes_to_all_three_outputs_the_page_first() -> None:
    assert names(opening()) == ["opened#page", "opened#alert", "opened#bus"]


def test_an_opening_that_can_wait_goes_to_mail_and_machines() -> None:
    assert names(opening(Severity.SEV3)) == ["opened#alert", "opened#bus"]


def test_the_end_of_a_crisis_goes_to_people_and_the_step_to_machines() -> None:
    assert [names(each) for each in ending()] == [["over-1#page", "over-1#alert"], ["resolved#bus"]]


def test_grouped_steps_are_a_mail_and_nothing_else() -> None:
    (mail,) = rendered(group())
    assert mail.message.audience == "alert"
    assert mail.owner == group().owner


def test_only_pages_are_sent_at_most_once() -> None:
    assert [output.name for output in registry.OUTPUTS if output.at_most_once] == ["page"]


def test_every_output_has_a_name_of_its_own_and_makes_messages_of_that_name() -> None:
    all_of_them = [opening(), *ending(), group()]
    assert len({output.name for output in registry.OUTPUTS}) == len(registry.OUTPUTS)
    for output in registry.OUTPUTS:
        wanted = [notification for notification in all_of_them if output.wants(notification)]
        assert wanted
        assert {output.render(notification).audience for notification in wanted} == {output.name}


def test_a_new_output_gets_what_it_wants_beside_the_others(chat: Output) -> None:
    assert names(opening()) == ["opened#page", "opened#alert", "opened#bus", "opened#chat"]
    assert names(opening(Severity.SEV3)) == ["opened#alert", "opened#bus"]
    line = rendered(opening())[-1].message
    assert line == Message("chat", "SEV1 acme: opened")
    assert output_of(line) is chat
    assert priority(line) == 3


def test_a_message_of_an_output_that_is_gone_is_named() -> None:
    with pytest.raises(LookupError, match="'chat'"):
        output_of(Message("chat", "hello"))


@pytest.mark.parametrize("name", ["page", "bus"])
def test_what_an_output_does_not_want_it_does_not_render(name: str) -> None:
    with pytest.raises(TypeError):
        output_of(Message(name, "")).render(group())
