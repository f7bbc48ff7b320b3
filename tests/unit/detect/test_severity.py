"""The severity matrix, line by line."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.detect.moments.overall_sentiment import SeverityInput, overall_sentiment
from functions.detect.moments.severity import severity
from shared.domain.moments.moment import Kind, Severity

SURGE = SeverityInput(Kind.NEGATIVE_SURGE, 12, 2.0, 0.5, 0.2, 0.2, 0.9, 1_000)
BURST = replace(SURGE, kind=Kind.VOLUME_BURST, negative_share=0.2)


@pytest.mark.parametrize(
    ("situation", "expected"),
    [
        (replace(SURGE, observed=16, negative_share=0.6), Severity.SEV1),
        (replace(SURGE, reach=2_000_000), Severity.SEV1),
        (SURGE, Severity.SEV2),
        (replace(SURGE, observed=16, negative_share=0.59), Severity.SEV2),
        (replace(SURGE, observed=9, expected=0.25, negative_share=0.9), Severity.SEV2),
        (replace(SURGE, negative_share=0.2), Severity.SEV3),
        (replace(BURST, observed=16, negative_share=0.6), Severity.SEV1),
        (replace(BURST, negative_share=0.5), Severity.SEV2),
        (replace(BURST, scored_share=0.1), Severity.SEV2),
        (replace(BURST, negative_share=None), Severity.SEV2),
        (BURST, Severity.SEV3),
        (replace(BURST, negative_share=0.05, positive_share=0.8), Severity.SEV4),
    ],
)
def test_each_situation_has_its_severity(situation: SeverityInput, expected: Severity) -> None:
    assert severity(situation)[0] is expected


HOSTILE = replace(SURGE, expected=2.0, negative_share=0.6)
WIDE = replace(SURGE, observed=12, expected=4.0, negative_share=0.4)


@pytest.mark.parametrize("kind", [Kind.NEGATIVE_SURGE, Kind.VOLUME_BURST])
@pytest.mark.parametrize(
    ("least", "just_less"),
    [
        (replace(HOSTILE, observed=16), replace(HOSTILE, observed=15)),
        (replace(HOSTILE, observed=10, expected=1.25), replace(HOSTILE, observed=9, expected=1.0)),
        (replace(HOSTILE, observed=16), replace(HOSTILE, observed=16, negative_share=0.59)),
        (replace(WIDE, reach=1_000_000), replace(WIDE, reach=999_999)),
        (replace(WIDE, reach=1_000_000), replace(WIDE, reach=1_000_000, expected=4.01)),
        (
            replace(WIDE, reach=1_000_000, observed=10, expected=2.0),
            replace(WIDE, reach=1_000_000, observed=9, expected=2.0),
        ),
    ],
    ids=["8 times", "10 posts", "6 in 10 negative", "a million people", "3 times", "10 posts of wide reach"],
)
def test_sev1_begins_exactly_here(kind: Kind, least: SeverityInput, just_less: SeverityInput) -> None:
    assert severity(replace(least, kind=kind))[0] is Severity.SEV1
    assert severity(replace(just_less, kind=kind))[0] is Severity.SEV2


def test_criticism_that_is_reposted_is_sev1_from_a_million_people_on() -> None:
    reposts = replace(WIDE, kind=Kind.SHARING_WAVE)
    assert severity(replace(reposts, reach=1_000_000))[0] is Severity.SEV1
    assert severity(replace(reposts, reach=999_999))[0] is Severity.SEV2


QUESTIONS = replace(SURGE, kind=Kind.QUESTION_WAVE, negative_share=0.2)
SHARING = replace(SURGE, kind=Kind.SHARING_WAVE)
SHIFT = replace(SURGE, kind=Kind.SENTIMENT_SHIFT)
HASHTAG = replace(SURGE, kind=Kind.TRENDING_HASHTAG, negative_share=0.2)


@pytest.mark.parametrize(
    ("situation", "expected"),
    [
        (SHARING, Severity.SEV2),
        (replace(SHARING, reach=2_000_000), Severity.SEV1),
        (replace(SHARING, negative_share=0.2), Severity.SEV3),
        (QUESTIONS, Severity.SEV3),
        (replace(QUESTIONS, safety_risk=True), Severity.SEV2),
        (replace(QUESTIONS, negative_share=0.7), Severity.SEV2),
        (SHIFT, Severity.SEV3),
        (replace(SHIFT, negative_share=0.7), Severity.SEV2),
        (HASHTAG, Severity.SEV3),
        (replace(HASHTAG, negative_share=0.7), Severity.SEV2),
        (replace(HASHTAG, negative_share=0.0, positive_share=0.9), Severity.SEV4),
        (replace(SURGE, kind=Kind.CHANNEL_SILENCE, observed=0, negative_share=None), Severity.SEV3),
        (replace(SURGE, kind=Kind.INFLUENTIAL_VOICE, observed=900_000), Severity.SEV3),
        (replace(SURGE, kind=Kind.INFLUENTIAL_VOICE, observed=1_000_000), Severity.SEV2),
        (replace(SURGE, kind=Kind.PRAISE_WAVE), Severity.SEV4),
        (replace(SURGE, kind=Kind.PURCHASE_WAVE, reach=2_000_000, negative_share=0.9), Severity.SEV4),
    ],
)
def test_the_other_kinds_have_theirs(situation: SeverityInput, expected: Severity) -> None:
    assert severity(situation)[0] is expected


def test_what_chance_makes_of_a_few_posts_is_no_mood() -> None:
    some = replace(BURST, negative_share=8 / 25, normal_negative_share=0.15, scored=25)
    assert overall_sentiment(some) == "normal"
    assert overall_sentiment(replace(some, negative_share=100 / 250, scored=250)) == "negative"
    assert overall_sentiment(replace(some, negative_share=4 / 9, scored=9)) == "negative"


def test_a_brand_without_a_known_normal_is_judged_by_its_posts_alone() -> None:
    new = replace(BURST, normal_negative_share=None, scored=50)
    assert overall_sentiment(replace(new, negative_share=0.4)) == "negative"
    assert overall_sentiment(replace(new, negative_share=0.39)) == "normal"


def test_twice_the_normal_negative_share_is_a_negative_mood() -> None:
    assert overall_sentiment(replace(BURST, negative_share=0.3, normal_negative_share=0.1)) == "negative"
    assert overall_sentiment(replace(BURST, negative_share=0.3, normal_negative_share=0.2)) == "normal"


MOSTLY_NEGATIVE = replace(BURST, observed=16, normal_negative_share=0.7, scored=40)


@pytest.mark.parametrize("kind", [Kind.NEGATIVE_SURGE, Kind.VOLUME_BURST])
@pytest.mark.parametrize(
    ("situation", "expected"),
    [
        (replace(MOSTLY_NEGATIVE, negative_share=0.72), Severity.SEV2),
        (replace(MOSTLY_NEGATIVE, negative_share=0.84), Severity.SEV2),
        (replace(MOSTLY_NEGATIVE, negative_share=0.85), Severity.SEV1),
        (replace(MOSTLY_NEGATIVE, negative_share=1.0, scored=9), Severity.SEV2),
        (replace(MOSTLY_NEGATIVE, negative_share=0.72, observed=15), Severity.SEV3),
        (replace(MOSTLY_NEGATIVE, negative_share=0.72, reach=2_000_000), Severity.SEV1),
        (replace(MOSTLY_NEGATIVE, negative_share=0.72, normal_negative_share=0.39), Severity.SEV1),
    ],
)
def test_a_brand_whose_posts_are_mostly_negative_anyway(
    kind: Kind, situation: SeverityInput, expected: Severity
) -> None:
    """Nothing is "mostly negative" that always is; a large wave of it still wakes somebody."""
    assert severity(replace(situation, kind=kind))[0] is expected


def test_reasons_say_how_much_in_words() -> None:
    storm = replace(SURGE, observed=30, negative_share=0.8, reach=250_000, learning=True)
    assert severity(storm)[1] == (
        "a large wave of mostly negative posts",
        "15 times the normal count",
        "80% of the scored posts are negative, normally 20%",
        "the authors reach about 250,000 people",
        "what is normal is still being learnt: the brand has been watched for less than a day",
    )


SHARES = st.one_of(st.none(), st.floats(0, 1))
SITUATIONS = st.builds(
    SeverityInput,
    kind=st.sampled_from(Kind),
    observed=st.integers(0, 10**9),
    expected=st.floats(0, 1e6),
    negative_share=SHARES,
    normal_negative_share=SHARES,
    positive_share=SHARES,
    scored_share=st.floats(0, 1),
    reach=st.integers(0, 10**12),
    learning=st.booleans(),
)


@given(SITUATIONS)
def test_every_situation_has_a_severity_and_a_reason(situation: SeverityInput) -> None:
    level, reasons = severity(situation)
    assert level in Severity
    assert all(reasons)


@given(SITUATIONS, st.integers(1, 10**6))
def test_more_mentions_or_more_reach_never_make_it_milder(situation: SeverityInput, more: int) -> None:
    larger = replace(situation, observed=situation.observed + more, reach=situation.reach + more)
    assert severity(larger)[0] <= severity(situation)[0]
