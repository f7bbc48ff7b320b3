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

FIRST_MAIL = """\
Acme - Fires reported: 48 negative posts in 5 min, 12x normal.

Since:     14:05 UTC (15:05 in Berlin), for 3 min now
Trend:     Still rising
Severity:  SEV1, the highest, act now
Sentiment: 72% negative, normally 12%
Reach:     up to 120,000 people
About:     safety 30 ("caught fire", "melted"), service 5 ("hasn't answered")
Where:     mastodon 31, hackernews 12, rss 5
Hashtags:  #acmefire 22, #recall 9

What people say about safety
  1. "the cord of my kettle MELTED and caught fire!!" (mastodon, 14:05 UTC)
  2. "Third burnt Acme kettle in our street – is it safe to keep using it?" (hackernews, 14:05 UTC)

Why it is SEV1, as seen at 14:08 UTC
  - twelve times the normal count
  - 72% of the posts are negative

What to do
  1. Tell your team that you are handling this, so that one person leads.
  2. Read the posts. Find the one complaint behind most of them.
  3. Could anybody be hurt? Then first say what people must do now.
  4. By 14:13 UTC: Say in public that you have seen it, that you are looking into it, and when you will say more. \
(communications)
  5. By 14:18 UTC: Say who and what is affected, and what to do until it is solved. (communications)
  6. By 14:23 UTC: Pause scheduled posts and advertising. Call the product owner and, if people or data may be harmed, \
legal. (communications)
  7. By 14:38 UTC: Post an update, then one every 20 minutes, even when there is nothing new. Each one says when the \
next comes. (communications)

What not to do
  - Do not guess at causes, and do not promise when it will be solved.
  - Do not delete criticism, argue or joke.
  - Do not send everybody the same answer.

Details and the posts themselves:
  https://foreshock.example/moments/a1b2c3d4e5f6

How sure we are: we learnt what is normal from this brand's own past, for this time of day.

What happens next: acknowledge it on the page behind the link, so that nobody else is paged. Then you will hear once \
more when it is over, and before that only if it gets worse or a step of the plan is overdue.

Plan 111: Surge of negative posts: act now.
Crisis a1b2c3d4e5f6, detected 3 min after it began.
"""
GROUPED_MAIL = """\
Acme - Fires reported: 48 negative posts in 5 min, 12x normal.

New since the last mail
  - burst of posts, SEV2: 60 posts in five minutes, where about 12 would be normal (5x)
  - burst of posts, rose from SEV2 to SEV1: 60 posts in five minutes, where about 12 would be normal (5x)

Since:     14:05 UTC, for 6 min now
Trend:     Still rising
Severity:  SEV1, the highest, act now
Sentiment: 72% negative, normally 12%
Reach:     up to 120,000 people
About:     safety 30 ("caught fire", "melted"), service 5 ("hasn't answered")
Where:     mastodon 31, hackernews 12, rss 5
Hashtags:  #acmefire 22, #recall 9

The 2 moments of this crisis
  - Surge of negative posts, SEV1: 48 negative posts in 5 min, 12x normal, since 14:05 UTC
  - Burst of posts, SEV2: 60 posts in 5 min, 5x normal, since 14:05 UTC

Going on now: 2.

Details and the posts themselves:
  https://foreshock.example/moments/a1b2c3d4e5f6

What happens next: acknowledge it on the page behind the link, so that nobody else is paged. Then you will hear once \
more when it is over, and before that only if it gets worse or a step of the plan is overdue.
"""
LAST_MAIL = """\
Acme - 96 negative posts in 5 min at the peak, 24x normal. The crisis is over. It lasted 55 min.

Since:     14:05 UTC on 1 March 2026 (15:05 in Berlin), until 15:00 UTC, 55 min in all
Severity:  Over; it was SEV1
Sentiment: 15% negative, normally 12%
Reach:     up to 120,000 people
Where:     mastodon 31, hackernews 12, rss 5
Hashtags:  #acmefire 22, #recall 9

What happened
  - Surge of negative posts, SEV1: 96 negative posts in 5 min at the peak, 24x normal, 14:05 UTC to 15:00 UTC

What to do now
  - Say publicly that it is over, and name any lasting harm.
  - Note what worked while you remember it; hold the review within five working days.

Details and the posts themselves:
  https://foreshock.example/moments/a1b2c3d4e5f6
"""


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
    figures = told(taken, surge(), minute=6)
    words = "Nobody has acknowledged what is SEV1 now. Ana is on what came before, since 14:10 UTC."
    assert (status_text(figures), taken_sentence(figures)) == (words, words)
    body = alert_body(figures, zone="UTC", link=LINK, paged_before=Severity.SEV2)
    assert "acknowledge it on the page behind the link, so that nobody else is paged" in body
    assert "is on it" not in body
    both = told(taken, acknowledge(surge(), Action(START + 7 * MINUTE_MS, by="Ana")), minute=8)
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
