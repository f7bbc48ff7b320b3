"""The mails, read as their reader would."""

from __future__ import annotations

import pytest

from functions.notify.messages.announcements import grouped, notifications
from functions.notify.messages.links import Links
from functions.notify.messages.mails.email import alert_body, alert_subject
from functions.notify.messages.mails.later_mails import taken_sentence
from functions.notify.policy.alert_policy import decide
from functions.notify.policy.crisis_state import new_crisis
from shared.domain.mentions.tally import Tally
from shared.domain.moments.lifecycle import acknowledge
from shared.domain.moments.moment import Evidence, Kind, Severity, Status, Transition
from shared.domain.moments.transitions import Action
from shared.domain.time import MINUTE_MS
from shared.messages.crisis.crisis_figures import Counters
from shared.messages.crisis.crisis_summary import BEFORE_MS
from shared.messages.crisis.crisis_words import status_text
from shared.messages.crisis.first_steps import plan_steps, things_to_avoid
from shared.messages.kinds import KINDS
from shared.messages.phrases import URGENCY
from shared.plans.choice import choose_plan
from tests.unit.notify.examples import (
    EVIDENCE,
    LINKS,
    START,
    burst,
    opened,
    resolved,
    resolved_surge,
    step,
    surge,
    told,
)
from tests.unit.notify.messages.mailed import FIRE, LINK, messages_of
from tests.unit.notify.messages.whole_mails import FIRST_MAIL, GROUPED_MAIL, LAST_MAIL


def test_the_first_mail_says_what_how_much_since_when_why_and_what_to_do() -> None:
    figures = told(surge(evidence=FIRE))
    assert alert_subject(figures) == "SEV1 Acme - Fires reported: 48 negative posts in 5 min, 12x normal"
    assert alert_body(figures, zone="Europe/Berlin", link=LINK) == FIRST_MAIL


def test_the_mail_names_every_moment_of_the_crisis_and_what_changed() -> None:
    minutes = [(START, Tally(mentions=50, scored=50, negative=40, channels={"mastodon": 50}))]
    counters = Counters(START - BEFORE_MS, minutes)
    body = alert_body(told(surge(), burst(), counters=counters), zone="UTC", link=LINK)
    assert "  - Burst of posts, SEV2: 60 posts in 5 min, 5x normal, since 14:05 UTC\n" in body
    assert "What changed most\n  - Channels up: mastodon 50 (100x)\n" in body


def test_what_is_worse_says_what_it_was() -> None:
    assert alert_subject(told(), Severity.SEV2).startswith("WORSE SEV1 (was SEV2) Acme - 48 negative posts")
    body = alert_body(told(), zone="UTC", link="", paged_before=Severity.SEV2)
    assert body.startswith("It became worse (was SEV2). Acme - 48 negative posts")


def test_the_grouped_mail_has_a_line_for_each_and_names_what_joined() -> None:
    crisis = decide(new_crisis(surge()), surge(), opened()).crisis
    crisis = decide(crisis, burst(), opened(Severity.SEV2, 4)).crisis
    crisis = decide(crisis, burst(), step(Transition.ESCALATED, Severity.SEV1, 5)).crisis
    figures = told(surge(evidence=FIRE), burst(), minute=6)
    found = grouped(crisis, Links("https://foreshock.example", ""))._replace(figures=figures)
    (mail,) = messages_of(found)
    assert mail.subject == "ALSO SEV1 Acme - burst of posts"
    assert mail.text == GROUPED_MAIL


def test_a_long_name_leaves_the_subject_room_for_the_rest() -> None:
    assert alert_subject(told(surge(brand_name="A" * 60))).startswith(f"SEV1 {'A' * 39}... - 48 negative posts")


def test_the_last_mail_says_how_long_how_high_and_the_sentiment_now() -> None:
    crisis = decide(new_crisis(surge()), surge(), opened()).crisis
    decision = decide(crisis, resolved_surge(), resolved())
    found = notifications(
        decision, resolved_surge(), resolved(), zone="Europe/Berlin", links=Links("https://foreshock.example", "")
    )
    figures = told(resolved_surge(), minute=70)
    told_so = [notification._replace(figures=figures, zone="Europe/Berlin") for notification in found]
    mail = next(message for message in messages_of(*told_so) if message.audience == "alert")
    assert mail.subject == "OVER Acme - surge of negative posts: over after 55 min"
    assert mail.text == LAST_MAIL
    assert mail.attributes["status"] == "resolved"


def test_who_takes_care_of_it_is_told_once_to_those_who_were_paged() -> None:
    taken = step(Transition.ACKNOWLEDGED, Severity.SEV1, 9)._replace(by="Ana")
    moment = surge(status=Status.ACKNOWLEDGED, timeline=(opened(), taken))
    decision = decide(decide(new_crisis(surge()), surge(), opened()).crisis, moment, taken)
    mail, _ = messages_of(*notifications(decision, moment, taken, zone="UTC", links=LINKS))
    assert mail.subject == "TAKEN SEV1 Acme - Ana is on it, since 14:14 UTC"
    assert mail.text.startswith("Ana is on it, since 14:14 UTC. Nobody else is paged unless it gets worse. Acme - ")
    assert "Severity:  SEV1, the highest; somebody is on it" in mail.text
    again = taken._replace(at_ms=taken.at_ms + 1, by="Ben")
    assert not decide(decision.crisis, moment, again).alert


def test_what_is_worse_than_what_somebody_took_is_not_called_taken() -> None:
    """The page of the worse moment goes on until it is acknowledged as well; no words may say otherwise."""
    taken = acknowledge(burst(), Action(START + 5 * MINUTE_MS, by="Ana"))
    worse = surge(timeline=(opened(minute=5.5),))
    figures = told(taken, worse, minute=6)
    words = "Nobody has acknowledged what is SEV1 now. Ana is on what came before, since 14:10 UTC."
    assert (status_text(figures), taken_sentence(figures)) == (words, words)
    body = alert_body(figures, zone="UTC", link=LINK, paged_before=Severity.SEV2)
    assert "acknowledge it on the page behind the link, so that nobody else is paged" in body
    assert "is on it" not in body
    both = told(taken, acknowledge(worse, Action(START + 7 * MINUTE_MS, by="Ana")), minute=8)
    assert taken_sentence(both) == "Ana is on it, since 14:12 UTC. Nobody else is paged unless it gets worse."
    assert "so that nobody else is paged" not in alert_body(both, zone="UTC", link=LINK)


def test_the_mail_says_when_we_are_still_learning_the_brand() -> None:
    body = alert_body(told(surge(decision={"learning": True})), zone="UTC", link=LINK)
    assert "we are still learning what is normal for this brand" in body


def test_a_crisis_closed_by_hand_is_not_called_over() -> None:
    ended = surge(status=Status.DISMISSED, ended_ms=START + 600_000)
    crisis = decide(new_crisis(surge()), surge(), opened()).crisis
    decision = decide(crisis, ended, step(Transition.DISMISSED, Severity.SEV1, 10))
    found = notifications(decision, ended, step(Transition.DISMISSED, Severity.SEV1, 10), zone="UTC", links=LINKS)
    mail, event = messages_of(*found)
    assert (mail.audience, event.audience) == ("alert", "bus")
    assert mail.subject == "OVER Acme - surge of negative posts: closed by hand after 10 min"
    assert "You do not have to do anything: it was closed by hand." in mail.text


def test_nobody_is_asked_to_act_on_what_can_wait() -> None:
    for severity in (Severity.SEV3, Severity.SEV4):
        body = alert_body(told(surge(severity=severity)), zone="UTC", link=LINK)
        assert "say in public" not in body
        assert "What not to do" not in body


def test_a_mail_with_nothing_known_has_no_empty_sections() -> None:
    bare = surge(evidence=Evidence(), reasons=(), brand_name="")
    body = alert_body(told(bare), zone="UTC", link="")
    assert "What people say" not in body
    assert "Why it is SEV1" not in body
    assert "Sentiment: not known" in body
    assert body.startswith("acme - ")


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_and_severity_has_words_and_first_steps(kind: Kind) -> None:
    assert KINDS[kind].name
    assert KINDS[kind].counted
    for severity in Severity:
        assert URGENCY[severity]
        plan = choose_plan((), kind, severity)
        assert plan_steps(plan, START)
        assert bool(things_to_avoid(plan)) is severity.pages


def test_the_mail_names_the_themes_in_people_s_own_words() -> None:
    evidence = EVIDENCE._replace(themes={"service": 5, "safety": 12, "quality": 0, "no_such_theme": 9})
    lines = alert_body(told(surge(evidence=evidence)), zone="UTC", link="").splitlines()
    assert next(line for line in lines if line.startswith("About:")) == (
        'About:     safety 12 ("caught fire", "melted"), service 5 ("hasn\'t answered")'
    )
