"""The severity matrix, line by line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.detect.moments.overall_sentiment import SeverityInput, overall_sentiment
from functions.detect.moments.severity import severity
from shared.domain.moments.moment import Kind, Severity

SURGE = SeverityInput(Kind.NEGATIVE_SURGE, 12, 2.0, 0.5, 0.2, 0.2, 0.9, 1_000)
BURST = SURGE._replace(kind=Kind.VOLUME_BURST, negative_share=0.2)


@pytest.mark.parametrize(
    ("situation", "expected"),
    [
        (SURGE._replace(observed=16, negative_share=0.6), Severity.SEV1),
        (SURGE._replace(reach=2_000_000), Severity.SEV1),
        (SURGE, Severity.SEV2),
        (SURGE._replace(observed=16, negative_share=0.59), Severity.SEV2),
        (SURGE._replace(observed=9, expected=0.25, negative_share=0.9), Severity.SEV2),
        (SURGE._replace(negative_share=0.2), Severity.SEV3),
        (BURST._replace(observed=16, negative_share=0.6), Severity.SEV1),
        (BURST._replace(negative_share=0.5), Severity.SEV2),
        (BURST._replace(scored_share=0.1), Severity.SEV2),
        (BURST._replace(negative_share=None), Severity.SEV2),
        (BURST, Severity.SEV3),
        (BURST._replace(negative_share=0.05, positive_share=0.8), Severity.SEV4),
    ],
)
def test_each_situation_has_its_severity(situation: SeverityInput, expected: Severity) -> None:
    assert severity(situation)[0] is expected


HOSTILE = SURGE._replace(expected=2.0, negative_share=0.6)
WIDE = SURGE._replace(observed=12, expected=4.0, negative_share=0.4)


@pytest.mark.parametrize("kind", [Kind.NEGATIVE_SURGE, Kind.VOLUME_BURST])
@pytest.mark.parametrize(
    ("least", "just_less"),
    [
        (HOSTILE._replace(observed=16), HOSTILE._replace(observed=15)),
        (HOSTILE._replace(observed=10, expected=1.25), HOSTILE._replace(observed=9, expected=1.0)),
        (HOSTILE._replace(observed=16), HOSTILE._replace(observed=16, negative_share=0.59)),
        (WIDE._replace(reach=1_000_000), WIDE._replace(reach=999_999)),
        (WIDE._replace(reach=1_000_000), WIDE._replace(reach=1_000_000, expected=4.01)),
        (
            WIDE._replace(reach=1_000_000, observed=10, expected=2.0),
            WIDE._replace(reach=1_000_000, observed=9, expected=2.0),
        ),
    ],
    ids=["8 times", "10 posts", "6 in 10 negative", "a million people", "3 times", "10 posts of wide reach"],
)
def test_sev1_begins_exactly_here(kind: Kind, least: SeverityInput, just_less: SeverityInput) -> None:
    assert severity(least._replace(kind=kind))[0] is Severity.SEV1
    assert severity(just_less._replace(kind=kind))[0] is Severity.SEV2


def test_criticism_that_is_reposted_is_sev1_from_a_million_people_on() -> None:
    reposts = WIDE._replace(kind=Kind.SHARING_WAVE)
    assert severity(reposts._replace(reach=1_000_000))[0] is Severity.SEV1
    assert severity(reposts._replace(reach=999_999))[0] is Severity.SEV2


QUESTIONS = SURGE._replace(kind=Kind.QUESTION_WAVE, negative_share=0.2)
SHARING = SURGE._replace(kind=Kind.SHARING_WAVE)
SHIFT = SURGE._replace(kind=Kind.SENTIMENT_SHIFT)
HASHTAG = SURGE._replace(kind=Kind.TRENDING_HASHTAG, negative_share=0.2)


@pytest.mark.parametrize(
    ("situation", "expected"),
    [
        (SHARING, Severity.SEV2),
        (SHARING._replace(reach=2_000_000), Severity.SEV1),
        (SHARING._replace(negative_share=0.2), Severity.SEV3),
        (QUESTIONS, Severity.SEV3),
        (QUESTIONS._replace(safety_risk=True), Severity.SEV2),
        (QUESTIONS._replace(negative_share=0.7), Severity.SEV2),
        (SHIFT, Severity.SEV3),
        (SHIFT._replace(negative_share=0.7), Severity.SEV2),
        (HASHTAG, Severity.SEV3),
        (HASHTAG._replace(negative_share=0.7), Severity.SEV2),
        (HASHTAG._replace(negative_share=0.0, positive_share=0.9), Severity.SEV4),
        (SURGE._replace(kind=Kind.CHANNEL_SILENCE, observed=0, negative_share=None), Severity.SEV3),
        (SURGE._replace(kind=Kind.INFLUENTIAL_VOICE, observed=900_000), Severity.SEV3),
        (SURGE._replace(kind=Kind.INFLUENTIAL_VOICE, observed=1_000_000), Severity.SEV2),
        (SURGE._replace(kind=Kind.PRAISE_WAVE), Severity.SEV4),
        (SURGE._replace(kind=Kind.PURCHASE_WAVE, reach=2_000_000, negative_share=0.9), Severity.SEV4),
    ],
)
def test_the_other_kinds_have_theirs(situation: SeverityInput, expected: Severity) -> None:
    assert severity(situation)[0] is expected


def test_what_chance_makes_of_a_few_posts_is_no_mood() -> None:
    some = BURST._replace(negative_share=8 / 25, normal_negative_share=0.15, scored=25)
    assert overall_sentiment(some) == "normal"
    assert overall_sentiment(some._replace(negative_share=100 / 250, scored=250)) == "negative"
    assert overall_sentiment(some._replace(negative_share=4 / 9, scored=9)) == "negative"


def test_a_brand_without_a_known_normal_is_judged_by_its_posts_alone() -> None:
    new = BURST._replace(normal_negative_share=None, scored=50)
    assert overall_sentiment(new._replace(negative_share=0.4)) == "negative"
    assert overall_sentiment(new._replace(negative_share=0.39)) == "normal"


def test_twice_the_normal_negative_share_is_a_negative_mood() -> None:
    assert overall_sentiment(BURST._replace(negative_share=0.3, normal_negative_share=0.1)) == "negative"
    assert overall_sentiment(BURST._replace(negative_share=0.3, normal_negative_share=0.2)) == "normal"


MOSTLY_NEGATIVE = BURST._replace(observed=16, normal_negative_share=0.7, scored=40)


@pytest.mark.parametrize("kind", [Kind.NEGATIVE_SURGE, Kind.VOLUME_BURST])
@pytest.mark.parametrize(
    ("situation", "expected"),
    [
        (MOSTLY_NEGATIVE._replace(negative_share=0.72), Severity.SEV2),
        (MOSTLY_NEGATIVE._replace(negative_share=0.84), Severity.SEV2),
        (MOSTLY_NEGATIVE._replace(negative_share=0.85), Severity.SEV1),
        (MOSTLY_NEGATIVE._replace(negative_share=1.0, scored=9), Severity.SEV2),
        (MOSTLY_NEGATIVE._replace(negative_share=0.72, observed=15), Severity.SEV3),
        (MOSTLY_NEGATIVE._replace(negative_share=0.72, reach=2_000_000), Severity.SEV1),
        (MOSTLY_NEGATIVE._replace(negative_share=0.72, normal_negative_share=0.39), Severity.SEV1),
    ],
)
def test_a_brand_whose_posts_are_mostly_negative_anyway(
    kind: Kind, situation: SeverityInput, expected: Severity
) -> None:
    """Nothing is "mostly negative" that always is; a large wave of it still wakes somebody."""
    assert severity(situation._replace(kind=kind))[0] is expected


def test_reasons_say_how_much_in_words() -> None:
    storm = SURGE._replace(observed=30, negative_share=0.8, reach=250_000, learning=True)
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
    larger = situation._replace(observed=situation.observed + more, reach=situation.reach + more)
    assert severity(larger)[0] <= severity(situation)[0]
