"""How each kind of moment reads in texts and mails, above all the kinds that do not count posts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.notify.alert_policy import decide
from functions.notify.crisis_state import from_json, new_crisis, to_json
from functions.notify.messages.email import alert_body, alert_subject
from functions.notify.messages.gsm7 import SEGMENT, septets
from functions.notify.messages.later_mails import over_body, over_subject
from functions.notify.messages.sms import over_text, page_text
from shared.domain.moment import NEW_NORMAL, Evidence, Kind, Moment, Severity, Status, TimelineEntry, Transition
from tests.unit.notify.examples import EVIDENCE, START, opened, surge

LINK = "https://a.example/m/1"
SHIFT = replace(EVIDENCE, observed=36, expected=16.0, negative_share=0.45, normal_negative_share=0.2, minutes=30)
HASHTAG = replace(EVIDENCE, observed=34, expected=0.2, subject="kettlegate", minutes=40)
SILENCE = Evidence(observed=0, expected=14.2, subject="mastodon", minutes=60)


def of(kind: Kind, evidence: Evidence, severity: Severity = Severity.SEV3) -> Moment:
    return surge(kind=kind, evidence=evidence, severity=severity, peak=evidence.observed, mentions=0)


@pytest.mark.parametrize(
    ("kind", "evidence", "start"),
    [
        (Kind.SENTIMENT_SHIFT, SHIFT, "SEV3 Acme: 45% of posts negative, normally 20% since 14:05 UTC"),
        (
            Kind.TRENDING_HASHTAG,
            HASHTAG,
            "SEV3 Acme: #kettlegate in 34 posts, 68x normal since 14:05 UTC, 72% negative",
        ),
        (Kind.CHANNEL_SILENCE, SILENCE, "SEV3 Acme: mastodon silent for 1 h, normally about 14 posts since 14:05 UTC"),
        (Kind.QUESTION_WAVE, EVIDENCE, "SEV3 Acme: questions 12x normal since 14:05 UTC, 72% negative"),
    ],
)
def test_a_text_message_says_what_kind_of_moment_it_is(kind: Kind, evidence: Evidence, start: str) -> None:
    assert page_text(replace(of(kind, evidence), reasons=()), LINK).startswith(start)


@pytest.mark.parametrize(
    ("kind", "evidence", "subject", "sentence"),
    [
        (
            Kind.SENTIMENT_SHIFT,
            SHIFT,
            "SEV3 Acme: shift to negative sentiment, 45% of posts negative, normally 20%",
            "Acme: 36 negative posts in 30 min, 45% of all that could be scored, where 20% would be normal.",
        ),
        (
            Kind.TRENDING_HASHTAG,
            HASHTAG,
            "SEV3 Acme: trending hashtag #kettlegate, 68x normal (34 in 40 min)",
            "Acme: 34 posts with #kettlegate in 40 min, where hardly any would be normal (68x).",
        ),
        (
            Kind.CHANNEL_SILENCE,
            SILENCE,
            "SEV3 Acme: silent channel mastodon, where about 14 posts in 1 h would be normal",
            "Acme: no posts on mastodon in 1 h, where about 14 would be normal.",
        ),
    ],
)
def test_a_mail_says_it_in_its_subject_and_first_sentence(
    kind: Kind, evidence: Evidence, subject: str, sentence: str
) -> None:
    moment = of(kind, evidence)
    assert alert_subject(moment) == subject
    assert alert_body(moment, opened(), zone="UTC", link=LINK).splitlines()[0] == sentence


@given(st.text(max_size=200), st.sampled_from([Kind.TRENDING_HASHTAG, Kind.CHANNEL_SILENCE]))
def test_whatever_others_name_a_hashtag_or_a_channel_a_text_stays_one_segment(name: str, kind: Kind) -> None:
    text = page_text(of(kind, replace(HASHTAG, subject=name)), LINK)
    assert septets(text) <= SEGMENT
    assert "\n" not in text


def test_a_level_that_stays_is_announced_as_the_new_normal() -> None:
    note = f"{NEW_NORMAL}, about 90 an hour for 6 hours"
    ended = TimelineEntry(START + 8 * 3_600_000, Transition.RESOLVED, Severity.SEV1, note=note)
    crisis = decide(new_crisis(surge()), surge(), opened()).crisis
    over = surge(status=Status.RESOLVED, ended_ms=ended.at_ms, timeline=(opened(), ended))
    crisis = from_json(to_json(decide(crisis, over, ended).crisis))
    assert over_text(crisis, None, LINK).startswith(
        "OVER Acme: negative posts steady at a new normal at 22:05 UTC after 8 h"
    )
    assert "now the new normal" in over_subject(crisis)
    assert "The negative posts have not gone back: this is the new normal." in over_body(
        crisis, over.evidence, (), zone="UTC", link=LINK
    )
