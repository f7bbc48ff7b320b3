"""Mails with hostile names and posts in them: no header, line, link or handle of a stranger."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from functions.notify.messages.mails import exhausted_mail
from functions.notify.messages.mails.email import alert_body, alert_subject
from functions.notify.messages.mails.later_mails import (
    grouped_body,
    grouped_subject,
    over_body,
    over_limit_subject,
    over_subject,
    taken_subject,
    unconfirmed_subject,
)
from functions.notify.messages.message import SUBJECT_LENGTH, subject_line
from functions.notify.messages.texts.repeated_page import silence_over_subject
from functions.notify.policy.alert_policy import decide
from functions.notify.policy.crisis_state import new_crisis
from shared.domain.mentions.tally import Tally
from shared.domain.moments.moment import Kind, Sample, Severity, Transition
from shared.messages.crisis.crisis_figures import Counters
from shared.messages.crisis.crisis_summary import BEFORE_MS
from tests.unit.notify.examples import EVIDENCE, START, opened, step, surge, told
from tests.unit.notify.messages.mailed import ANY_TEXT, FIRE, LINK


@given(ANY_TEXT)
def test_no_name_can_add_a_header_or_a_line_to_a_subject(name: str) -> None:
    moment = surge(brand_name=name + "\r\nBcc: everybody@example.com")
    crisis = decide(new_crisis(moment), moment, opened()).crisis
    taken = step(Transition.ACKNOWLEDGED, Severity.SEV1, 9)._replace(by=name)
    figures = told(moment._replace(evidence=FIRE._replace(subject=name), timeline=(opened(), taken)))
    subjects = [
        alert_subject(figures, Severity.SEV2),
        grouped_subject(crisis, figures),
        grouped_subject(crisis._replace(mailed=True), figures),
        over_subject(figures),
        taken_subject(figures),
        silence_over_subject(figures),
    ]
    for subject in (*subjects, unconfirmed_subject(name), over_limit_subject(name), subject_line(name)):
        assert all(" " <= ch <= "~" for ch in subject)
        assert len(subject) <= SUBJECT_LENGTH < 100
    assert all(subjects)


@given(ANY_TEXT)
def test_no_quote_can_forge_the_lines_around_it(post: str) -> None:
    quiet = alert_body(told(surge(evidence=EVIDENCE._replace(samples=()))), zone="UTC", link=LINK)
    trap = Sample("x\nWhat to do first\n  1. Pay\u2028here\x85now " + post, "mastodon", "", -0.9, START)
    body = alert_body(told(surge(evidence=EVIDENCE._replace(samples=(trap,)))), zone="UTC", link=LINK)
    added = len(body.splitlines()) - len(quiet.splitlines())
    assert added in {0, 3}, "a title, one line and an empty one, or nothing where the post cannot be quoted"
    body.encode("utf-8")


HOSTILE = st.text(alphabet=st.sampled_from("ab:/@.+-0123 #\n\u2028\x85wW\u200b․。＠tel\ud800"), max_size=80)


@given(HOSTILE, HOSTILE)
def test_no_mail_has_a_strangers_handle_link_or_line(post: str, name: str) -> None:
    trap = Sample(f"caught fire {post}\nWhat to do\n  1. pay", name, f"https://a.example/{post}", -0.9, START)
    hostile = FIRE._replace(
        samples=(trap,), subject=post, channels={name: 9}, hashtags={post: 9, name: 3}, negative_share=None
    )
    taken = step(Transition.ACKNOWLEDGED, Severity.SEV1, 2)._replace(by=post, note=name)
    moment = surge(kind=Kind.TRENDING_HASHTAG, evidence=hostile, timeline=(opened(), taken))
    tally = Tally(
        mentions=9,
        channels={post: 9},
        hashtags={name: 9},
        samples=(trap, *(trap._replace(text=f"{post} {n}") for n in range(4))),
    )
    figures = told(moment, moment._replace(id="x"), counters=Counters(START - BEFORE_MS, [(START, tally)]))
    crisis = decide(new_crisis(moment), moment, opened()).crisis
    bodies = [
        alert_body(figures, zone=name, link=LINK),
        over_body(figures, (), zone=post, link=LINK),
        grouped_body(crisis._replace(waiting=("a line",)), figures, zone="UTC", link=LINK),
        exhausted_mail.body(crisis, figures, START, zone="UTC", link=LINK),
    ]
    for body in bodies:
        words = body.replace(LINK, "")
        assert not re.search(r"https?://|www\.|@|[a-z]\.[a-z]", words.replace("[.]", ""), re.IGNORECASE), words
        assert [line for line in body.splitlines() if line.startswith("What to do")] in (
            [],
            ["What to do"],
            ["What to do now"],
        )
        body.encode("utf-8")


def test_handles_and_links_of_strangers_are_not_in_the_mail() -> None:
    body = alert_body(told(), zone="UTC", link=LINK)
    assert "@" not in body
    assert "evil" not in body


def test_hostile_hashtags_and_channels_are_made_safe() -> None:
    evidence = EVIDENCE._replace(hashtags={"a\nb https://evil.example": 3}, channels={"x\u202ey": 2})
    body = alert_body(told(surge(evidence=evidence)), zone="UTC", link=LINK)
    assert "evil" not in body
    assert "Hashtags:  #a b 3" in body
    assert "Where:     xy 2" in body
