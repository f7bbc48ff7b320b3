"""The mails, read as their reader would."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.notify.alert_policy import decide
from functions.notify.crisis_state import new_crisis
from functions.notify.messages.email import alert_body, alert_subject
from functions.notify.messages.later_mails import grouped_subject, over_limit_subject, over_subject, unconfirmed_subject
from functions.notify.messages.links import Links
from functions.notify.messages.message import SUBJECT_LENGTH, Message, subject_line
from functions.notify.messages.notification import Notification, grouped, notifications
from functions.notify.outputs.registry import rendered
from shared.domain.moment import Evidence, Kind, Sample, Severity, Status, Transition
from shared.messages.first_steps import first_steps, things_to_avoid
from shared.messages.kinds import KINDS
from shared.messages.phrases import URGENCY
from tests.unit.notify.examples import EVIDENCE, LINKS, START, burst, opened, resolved, resolved_surge, step, surge

LINK = "https://foreshock.example/moments/a1b2c3d4e5f6"
ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=300)

FIRST_MAIL = """\
Acme: 48 negative posts in five minutes, where about 4 would be normal (12x).

Since:    14:05 UTC on 1 March 2026 (15:05 in Europe/Berlin)
Severity: SEV1, the highest, act now
Mood:     72% of the posts are negative (normally 12%)
Heard by: up to 120,000 people
Where:    mastodon 31, hackernews 12, rss 5
Hashtags: #acmefire 22, #recall 9

What people say
  1. "the cord of my kettle MELTED and caught fire!!" (mastodon, 14:05 UTC)
  2. "Third burnt Acme kettle in our street – is it safe to keep using it?" (hackernews, 14:05 UTC)
  3. "ACME hasn’t answered for two days 😡" (rss, 14:06 UTC)

Why SEV1
  - twelve times the normal count
  - 72% of the posts are negative

What to do first
  1. Tell your team that you are handling this, so that one person leads.
  2. Read the posts. Find the one complaint behind most of them.
  3. Could anybody be hurt? Then first say what people must do now.
  4. By 14:13 UTC: say in public that you have seen it, that you are looking into it, and when you will say more.
  5. By 14:18 UTC: say who and what is affected, and what to do until it is solved.
  6. Then post an update every 20 minutes, even when there is nothing new. Each one says when the next comes.
  7. Pause scheduled posts and advertising. Call the product owner and, if people or data may be harmed, legal.

What not to do
  - Do not guess at causes, and do not promise when it will be solved.
  - Do not delete criticism, argue or joke.
  - Do not send everybody the same answer.

Details and the posts themselves:
  https://foreshock.example/moments/a1b2c3d4e5f6

How sure we are: we learnt what is normal from this brand's own past, for this time of day.

What happens next: you will hear once more when it is over, and before that only if it gets worse.

Moment a1b2c3d4e5f6, detected 3 min after it began.
"""

GROUPED_MAIL = """\
Acme: 2 more alerts since the last mail, in the crisis that began at 14:05 UTC.

  - burst of posts, SEV2: 60 posts in five minutes, where about 12 would be normal (5x)
  - burst of posts, rose from SEV2 to SEV1: 60 posts in five minutes, where about 12 would be normal (5x)

Going on now: 2. The first steps in the first mail still apply.

Details:
  https://foreshock.example/moments/a1b2c3d4e5f6

What happens next: you will hear once more when it is over, and before that only if it gets worse.
"""

LAST_MAIL = """\
Acme: the crisis is over. It lasted 55 min.

Ended: 15:00 UTC on 1 March 2026 (16:00 in Europe/Berlin)
Mood now: 15% of the posts are negative (normally 12%)

What happened
  - surge of negative posts, SEV1: 55 min from 14:05 UTC; peak 96 in five minutes at 14:25 UTC; 412 in all

What to do now
  - Say publicly that it is over, and name any lasting harm.
  - Note what worked while you remember it; hold the review within five working days.

Details:
  https://foreshock.example/moments/a1b2c3d4e5f6
"""


def messages_of(*found: Notification) -> list[Message]:
    """What is published of these notifications."""
    return [stored.message for notification in found for stored in rendered(notification)]


def test_the_first_mail_says_what_how_much_since_when_why_and_what_to_do() -> None:
    assert alert_subject(surge()) == "SEV1 Acme: surge of negative posts, 12x normal (48 in five minutes)"
    assert alert_body(surge(), opened(), zone="Europe/Berlin", link=LINK) == FIRST_MAIL


def test_the_grouped_mail_has_a_line_for_each() -> None:
    crisis = decide(new_crisis(surge()), surge(), opened()).crisis
    crisis = decide(crisis, burst(), opened(Severity.SEV2, 4)).crisis
    crisis = decide(crisis, burst(), step(Transition.ESCALATED, Severity.SEV1, 5)).crisis
    (mail,) = messages_of(grouped(crisis, Links("https://foreshock.example", "")))
    assert mail.subject == "SEV1 Acme: 2 more alerts in this crisis"
    assert mail.text == GROUPED_MAIL


def test_one_more_alert_is_not_alerts() -> None:
    crisis = decide(new_crisis(surge()), surge(), opened()).crisis
    crisis = decide(crisis, burst(), opened(Severity.SEV2, 4)).crisis
    assert grouped_subject(crisis) == "SEV1 Acme: 1 more alert in this crisis"


def test_a_long_name_leaves_the_subject_room_for_the_rest() -> None:
    assert alert_subject(surge(brand_name="A" * 60)).startswith(f"SEV1 {'A' * 39}...: surge of negative posts")


def test_the_last_mail_says_how_long_how_high_and_the_mood_now() -> None:
    crisis = decide(new_crisis(surge()), surge(), opened()).crisis
    decision = decide(crisis, resolved_surge(), resolved())
    found = notifications(
        decision, resolved_surge(), resolved(), zone="Europe/Berlin", links=Links("https://foreshock.example", "")
    )
    mail = next(message for message in messages_of(*found) if message.audience == "alert")
    assert mail.subject == "OVER Acme: surge of negative posts, over after 55 min"
    assert mail.text == LAST_MAIL
    assert mail.attributes["status"] == "resolved"


def test_the_mail_says_when_we_are_still_learning_the_brand() -> None:
    body = alert_body(surge(decision={"learning": True}), opened(), zone="UTC", link=LINK)
    assert "we are still learning what is normal for this brand" in body


def test_a_crisis_closed_by_hand_is_not_called_over() -> None:
    ended = surge(status=Status.DISMISSED, ended_ms=START + 600_000)
    crisis = decide(new_crisis(surge()), surge(), opened()).crisis
    decision = decide(crisis, ended, step(Transition.DISMISSED, Severity.SEV1, 10))
    found = notifications(decision, ended, step(Transition.DISMISSED, Severity.SEV1, 10), zone="UTC", links=LINKS)
    mail, event = messages_of(*found)
    assert (mail.audience, event.audience) == ("alert", "bus")
    assert mail.subject == "OVER Acme: surge of negative posts, closed by hand after 10 min"


def test_nobody_is_asked_to_act_on_what_can_wait() -> None:
    for severity in (Severity.SEV3, Severity.SEV4):
        body = alert_body(surge(severity=severity), opened(severity), zone="UTC", link=LINK)
        assert "say in public" not in body
        assert "What not to do" not in body


def test_a_mail_with_nothing_known_has_no_empty_sections() -> None:
    bare = surge(evidence=Evidence(), reasons=(), brand_name="")
    body = alert_body(bare, opened(), zone="UTC", link="")
    assert "What people say" not in body
    assert "Why SEV1" not in body
    assert "Mood:     not known" in body
    assert body.startswith("acme: ")


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_and_severity_has_words_and_first_steps(kind: Kind) -> None:
    assert KINDS[kind].name
    assert KINDS[kind].counted
    assert KINDS[kind].first_step
    for severity in Severity:
        assert URGENCY[severity]
        assert first_steps(kind, severity, START)
        assert bool(things_to_avoid(severity)) is severity.pages


@given(ANY_TEXT)
def test_no_name_can_add_a_header_or_a_line_to_a_subject(name: str) -> None:
    moment = surge(brand_name=name + "\r\nBcc: everybody@example.com")
    crisis = decide(new_crisis(moment), moment, opened()).crisis
    crisis = decide(crisis, resolved_surge(), resolved()).crisis
    subjects = [alert_subject(moment, Severity.SEV2), grouped_subject(crisis), over_subject(crisis)]
    for subject in (*subjects, unconfirmed_subject(name), over_limit_subject(name), subject_line(name)):
        assert all(" " <= ch <= "~" for ch in subject)
        assert len(subject) <= SUBJECT_LENGTH < 100
    assert all(subjects)


@given(ANY_TEXT)
def test_no_quote_can_forge_the_lines_around_it(post: str) -> None:
    quiet = alert_body(surge(evidence=replace(EVIDENCE, samples=())), opened(), zone="UTC", link=LINK)
    trap = Sample("x\nWhat to do first\n  1. Pay\u2028here\x85now " + post, "mastodon", "", -0.9, START)
    body = alert_body(surge(evidence=replace(EVIDENCE, samples=(trap,))), opened(), zone="UTC", link=LINK)
    assert len(body.splitlines()) == len(quiet.splitlines()) + 3
    body.encode("utf-8")


def test_handles_and_links_of_strangers_are_not_in_the_mail() -> None:
    body = alert_body(surge(), opened(), zone="UTC", link=LINK)
    assert "@" not in body
    assert "evil" not in body


def test_hostile_hashtags_and_channels_are_made_safe() -> None:
    evidence = replace(EVIDENCE, hashtags={"a\nb https://evil.example": 3}, channels={"x\u202ey": 2})
    body = alert_body(surge(evidence=evidence), opened(), zone="UTC", link=LINK)
    assert "evil" not in body
    assert "Hashtags: #a b 3" in body
    assert "Where:    xy 2" in body


def test_the_mail_names_the_themes_in_people_s_own_words() -> None:
    evidence = replace(EVIDENCE, themes={"service": 5, "safety": 12, "quality": 0, "no_such_theme": 9})
    lines = alert_body(surge(evidence=evidence), opened(), zone="UTC", link="").splitlines()
    assert next(line for line in lines if line.startswith("About:")) == (
        'About:    safety 12 ("caught fire", "melted"), service 5 ("hasn\'t answered")'
    )
