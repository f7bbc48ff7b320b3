"""Posts that once got a wrong sentiment or intent get the right one, and so do posts of the same kind."""

from __future__ import annotations

import pytest

from shared.domain.words import MASK
from shared.enrichment import enrich
from shared.intents.intent import IntentKind
from shared.sentiment.explanation import explain
from shared.sentiment.score import Label
from tests.unit.shared.reported_posts import LABELS, NO_PURCHASES, PLACEHOLDERS, PURCHASES, QUESTIONS, WORDS


@pytest.mark.parametrize(("text", "wanted"), [pair for pairs in LABELS.values() for pair in pairs])
def test_a_post_gets_its_label(text: str, wanted: str) -> None:
    label = enrich(text, WORDS).sentiment.label.value
    assert label != wanted.removeprefix("not ") if wanted.startswith("not ") else label == wanted


@pytest.mark.parametrize(("text", "asks"), QUESTIONS)
def test_a_post_is_a_question_by_its_grammar_or_its_mark(text: str, *, asks: bool) -> None:
    intent = enrich(text, WORDS).intent
    assert intent.question is asks
    assert asks or intent.kind is not IntentKind.QUESTION


@pytest.mark.parametrize(("text", "buys"), [*((t, True) for t in PURCHASES), *((t, False) for t in NO_PURCHASES)])
def test_who_wants_to_buy_is_told_from_who_does_not(text: str, *, buys: bool) -> None:
    assert (enrich(text, WORDS).intent.kind is IntentKind.PURCHASE) is buys


@pytest.mark.parametrize("text", PLACEHOLDERS)
def test_a_placeholder_of_a_deleted_post_is_not_scored(text: str) -> None:
    assert not enrich(text, WORDS).sentiment.scored


@pytest.mark.parametrize(
    "text", ["Kestro is it safe", "thanks Kestro for nothing", "Ok. That was Kestro. You.", "I want a Kestro"]
)
def test_nobody_sees_the_mask_of_the_brand(text: str) -> None:
    found = enrich(text, WORDS)
    shown = [*found.intent.why, *(phrase for theme in found.themes for phrase in theme.why)]
    shown += [weight.feature for weight in explain(text, WORDS).weights]
    assert shown
    assert not any(MASK in phrase for phrase in shown)


@pytest.mark.parametrize(
    "text", ["Great service, you lost my bag", "thanks for nothing", "Great job losing my bag again"]
)
def test_a_post_with_a_negative_label_is_no_praise(text: str) -> None:
    found = enrich(text, WORDS)
    assert found.sentiment.label is Label.NEGATIVE
    assert found.intent.kind is not IntentKind.PRAISE
