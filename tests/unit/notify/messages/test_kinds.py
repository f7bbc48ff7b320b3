"""How each kind of moment reads in texts and mails, above all the kinds that do not count posts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.notify.messages.mails.email import alert_body, alert_subject
from functions.notify.messages.mails.later_mails import over_body, over_subject
from functions.notify.messages.texts.gsm7 import SEGMENT, septets
from functions.notify.messages.texts.sms import over_text, page_text
from shared.domain.moments.moment import NEW_NORMAL, Evidence, Kind, Moment, Severity, Status, TimelineEntry, Transition
from tests.unit.notify.examples import EVIDENCE, START, opened, surge, told

LINK = "https://a.example/m/1"
SHIFT = EVIDENCE._replace(observed=36, expected=16.0, negative_share=0.45, normal_negative_share=0.2, minutes=30)
HASHTAG = EVIDENCE._replace(observed=34, expected=0.2, subject="kettlegate", minutes=40)
SILENCE = Evidence(observed=0, expected=14.2, subject="mastodon", minutes=60)


def of(kind: Kind, evidence: Evidence, severity: Severity = Severity.SEV3) -> Moment:
    return surge(kind=kind, evidence=evidence, severity=severity, peak=evidence.observed, mentions=0)


@pytest.mark.parametrize(
    ("kind", "evidence", "start"),
    [
        (Kind.SENTIMENT_SHIFT, SHIFT, "SEV3 Acme - 45% of posts negative in 30 min, normally 20%, since 14:05 UTC"),
        (
            Kind.TRENDING_HASHTAG,
            HASHTAG,
            "SEV3 Acme - #kettlegate in 34 posts in 40 min, 68x normal, since 14:05 UTC",
        ),
        (
            Kind.CHANNEL_SILENCE,
            SILENCE,
            "SEV3 Acme - Mastodon silent for 1 h, normally about 14 posts, since 14:05 UTC",
        ),
        (Kind.QUESTION_WAVE, EVIDENCE, "SEV3 Acme - 48 questions in 5 min, 12x normal, since 14:05 UTC"),
    ],
)
def test_a_text_message_says_what_kind_of_moment_it_is(kind: Kind, evidence: Evidence, start: str) -> None:
    assert page_text(told(of(kind, evidence)), LINK).startswith(start)


@pytest.mark.parametrize(
    ("kind", "evidence", "headline"),
    [
        (Kind.SENTIMENT_SHIFT, SHIFT, "45% of posts negative in 30 min, normally 20%"),
        (Kind.TRENDING_HASHTAG, HASHTAG, "#kettlegate in 34 posts in 40 min, 68x normal"),
        (Kind.CHANNEL_SILENCE, SILENCE, "Mastodon silent for 1 h, normally about 14 posts"),
    ],
)
def test_a_mail_says_it_in_its_subject_and_first_sentence(kind: Kind, evidence: Evidence, headline: str) -> None:
    figures = told(of(kind, evidence))
    assert alert_subject(figures) == f"SEV3 Acme - {headline}"
    assert alert_body(figures, zone="UTC", link=LINK).splitlines()[0] == f"Acme - {headline}."


@given(st.text(max_size=200), st.sampled_from([Kind.TRENDING_HASHTAG, Kind.CHANNEL_SILENCE]))
def test_whatever_others_name_a_hashtag_or_a_channel_a_text_stays_one_segment(name: str, kind: Kind) -> None:
    text = page_text(told(of(kind, HASHTAG._replace(subject=name))), LINK)
    assert septets(text) <= SEGMENT
    assert "\n" not in text


def test_a_level_that_stays_is_announced_as_the_new_normal() -> None:
    note = f"{NEW_NORMAL}, about 90 an hour for 6 hours"
    ended = TimelineEntry(START + 8 * 3_600_000, Transition.RESOLVED, Severity.SEV1, note=note)
    figures = told(surge(status=Status.RESOLVED, ended_ms=ended.at_ms, timeline=(opened(), ended)), minute=500)
    assert over_text(figures, LINK).startswith(
        "OVER Acme: negative posts steady at a new normal at 22:05 UTC after 8 h"
    )
    assert "now the new normal" in over_subject(figures)
    body = over_body(figures, (), zone="UTC", link=LINK)
    assert "The negative posts have not gone back: this is the new normal." in body
