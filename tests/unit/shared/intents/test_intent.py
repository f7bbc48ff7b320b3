"""The intent of a post, and the phrases that show it."""

from __future__ import annotations

import pytest

from infra.training.report import auc
from shared.intents.intent import IntentKind, intent_of
from shared.intents.lexicon import phrase_lexicon
from shared.intents.weights import WEIGHTS
from tests.labelled_posts import complaint_scores, f1, intent_pairs, macro_f1, posts, question_pairs


def kind(text: str, p_negative: float = 0.4) -> IntentKind:
    return intent_of(phrase_lexicon().match(text), p_negative).kind


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("You charged me twice and nobody answers my emails", IntentKind.COMPLAINT),
        ("my order still hasn't arrived, three weeks of excuses", IntentKind.COMPLAINT),
        ("does anyone know if it works with the old charger", IntentKind.QUESTION),
        ("How long does shipping to Norway take?", IntentKind.QUESTION),
        ("where can I buy the green one", IntentKind.PURCHASE),
        ("thinking about getting the new phone", IntentKind.PURCHASE),
        ("Huge thanks to the team, fixed in five minutes", IntentKind.PRAISE),
        ("best coffee I have ever had, highly recommend", IntentKind.PRAISE),
        ("Acme announces new headquarters, shares rise 3%", IntentKind.OPINION),
        ("hot take: the logo looks like a duck lol", IntentKind.OPINION),
    ],
)
def test_plain_words_show_each_kind_of_intent(text: str, wanted: IntentKind) -> None:
    assert kind(text) is wanted


@pytest.mark.parametrize(
    ("text", "is_question"),
    [
        ("why was I charged twice?", True),
        ("anyone else seeing this", True),
        ("is it safe", True),
        ("are you kidding me?", False),
        ("seriously?", False),
        ("it works", False),
    ],
)
def test_a_post_is_a_question_if_it_waits_for_an_answer(text: str, is_question: bool) -> None:
    assert intent_of(phrase_lexicon().match(text), 0.4).question is is_question


def test_a_complaint_may_be_a_question_as_well() -> None:
    intent = intent_of(
        phrase_lexicon().match("You took my money twice and ignored me for weeks. Where is my refund?"), 0.8
    )
    assert (intent.kind, intent.question) == (IntentKind.COMPLAINT, True)


def test_the_phrases_that_show_an_intent_are_listed() -> None:
    assert "thinking about getting one" in intent_of(phrase_lexicon().match("thinking about getting one"), 0.3).why


def test_without_a_phrase_the_single_words_are_listed() -> None:
    assert intent_of(phrase_lexicon().match("Ok. That was my kettle. You."), 0.5).why == ("was", "my", "you")


def test_a_more_negative_sentiment_makes_a_complaint_more_likely() -> None:
    matches = phrase_lexicon().match("my flight with you")
    probabilities = [intent_of(matches, p).complaint for p in (0.0, 0.2, 0.5, 0.9, 1.0)]
    assert probabilities == sorted(probabilities)
    assert all(0.0 <= probability <= 1.0 for probability in probabilities)


def test_each_group_and_fact_has_a_weight_for_each_kind_of_intent() -> None:
    assert {len(weights) for weights in WEIGHTS.values()} == {len(IntentKind)}


def test_intents_agree_with_labels_by_people_who_had_not_seen_the_rules() -> None:
    found = posts("test")
    assert f1(question_pairs(found)) >= 0.80
    assert macro_f1(intent_pairs(found, IntentKind.PURCHASE)) >= 0.75
    assert f1(intent_pairs(found, IntentKind.COMPLAINT)) >= 0.72
    assert auc(*complaint_scores(found)) >= 0.79
