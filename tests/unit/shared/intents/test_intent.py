"""What posts want, told by words that are named."""

from __future__ import annotations

import pytest

from shared.intents.intent import IntentKind, intent_of
from shared.intents.lexicon import phrase_lexicon
from shared.intents.weights import WEIGHTS
from tests.labelled_posts import auc, f1, intent_pairs, macro, posts, question_pairs


def aim(text: str, p_negative: float = 0.4) -> IntentKind:
    return intent_of(phrase_lexicon().read(text), p_negative).kind


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
def test_each_intent_is_told_by_plain_words(text: str, wanted: IntentKind) -> None:
    assert aim(text) is wanted


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("why was I charged twice?", True),
        ("anyone else seeing this", True),
        ("is it safe", True),
        ("are you kidding me?", False),
        ("seriously?", False),
        ("it works", False),
    ],
)
def test_a_question_is_one_that_waits_for_an_answer(text: str, asks: bool) -> None:
    assert intent_of(phrase_lexicon().read(text), 0.4).question is asks


def test_a_complaint_may_be_a_question_as_well() -> None:
    told = intent_of(
        phrase_lexicon().read("You took my money twice and ignored me for weeks. Where is my refund?"), 0.8
    )
    assert (told.kind, told.question) == (IntentKind.COMPLAINT, True)


def test_the_words_that_made_an_intent_are_named() -> None:
    assert "thinking about getting" in intent_of(phrase_lexicon().read("thinking about getting one"), 0.3).why


def test_where_no_cue_speaks_the_single_words_that_did_are_named() -> None:
    assert intent_of(phrase_lexicon().read("Ok. That was my kettle. You."), 0.5).why == ("was", "my", "you")


def test_a_worse_mood_makes_a_complaint_likelier() -> None:
    reading = phrase_lexicon().read("my flight with you")
    chances = [intent_of(reading, p).complaint for p in (0.0, 0.2, 0.5, 0.9, 1.0)]
    assert chances == sorted(chances)
    assert all(0.0 <= chance <= 1.0 for chance in chances)


def test_every_weight_is_of_a_group_or_fact_and_there_is_one_for_each_intent() -> None:
    assert {len(weights) for weights in WEIGHTS.values()} == {len(IntentKind)}


def test_intents_agree_with_people_who_had_not_seen_the_rules() -> None:
    found = posts("test")
    assert f1(question_pairs(found)) >= 0.80
    assert macro(intent_pairs(found, IntentKind.PURCHASE)) >= 0.75
    assert f1(intent_pairs(found, IntentKind.COMPLAINT)) >= 0.72
    assert auc([(post.intent == IntentKind.COMPLAINT, post.enrichment.intent.complaint) for post in found]) >= 0.79
