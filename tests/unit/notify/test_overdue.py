"""What is overdue in a crisis, when to look again, and the mail that reminds of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.notify.messages.announcements import plan_overdue
from functions.notify.messages.card import card
from functions.notify.messages.mails import overdue_mail
from functions.notify.policy.alert_policy import decide
from functions.notify.policy.crisis_state import new_crisis
from functions.notify.policy.overdue import NIGHT, next_look_ms, overdue_between, quiet_until_ms
from shared.domain.moments.moment import Moment, Severity, Status, TimelineEntry, Transition
from shared.domain.people.oncall import OnCall, QuietHours
from shared.domain.time import HOUR_MS, MINUTE_MS, iso, parse_time
from shared.messages.crisis.crisis_figures import CrisisFigures
from tests.unit.notify.examples import EVIDENCE, LINKS, START, opened, surge, told

STEPS = ("first-word", "scope", "pause", "updates")
SET = 3
"""The minute at which the severity was set."""


WORDLESS = EVIDENCE._replace(samples=())


def at(minute: float) -> int:
    return START + round((SET + minute) * MINUTE_MS)


def said(minute: float, step: str) -> TimelineEntry:
    return TimelineEntry(at(minute), Transition.NOTED, Severity.SEV1, by="Ana", step=step)


def crisis(*entries: TimelineEntry, **changes: Any) -> Moment:
    return surge(timeline=(opened(minute=SET), *entries), evidence=WORDLESS)._replace(**changes)


def figures_at(moment: Moment, minute: int) -> CrisisFigures:
    """The figures as they were then."""
    known = tuple(entry for entry in moment.timeline if entry.at_ms <= at(minute))
    return told(moment._replace(timeline=known), minute=SET + minute)


def reminded(moment: Moment, minutes: int) -> dict[int, list[str]]:
    """What people are reminded of in which minute, if there is a tick every minute."""
    found: dict[int, list[str]] = {}
    for minute in range(1, minutes + 1):
        figures = figures_at(moment, minute)
        overdue = overdue_between(figures, at(minute - 1), at(minute))
        if overdue:
            found[minute] = [one.public or one.do[:5] for one in overdue]
    return found


def test_who_does_nothing_is_reminded_of_each_step_once_and_of_the_first_missed_update() -> None:
    assert reminded(crisis(), 180) == {6: ["first word"], 11: ["scope"], 16: ["Pause"], 31: ["update 1"]}


def test_what_was_done_in_time_reminds_of_nothing() -> None:
    done = [said(4, "first-word"), said(9, "scope"), said(14, "pause"), said(29, "updates")]
    assert reminded(crisis(*done), 49) == {}


def test_a_missed_update_reminds_again_once_something_was_said_since() -> None:
    done = [said(4, "first-word"), said(9, "scope"), said(14, "pause"), said(45, "updates")]
    assert reminded(crisis(*done), 130) == {31: ["update 1"], 66: ["update 2"]}, "it was promised at 45"


def test_once_it_eases_or_is_over_nobody_is_reminded() -> None:
    for status in (Status.RECOVERING, Status.RESOLVED, Status.DISMISSED):
        assert reminded(crisis(status=status), 40) == {}


def test_a_plan_without_a_clock_reminds_of_its_steps() -> None:
    calm = crisis(severity=Severity.SEV3, timeline=(opened(Severity.SEV3, SET),))
    assert reminded(calm, 500) == {481: ["Decid"]}


@settings(max_examples=10)
@given(st.lists(st.tuples(st.integers(1, 100), st.sampled_from(STEPS)), max_size=4))
def test_whoever_looks_only_when_told_to_misses_nothing(done: list[tuple[int, str]]) -> None:
    moment = crisis(*(said(minute, step) for minute, step in done))
    every_minute = [name for names in reminded(moment, 120).values() for name in names]
    found, since, look = [], 0, at(0)
    for minute in range(1, 121):
        if 0 < look <= at(minute):
            figures = figures_at(moment, minute)
            found += [one.public or one.do[:5] for one in overdue_between(figures, since, at(minute))]
            since, look = at(minute), next_look_ms(figures, at(minute))
    assert found == every_minute


def test_at_night_nobody_is_reminded_of_what_pages_nobody() -> None:
    night = parse_time("2026-03-01T23:30:00Z")
    for severity in (Severity.SEV3, Severity.SEV4):
        figures = told(surge(severity=severity))
        assert iso(quiet_until_ms(figures, OnCall(), "UTC", night)) == "2026-03-02T07:00:00Z"
        own = OnCall(quiet_hours=QuietHours(23 * 60, 9 * 60))
        assert iso(quiet_until_ms(figures, own, "UTC", night)) == "2026-03-02T09:00:00Z"
        assert quiet_until_ms(figures, OnCall(), "UTC", night + 12 * HOUR_MS) == 0
    assert quiet_until_ms(told(), OnCall(), "UTC", night) == 0, "what pages is told at any time"
    assert NIGHT.until_ms(night, "UTC")


def test_the_mail_says_what_is_due_since_when_whose_it_is_and_how_to_say_it_is_done() -> None:
    figures = told(crisis(), minute=SET + 16)
    found = overdue_between(figures, at(6), at(16))
    assert overdue_mail.subject(figures, found) == "OVERDUE SEV1 Acme - scope and 1 more, due at 14:18 UTC"
    assert overdue_mail.body(figures, found, figures.now_ms, link="https://f.example/m/1") == MAIL


def test_the_mail_about_the_first_word_has_the_words_that_are_ready() -> None:
    figures = told(crisis(), minute=SET + 6)
    found = overdue_between(figures, 0, at(6))
    body = overdue_mail.body(figures, found, figures.now_ms, link="")
    assert f"Ready to say\n  - “{figures.plan.holding_statement}”" in body
    assert "First word, due at 14:13 UTC, 1 min ago. Owner: communications (Whoever speaks" in body


def test_a_chat_room_is_told_what_is_overdue_and_has_the_button_to_take_care_of_it() -> None:
    figures = told(crisis(), minute=SET + 6)
    found = overdue_between(figures, 0, at(6))
    state = decide(new_crisis(surge()), surge(), opened()).crisis
    shown = card(plan_overdue(state, figures, found, None, LINKS)._replace(figures=figures))
    assert shown.title == "OVERDUE SEV1 Acme - first word, due at 14:13 UTC"
    assert shown.text == "First word: due at 14:13 UTC, 1 min ago."
    assert shown.lines == (found[0].do,)
    assert not shown.ended


@pytest.mark.parametrize("name", ["Łódź <b>", "x" * 300, "a\r\nBcc: all@example.com"])
def test_a_subject_is_one_short_ascii_line(name: str) -> None:
    figures = told(crisis(brand_name=name), minute=SET + 6)
    subject = overdue_mail.subject(figures, overdue_between(figures, 0, at(6)))
    assert subject.isascii()
    assert subject.isprintable()
    assert len(subject) < 100


MAIL = """\
Acme - 48 negative posts in 5 min, 12x normal.

Overdue
  1. Say who and what is affected, and what to do until it is solved.
     Scope, due at 14:18 UTC, 6 min ago. Owner: communications (Whoever speaks for the brand in public)
  2. Pause scheduled posts and advertising. Call the product owner and, if people or data may be harmed, legal.
     Step 6, due at 14:23 UTC, 1 min ago. Owner: communications (Whoever speaks for the brand in public)

What not to do
  - Do not delete criticism, argue or joke.

Ready to say
  - “We have seen what you report and are looking into it now. We will say more here within 20 minutes.”

Who agrees to it
  - The lead agrees to every public text just before it goes out; with people or data at risk, legal too.

Done already? Say so, so that nobody does it twice
  - Press Done beside the step on the page behind the link
  - What was said: foreshock statement a1b2c3d4e5f6 "The words" --channel website
  - Step 6: foreshock step a1b2c3d4e5f6 6

Details and the posts themselves:
  https://f.example/m/1

Plan 111: Surge of negative posts: act now. You are reminded once of each step, and of a missed update not again \
until something is said.
"""
