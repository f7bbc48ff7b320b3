"""Reminders of overdue steps and public words: once for each, whatever comes twice, together, or after a crash."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from functions.notify import reminders as reminders_of_notify
from functions.notify.messages.message import Message
from functions.notify.policy.overdue import overdue_between
from shared.domain.brand import Brand
from shared.domain.moments.moment import Moment, Severity, Status
from shared.domain.people.silence import Silence
from shared.domain.people.subscriber import Subscriber
from shared.domain.people.subscription import Topic, subscriptions
from shared.domain.time import HOUR_MS, MINUTE_MS
from shared.plans.plan import Plan, PlanStep
from shared.store import brands, moments, plans
from shared.store.people import silences, subscribers
from tests.api_client import ask
from tests.integration.notify_stage import Crash, NotifyRun, record, staged, stream, tick, unsent
from tests.integration.stored_crisis import put_moment
from tests.unit.notify.examples import START, opened, surge
from tests.unit.shared.domain.people.sns_filter import accepts

OTHER = Subscriber("cy", "Cy", "cy@acme.example")
SET = 3
"""The minute at which the severity was set."""


@pytest.fixture
def stage(aws: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Iterator[NotifyRun]:
    brands.put(Brand("acme", "Acme"))
    yield from staged(aws, monkeypatch)


def begin(**changes: Any) -> Moment:
    moment = surge()._replace(version=1, **changes)
    put_moment(moment)
    stream(record(moment))
    return moment


def reminders(stage: NotifyRun) -> list[str]:
    return [subject.removeprefix("OVERDUE ") for subject in stage.mails if subject.startswith("OVERDUE")]


def hears(person: Subscriber, message: Message) -> bool:
    (found,) = [each for each in subscriptions(person) if each.topic is Topic.ALERT]
    return accepts(found.policy, {n: v if isinstance(v, str) else list(v) for n, v in message.attributes.items()})


def test_ticks_that_come_twice_or_late_remind_once_and_say_what_is_due(stage: NotifyRun) -> None:
    moment = begin()
    for minute in (1, 4, 5):
        tick(SET + minute)
    assert reminders(stage) == [], "there is time left"
    for minute in (6, 6, 7):
        tick(SET + minute)
    assert reminders(stage) == ["SEV1 Acme - first word, due at 14:13 UTC"]
    assert f"foreshock statement {moment.id}" in stage.sent_to("alert")[-1].text
    tick(SET + 31)
    assert reminders(stage)[1:] == ["SEV1 Acme - scope and 2 more, due at 14:18 UTC"], "a late tick tells all at once"
    tick(SET + 95)
    assert len(reminders(stage)) == 2, "who says nothing has heard so"
    assert unsent() == []


def test_of_two_ticks_within_one_another_one_reminds(stage: NotifyRun, monkeypatch: pytest.MonkeyPatch) -> None:
    begin()
    tick(4)
    usual = overdue_between

    def another_tick_meanwhile(*arguments: Any) -> Any:
        monkeypatch.setattr(reminders_of_notify, "overdue_between", usual)
        tick(SET + 6)
        return usual(*arguments)

    monkeypatch.setattr(reminders_of_notify, "overdue_between", another_tick_meanwhile)
    tick(SET + 6)
    tick(SET + 7)
    assert reminders(stage) == ["SEV1 Acme - first word, due at 14:13 UTC"]


def test_a_crash_before_the_mail_is_out_loses_and_doubles_nothing(stage: NotifyRun) -> None:
    begin()
    tick(4)

    def dies(message: Message) -> None:
        if message.subject.startswith("OVERDUE"):
            raise Crash

    stage.before = dies
    with pytest.raises(Crash):
        tick(SET + 6)
    stage.before = lambda _message: None
    stage.clock_ms = START + (SET + 9) * MINUTE_MS
    for minute in (7, 8, 9):
        tick(SET + minute)
    assert reminders(stage) == ["SEV1 Acme - first word, due at 14:13 UTC"]
    assert unsent() == []


def test_a_statement_is_the_first_word_and_the_second_one_says_the_scope(stage: NotifyRun) -> None:
    moment = begin()
    tick(4)
    for minute, words in ((4, "We have seen it."), (9, "Only the blue kettles.")):
        said = {"text": words, "channel": "website", "by": "Ana"}
        answer = ask("POST", f"/moments/{moment.id}/statements", body=said, now_ms=START + (SET + minute) * MINUTE_MS)
        assert answer.status == 200
    for minute in (6, 11, 16):
        tick(SET + minute)
    assert reminders(stage) == ["SEV1 Acme - step 6, due at 14:23 UTC"], "nobody has paused the advertising"
    steps = {entry.step for entry in moments.get(moment.id).timeline if entry.step}
    assert steps == {"first-word", "scope"}


def test_the_owner_whose_address_the_plan_names_is_reminded_alone(stage: NotifyRun) -> None:
    ana = Subscriber("ana", "Ana", "ana@acme.example", brands=("globex",))
    subscribers.put(subscribers.Stored(ana), 0)
    steps = tuple(PlanStep(who, who, 5, f"Ask {who}.") for who in ("ana", "ben", "legal"))
    contacts = {"ana": "Ana <Ana@acme.example>, room 4", "ben": "ben@elsewhere.example", "legal": "extension 17"}
    plans.put(Plan("ours", "Ours", steps, contacts=contacts))
    begin()
    for minute in (1, 6, 7):
        tick(SET + minute)
    sent = [message for message in stage.sent_to("alert") if message.subject.startswith("OVERDUE")]
    hers, everybody = sorted(sent, key=lambda message: "Ask ana." not in message.text)
    assert ("Ask ana." in hers.text, "Ask ben." in hers.text) == (True, False)
    assert ("Ask ben." in everybody.text, "Ask legal." in everybody.text, "Ask ana." in everybody.text) == (1, 1, 0)
    assert (hears(ana, hers), hears(OTHER, hers)) == (True, False)
    assert (hears(ana, everybody), hears(OTHER, everybody)) == (False, True), "Ana hears of another brand only"


def test_in_a_drill_only_volunteers_are_reminded_whoever_the_plan_names(stage: NotifyRun) -> None:
    ana, volunteer = Subscriber("ana", "Ana", "ana@acme.example"), OTHER._replace(drills=True)
    subscribers.put(subscribers.Stored(ana), 0)
    plans.put(Plan("ours", "Ours", (PlanStep("ask", "ana", 5, "Ask."),), contacts={"ana": "ana@acme.example"}))
    begin(brand="drill-acme-00000a", brand_name="DRILL Acme")
    for minute in (1, 6):
        tick(SET + minute)
    (message,) = [one for one in stage.sent_to("alert") if one.subject.startswith("OVERDUE SEV1 DRILL Acme")]
    assert (hears(volunteer, message), hears(ana, message), hears(OTHER, message)) == (True, False, False)


def test_what_pages_nobody_reminds_nobody_at_night(stage: NotifyRun) -> None:
    calm = begin(severity=Severity.SEV3, timeline=(opened(Severity.SEV3, SET),))
    tick(4)
    eight_hours = SET + 8 * 60
    tick(eight_hours + 1)
    assert reminders(stage) == [], f"it is night, {calm.id}"
    tick(eight_hours + 8 * 60)
    assert reminders(stage) == [], "the morning has not come"
    tick(17 * 60)
    assert reminders(stage) == ["SEV3 Acme - step 3, due at 22:08 UTC"]


def test_what_a_silence_covers_reminds_when_it_ends(stage: NotifyRun) -> None:
    begin()
    tick(4)
    silences.put(Silence("s1", START + 30 * MINUTE_MS, "Ana", "known", START, brand="acme", even_sev1=True))
    tick(SET + 6)
    assert reminders(stage) == []
    tick(31)
    assert [subject[:23] for subject in reminders(stage)] == ["SEV1 Acme - first word "]


def test_once_it_is_over_nobody_is_reminded_and_nothing_is_left_to_look_at(stage: NotifyRun) -> None:
    before = begin()
    ended = before._replace(status=Status.RESOLVED, ended_ms=START + 4 * MINUTE_MS, version=2)
    put_moment(ended)
    tick(SET + 6)
    tick(SET + HOUR_MS // MINUTE_MS)
    assert reminders(stage) == []
