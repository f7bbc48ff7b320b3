"""The mails of a drill: whom they reach, and what they say."""

from __future__ import annotations

import pytest
from hypothesis import given

from functions.notify.messages.mails.drill_mail import DueNow, Over, begin_mail, cue_mail, end_mail, inject_mail
from functions.notify.messages.message import OutboxMessage
from shared.domain.drill import Drill, Inject, Score
from shared.domain.people.subscriber import Subscriber
from shared.domain.people.subscription import Topic, subscriptions
from shared.messages.drill_words import score_lines
from shared.plans.shipped import shipped_plans
from shared.plans.table_top import cues
from tests.unit.shared.domain.people.sns_filter import accepts, people

PLAN = shipped_plans()["negative-surge-urgent"]
DRILL = Drill(
    "drill-acme-00000a",
    "acme",
    "DRILL Acme",
    "united-3411",
    30,
    "ana",
    0,
    185,
    played=True,
    injects=(Inject(36, "A journalist", "calls: is it true?"),),
    wanted_plan=PLAN.id,
)
TABLE_TOP = DRILL._replace(case="plan 111", played=False, table_top=True, minutes=60)
PAGE = "https://f.example/pages/drill?id=drill-acme-00000a"
WELL = Score(6, 8, 14, PLAN.id, 7, 5, 8, 6, PLAN.id, 4, 2)


def mails() -> list[OutboxMessage]:
    return [
        inject_mail(DRILL, 0, "https://f.example/m/1"),
        end_mail(DRILL, Over(WELL, [], "played to its end"), ""),
        begin_mail(TABLE_TOP, PLAN, PAGE),
        *(cue_mail(TABLE_TOP, DueNow(minute, due), PAGE) for minute, due in cues(PLAN, 60)),
    ]


@given(people())
def test_a_mail_reaches_each_volunteer_of_the_brand_whatever_else_they_filter_by_and_nobody_else(
    person: Subscriber,
) -> None:
    wanted = person.drills and (not person.brands or "acme" in person.brands)
    for found in subscriptions(person):
        if found.topic is Topic.ALERT:
            assert all(accepts(found.policy, dict(mail.message.attributes)) == wanted for mail in mails())  # type: ignore[arg-type]  # a sequence is a list here


@pytest.mark.parametrize("mail", mails(), ids=lambda mail: mail.transition)
def test_every_mail_says_that_it_is_a_drill_in_its_subject_and_its_first_words(mail: OutboxMessage) -> None:
    assert mail.message.subject.startswith("DRILL Acme - ")
    assert mail.message.text.startswith("DRILL Acme")
    assert "exercise" in mail.message.text or "drills" in mail.message.text


def test_no_two_mails_of_a_drill_have_the_same_name() -> None:
    names = [mail.name for mail in mails()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("score", "told"),
    [
        (WELL, "plan          negative-surge-urgent, the right one\n"),
        (WELL._replace(steps_done=0), "the right one, but nobody began it"),
        (WELL._replace(plan="volume-burst-urgent"), "volume-burst-urgent; this drill asks for negative-surge-urgent"),
        (WELL, "drafts        4 approved, 2 texts refused by the rules for answers"),
        (WELL._replace(drafts_approved=0, drafts_refused=0), "no answer to a post was approved"),
        (WELL._replace(words_due=0), "no public word was due"),
    ],
)
def test_the_score_card_says_what_to_be_proud_of_and_what_was_missing(score: Score, told: str) -> None:
    assert told in end_mail(DRILL, Over(score, [], "played to its end"), "").message.text


def test_earlier_drills_stand_beside_it_also_those_in_which_nothing_was_said() -> None:
    text = end_mail(DRILL, Over(WELL, [WELL._replace(first_word=25), Score()], "played to its end"), "").message.text
    assert "first word    after 14 minutes (before: 25, never)" in text


def test_what_has_not_happened_can_still_come_while_a_drill_runs() -> None:
    assert [score_lines(Score(), over=over)[1] for over in (True, False)] == [
        "acknowledged  not at all",
        "acknowledged  not yet",
    ]


def test_no_mail_of_a_drill_calls_its_page_the_details_of_something_real() -> None:
    over = Over(Score(), [], "a real moment of Acme, SEV1, began at 14:05 UTC on 1 March 2026")
    mail = end_mail(DRILL, over, "https://f.example/m/1").message
    assert mail.subject == "DRILL Acme - STOPPED for something real"
    assert "The page of its invented crisis:\n  https://f.example/m/1" in mail.text
    assert "The page of the exercise:\n  https" in inject_mail(TABLE_TOP, 0, "https://f.example/m/1").message.text
    assert "STOPPED" not in end_mail(DRILL, over._replace(why="it was no real moment"), "").message.subject


def test_only_a_case_sends_people_to_what_really_happened() -> None:
    assert "foreshock cases united-3411" in end_mail(DRILL, Over(WELL, [], "played to its end"), "").message.text
    assert "foreshock cases" not in end_mail(TABLE_TOP, Over(WELL, [], "played to its end"), "").message.text


def test_names_that_people_typed_stay_on_their_line() -> None:
    hostile = DRILL._replace(by="ana\r\nBcc: all@example.com", injects=(Inject(1, "X\nY", "z"),))
    mail = inject_mail(hostile, 0, "").message
    assert "\n" not in mail.subject
    assert "\nBcc" not in mail.text
