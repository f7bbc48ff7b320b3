"""From the first page to the last: who is paged again, what an acknowledgement stops, and who hears the end."""

from __future__ import annotations

import re
from typing import Any

import pytest

from functions.notify.outbox import store
from shared.domain.brand import Brand
from shared.domain.moments.moment import Kind, Severity, Status, Transition
from shared.domain.people.oncall import OnCall
from shared.store import brands
from tests.integration.notify_stage import NotifyRun, record, stepped, stream, tick, unsent
from tests.lambda_context import Context
from tests.unit.notify.examples import START, burst, opened, resolved, resolved_surge, step, surge

MINUTE = 60_000


def test_a_crisis_of_two_kinds_pages_once_groups_the_rest_and_ends_once(stage: NotifyRun) -> None:
    one, two = surge(), burst(timeline=(opened(Severity.SEV2, 3.5),))
    two_ended = stepped(two, resolved(50, Severity.SEV2), status=Status.RESOLVED, ended_ms=START + 40 * MINUTE)
    stream(record(one), record(two, sequence=2))
    assert (len(stage.pages), len(stage.mails)) == (1, 1)
    tick(4)
    assert len(stage.mails) == 1, "grouped alerts wait two minutes"
    tick(5.5)
    assert stage.mails[1:] == ["ALSO SEV1 Acme - burst of posts"]
    stream(record(two_ended, two), record(resolved_surge(), one, 2))
    tick(71)
    assert stage.mails[2:] == ["OVER Acme - surge of negative posts: over after 55 min"]
    assert [first_words(page) for page in stage.pages] == ["SEV1 Acme", "OVER Acme"]
    assert stage.subjects("bus") == ["Moment opened"] * 2 + ["Moment resolved"] * 2
    assert unsent() == []


def test_nine_moments_in_ninety_seconds_are_one_page_one_mail_and_one_group(stage: NotifyRun) -> None:
    for n in range(9):
        at = opened(Severity.SEV2, 3 + n / 6)
        stream(record(surge(id=f"{n:012x}", severity=Severity.SEV2, timeline=(at,))))
    for minute in range(5, 8):
        tick(minute)
    assert (len(stage.pages), len(stage.sent_to("bus"))) == (1, 9)
    assert stage.mails == [
        "SEV2 Acme - 48 negative posts in 5 min, 12x normal",
        "ALSO SEV2 Acme - surge of negative posts",
    ]


def test_a_rise_after_a_quarter_of_an_hour_pages_again_and_says_so(stage: NotifyRun) -> None:
    first = surge(severity=Severity.SEV2, timeline=(opened(Severity.SEV2),))
    stream(record(first))
    stream(record(stepped(first, step(Transition.ESCALATED, Severity.SEV1, 20)), first, 2))
    assert [page[:20] for page in stage.pages] == ["SEV2 Acme - 48 negat", "WORSE SEV1 (was SEV2"]


def first_words(page: str) -> str:
    """How a text begins: why it comes, how bad, and who."""
    return re.split(" - |:", page)[0]


def answered(moment: Any, minute: float) -> Any:
    """The moment that somebody has acknowledged."""
    ack = step(Transition.ACKNOWLEDGED, moment.severity, minute)._replace(by="ann", via="link")
    return stepped(moment, ack, status=Status.ACKNOWLEDGED)


def test_nobody_answers_so_higher_levels_are_paged_until_it_gives_up(stage: NotifyRun) -> None:
    stream(record(surge()))
    for minute in range(4, 60):
        tick(minute)
        tick(minute)
    assert [first_words(page) for page in stage.pages] == [
        "SEV1 Acme",
        "AGAIN (1)",
        "LEVEL 2",
        "AGAIN (2)",
        "LEVEL 3",
        "AGAIN (3)",
        "AGAIN (4)",
    ]
    levels = [message.attributes["oncall_level"] for message in stage.sent_to("page")]
    assert levels == [["1"]] * 2 + [["1", "2"]] * 2 + [["1", "2", "3"]] * 3
    assert stage.mails[1:] == ["NOBODY ANSWERED Acme: SEV1, paged for 35 min"]
    assert stage.subjects("bus") == ["Moment opened", "Crisis exhausted"]
    assert unsent() == []


def test_an_acknowledgement_stops_the_pages_and_the_end_goes_to_everybody_who_was_paged(stage: NotifyRun) -> None:
    brands.put(Brand("acme", "Acme", oncall=OnCall(levels=(0, 10, 20), repeats=0)))
    stream(record(surge()))
    tick(13)
    acknowledged = answered(surge(), 14)
    stream(record(acknowledged, surge(), 2))
    for minute in range(14, 60):
        tick(minute)
    assert [first_words(page) for page in stage.pages] == ["SEV1 Acme", "LEVEL 2"]
    over = stepped(acknowledged, resolved(), status=Status.RESOLVED, ended_ms=START + 55 * MINUTE)
    stream(record(over, acknowledged, 3))
    end = stage.sent_to("page")[-1]
    assert (end.text[:9], end.attributes["oncall_level"]) == ("OVER Acme", ["1", "2"])


def test_an_acknowledgement_that_comes_with_the_tick_wins_or_comes_after_one_page(
    stage: NotifyRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The tick has read the crisis when somebody acknowledges: its write is refused, and nobody is paged."""
    stream(record(surge()))
    real = store.read_crisis
    done: list[bool] = []

    def meanwhile(crisis_id: str) -> Any:
        found = real(crisis_id)
        if not done:
            done.append(True)
            stream(record(answered(surge(), 7), surge(), 2))
        return found

    monkeypatch.setattr(store, "read_crisis", meanwhile)
    for minute in range(8, 60):
        tick(minute)
    assert len(stage.pages) == 1


def test_six_kinds_at_once_are_one_page_and_all_are_told(stage: NotifyRun) -> None:
    kinds = list(Kind)[:6]
    severities = [Severity.SEV3, Severity.SEV2, Severity.SEV1, Severity.SEV4, Severity.SEV2, Severity.SEV3]
    opening = [
        surge(id=f"{n:012x}", kind=kind, severity=severity, timeline=(opened(severity),))
        for n, (kind, severity) in enumerate(zip(kinds, severities, strict=True))
    ]
    stream(*(record(moment, sequence=n) for n, moment in enumerate(opening)))
    tick(6)
    assert [page[:9] for page in stage.pages] == ["SEV1 Acme"]
    (mail,) = stage.sent_to("alert")[1:]
    assert mail.subject.startswith("ALSO SEV1 Acme - ")
    new = mail.text.split("What has joined it, or got worse\n")[1].split("\n\n")[0]
    assert len(new.splitlines()) == 5
    assert len(stage.sent_to("bus")) == 6


def test_a_tick_without_a_time_takes_the_clock(stage: NotifyRun) -> None:
    from functions.notify.handler import handler  # noqa: PLC0415 - the function itself

    stream(record(surge()))
    assert handler({"trigger": "tick", "time": "<aws.scheduler.scheduled-time>"}, Context()) == {
        "batchItemFailures": []
    }
    assert [page[:9] for page in stage.pages] == ["SEV1 Acme", "AGAIN (4)"], "long after, everybody is paged"
