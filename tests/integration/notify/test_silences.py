"""Silences from the API to the phone: in force for the very next alert, and what goes on afterwards is told."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from shared.domain.moments.moment import Moment, Severity, Status, Transition
from shared.domain.people.silence import Silence
from shared.domain.time import MINUTE_MS, iso
from shared.store.people import silences
from tests.api_client import Answer, ask
from tests.integration.notify_stage import NotifyRun, record, stepped, stream, tick, unsent
from tests.integration.stored_crisis import put_moment
from tests.unit.notify.examples import START, burst, opened, resolved, resolved_surge, step, surge

SEV2 = surge(severity=Severity.SEV2, timeline=(opened(Severity.SEV2),))


def silence(minutes: float = 30, **body: Any) -> Answer:
    given = {"brand": "acme", "author": "ana", "reason": "campaign", **body}
    until = iso(START + round(minutes * MINUTE_MS))
    return ask("PUT", "/silences/campaign", body={**given, "until": until}, now_ms=START)


def happens(moment: Moment, before: Moment | None = None) -> None:
    """The moment is stored, and its record reaches the function."""
    put_moment(moment)
    stream(record(moment, before))


def test_a_silence_holds_for_the_very_next_alert_and_machines_still_hear_of_it(stage: NotifyRun) -> None:
    assert silence().status == 200
    happens(SEV2)
    assert (stage.pages, stage.mails) == ([], [])
    (event,) = stage.sent_to("bus")
    assert '"silenced_by":"campaign"' in event.text
    for minute in range(4, 30):
        tick(minute)
    assert (stage.pages, stage.mails) == ([], [])


def test_what_still_goes_on_when_the_silence_ends_is_told_then_and_escalated(stage: NotifyRun) -> None:
    silence(30)
    happens(SEV2)
    for minute in range(28, 37):
        tick(minute)
        tick(minute)
    assert [page.split(":")[0] for page in stage.pages] == ["SILENCE OVER", "AGAIN (1)"]
    assert stage.pages[0].startswith("SILENCE OVER: SEV2 Acme still goes on - 48 negative posts in 5 min, 12x normal")
    assert stage.mails == ["SILENCE OVER SEV2 Acme - 48 negative posts in 5 min, 12x normal"]
    assert stage.subjects("bus") == ["Moment opened"]
    assert unsent() == []


def test_what_was_over_before_the_silence_ended_is_told_to_nobody(stage: NotifyRun) -> None:
    silence(80)
    happens(SEV2)
    over = resolved_surge()._replace(severity=Severity.SEV2, timeline=(*SEV2.timeline, resolved(70, Severity.SEV2)))
    happens(over, SEV2)
    for minute in (71, 80, 81):
        tick(minute)
    assert (stage.pages, stage.mails) == ([], [])
    assert stage.subjects("bus") == ["Moment opened", "Moment resolved"]


def test_sev1_pierces_a_silence_and_so_does_a_rise_to_it(stage: NotifyRun) -> None:
    silence()
    happens(SEV2)
    happens(stepped(SEV2, step(Transition.ESCALATED, Severity.SEV1, 9)), SEV2)
    assert [page[:9] for page in stage.pages] == ["SEV1 Acme"]
    silence(even_sev1=True)
    other = surge(id="b" * 12, crisis="b" * 12)
    happens(other)
    assert len(stage.pages) == 1


def test_what_the_silence_does_not_cover_is_told(stage: NotifyRun) -> None:
    silence(kind="volume_burst")
    happens(burst())
    assert stage.pages == []
    happens(SEV2)
    assert [page[:9] for page in stage.pages] == ["SEV2 Acme"]


def test_a_silence_stops_the_pages_of_a_crisis_and_when_it_ends_they_go_on(stage: NotifyRun) -> None:
    happens(SEV2)
    tick(8)
    assert len(stage.pages) == 2
    silence(21)
    for minute in range(9, 21):
        tick(minute)
    assert len(stage.pages) == 2
    tick(21)
    tick(22)
    assert [page.split(":")[0] for page in stage.pages[2:]] == ["AGAIN (2)"], "one page for all that were due"
    assert stage.sent_to("page")[-1].attributes["oncall_level"] == ["1", "2"]


def test_a_silence_that_somebody_ends_early_is_over_within_a_minute(stage: NotifyRun) -> None:
    silence(300)
    happens(SEV2)
    tick(10)
    assert ask("DELETE", "/silences/campaign", now_ms=START + 11 * MINUTE_MS, by="bo").status == 204
    ended = ask("GET", "/silences/campaign", now_ms=START + 11 * MINUTE_MS).json
    assert (ended["in_force"], ended["ended_by"], ended["author"]) == (False, "bo", "ana")
    tick(12)
    assert [page[:12] for page in stage.pages] == ["SILENCE OVER"]


def test_what_a_longer_silence_covers_waits_for_that_one(stage: NotifyRun) -> None:
    silence(30)
    happens(SEV2)
    silences.put(Silence("longer", START + 60 * MINUTE_MS, "bo", "still", START, brand="acme"))
    for minute in (30, 31, 59):
        tick(minute)
    assert stage.pages == []
    tick(60)
    assert [page[:12] for page in stage.pages] == ["SILENCE OVER"]


def test_where_silences_cannot_be_read_the_alert_goes_out(stage: NotifyRun, monkeypatch: pytest.MonkeyPatch) -> None:
    silence()

    def refuse() -> list[Silence]:
        raise ClientError({"Error": {"Code": "ThrottlingException"}}, "Query")

    monkeypatch.setattr(silences, "every", refuse)
    happens(SEV2)
    assert [page[:9] for page in stage.pages] == ["SEV2 Acme"]


def test_a_mail_that_was_about_to_go_waits_for_the_end_of_the_silence(stage: NotifyRun) -> None:
    happens(SEV2)
    happens(burst(timeline=(opened(Severity.SEV2, 4),)))
    silence(15)
    tick(7)
    assert len(stage.mails) == 1
    tick(15)
    assert stage.mails[1:] == [
        "ALSO SEV2 Acme - burst of posts",
        "OVERDUE SEV2 Acme - first word and 1 more, due at 14:13 UTC",
    ]


@pytest.mark.usefixtures("aws")
def test_silences_are_listed_with_author_and_reason_and_mark_the_moments_that_they_cover() -> None:
    stored = silence(theme="safety").json
    assert (stored["author"], stored["reason"], stored["theme"], stored["in_force"]) == (
        "ana",
        "campaign",
        "safety",
        True,
    )
    assert ask("GET", "/silences", now_ms=START).json["silences"] == [stored]
    assert ask("GET", "/silences/campaign", now_ms=START + 30 * MINUTE_MS).json["in_force"] is False
    assert ask("GET", "/silences/none").status == 404
    about_fire = SEV2._replace(evidence=SEV2.evidence._replace(themes={"safety": 9}))
    for moment in (about_fire, SEV2._replace(id="b" * 12), about_fire._replace(id="c" * 12, status=Status.RESOLVED)):
        put_moment(moment)
    shown = ask("GET", "/moments", brand="acme", now_ms=START).json["moments"]
    assert {moment["id"][0]: moment["silenced_by"] for moment in shown} == {"a": "campaign", "b": None, "c": None}
    assert ask("GET", f"/moments/{SEV2.id}", now_ms=START).json["silenced_by"] == "campaign"
    assert ask("GET", f"/moments/{SEV2.id}", now_ms=START + 30 * MINUTE_MS).json["silenced_by"] is None


@pytest.mark.usefixtures("aws")
def test_a_silence_needs_a_condition_an_author_a_reason_and_an_end_that_is_near() -> None:
    for wrong, field in (
        ({"brand": None}, "body"),
        ({"author": " "}, "author"),
        ({"reason": ""}, "reason"),
        ({"theme": "weather"}, "theme"),
        ({"brand": "Acme!"}, "brand"),
        ({"hours": 3}, "hours"),
    ):
        answer = silence(**wrong)
        assert answer.status == 400, wrong
        assert field in answer.body
    for minutes in (0, -1, 32 * 24 * 60):
        answer = silence(minutes)
        assert (answer.status, "until must be in the next 31 days" in answer.body) == (400, True)
    assert ask("GET", "/silences").json["silences"] == []
