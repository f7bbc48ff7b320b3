"""What a silence covers: all its conditions, the leading theme and not any, and SEV1 only when it says so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.mentions.theme import Theme
from shared.domain.moments.moment import Kind, Moment, Severity
from shared.domain.people.silence import Silence, covering, from_document, to_document
from tests.unit.notify.examples import EVIDENCE, START, surge

UNTIL = START + 3_600_000
ANY = Silence("night", UNTIL, "ana", "campaign", START, brand="acme")
FIRE = surge(evidence=EVIDENCE._replace(themes={"safety": 60, "billing": 14}))
TAG = surge(kind=Kind.TRENDING_HASHTAG, evidence=EVIDENCE._replace(subject="kettlegate"))
QUIET = surge(kind=Kind.CHANNEL_SILENCE, evidence=EVIDENCE._replace(subject="rss"))


@pytest.mark.parametrize(
    ("changes", "moment", "covered"),
    [
        ({}, FIRE, True),
        ({"brand": "bolt"}, FIRE, False),
        ({"brand": "", "kind": Kind.NEGATIVE_SURGE}, FIRE, True),
        ({"kind": Kind.QUESTION_WAVE}, FIRE, False),
        ({"theme": Theme.SAFETY}, FIRE, True),
        ({"theme": Theme.BILLING}, FIRE, False),
        ({"theme": Theme.SAFETY}, surge(), False),
        ({"channel": "mastodon"}, FIRE, True),
        ({"channel": "rss"}, FIRE, False),
        ({"channel": "rss"}, QUIET, True),
        ({"hashtag": "acmefire"}, FIRE, True),
        ({"hashtag": "recall"}, FIRE, False),
        ({"hashtag": "kettlegate"}, TAG, True),
        ({"kind": Kind.NEGATIVE_SURGE, "theme": Theme.SAFETY, "channel": "rss"}, FIRE, False),
    ],
)
def test_all_conditions_must_hold_and_the_leading_name_counts(
    changes: dict[str, object], moment: Moment, covered: bool
) -> None:
    silence = ANY._replace(**changes)  # type: ignore[arg-type]  # the examples name fields of it
    assert silence.covers(moment, Severity.SEV2) is covered


def test_sev1_is_told_all_the_same_unless_the_silence_says_otherwise() -> None:
    assert not ANY.covers(FIRE, Severity.SEV1)
    assert ANY._replace(even_sev1=True).covers(FIRE, Severity.SEV1)


def test_of_several_silences_the_longest_counts_and_none_after_its_end() -> None:
    longer = ANY._replace(id="long", until_ms=UNTIL + 1)
    assert covering([ANY, longer], FIRE, Severity.SEV2, UNTIL - 1) == longer
    assert covering([ANY, longer], FIRE, Severity.SEV2, UNTIL) == longer
    assert covering([ANY, longer], FIRE, Severity.SEV2, UNTIL + 1) is None


@given(
    st.builds(
        Silence,
        id=st.text(),
        until_ms=st.integers(0),
        author=st.text(),
        reason=st.text(),
        created_ms=st.integers(0),
        kind=st.none() | st.sampled_from(Kind),
        theme=st.none() | st.sampled_from(Theme),
        even_sev1=st.booleans(),
    )
)
def test_a_silence_survives_its_document_and_what_a_later_version_adds(silence: Silence) -> None:
    assert from_document({**to_document(silence), "later": 1}) == silence
