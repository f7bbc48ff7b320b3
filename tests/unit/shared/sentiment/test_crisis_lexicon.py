"""The crisis lexicon: its lines, its phrases, and a brand's own words added to it."""

from __future__ import annotations

import pytest

from shared.sentiment.crisis_lexicon import default_entries, default_lexicon, lexicon_with
from shared.sentiment.named_features import THEMES
from shared.sentiment.vader_lexicon import BOOSTERS, NEGATORS
from shared.sentiment.vader_rules import word_valences


def valences_in(text: str, own: dict[str, float] | None = None) -> dict[str, float]:
    lexicon = lexicon_with(own)
    words, lower = lexicon.join_phrases(text.split(), text.lower().split())
    return {lower[position]: value for position, value in word_valences(words, lower, lexicon.valences).items()}


def test_each_word_has_one_line_with_a_valence_on_the_scale_a_theme_and_a_reason() -> None:
    lines = default_entries()
    assert len({line.word for line in lines}) == len(lines) > 2_000
    assert all(-4 <= line.valence <= 4 and line.why and line.theme in THEMES for line in lines)


def test_negations_and_boosters_have_no_valence_of_their_own() -> None:
    """With a valence of their own they would no longer change the words after them."""
    assert not {line.word for line in default_entries()} & (NEGATORS | BOOSTERS.keys())


def test_words_are_spelled_as_they_are_looked_up() -> None:
    assert all(
        line.word == " ".join(line.word.lower().split()) and "n't" not in line.word for line in default_entries()
    )


def test_a_phrase_counts_instead_of_its_words_and_the_longest_phrase_wins() -> None:
    assert valences_in("thanks for nothing") == {"thanks for nothing": -4.0}
    assert list(valences_in("great customer service")) == ["great customer service"]


@pytest.mark.parametrize("text", ["I can't log in", "I cant log in", "I CAN'T LOG in"])
def test_a_contraction_is_found_with_and_without_its_apostrophe(text: str) -> None:
    assert "cant log" in valences_in(text)


@pytest.mark.parametrize("word", ["help", "please", "united", "support", "care", "share", "like"])
def test_words_of_requests_and_business_are_neutral(word: str) -> None:
    assert valences_in(word)[word] == 0.0


def test_trouble_that_did_not_happen_is_not_negative() -> None:
    assert valences_in("no delays today")["no delays"] > 0


@pytest.mark.parametrize("text", ["nobody was happy", "the opposite of happy", "no one is happy"])
def test_a_negation_reverses_the_words_after_it(text: str) -> None:
    assert valences_in(text)["happy"] < 0


def test_no_as_an_answer_does_not_negate_the_words_after_it() -> None:
    assert valences_in("no! refund now")["refund"] < 0


def test_a_brand_adds_words_and_phrases_and_changes_valences_of_the_default_lexicon() -> None:
    own = {"flange wobble": -3.0, "Delayed": 0.0, "isn't ready": -1.0, "extreme": 99.0}
    assert valences_in("a flange wobble", own) == {"flange wobble": -3.0}
    assert valences_in("delayed", own) == {"delayed": 0.0}
    assert valences_in("it isn't ready", own) == {"isnt ready": -1.0}
    assert lexicon_with(own).valences["extreme"] == 4.0
    assert valences_in("delayed") == {"delayed": -1.9}


def test_the_same_brand_words_build_one_lexicon() -> None:
    assert lexicon_with({"a": 1.0, "b": 2.0}) is lexicon_with({"b": 2.0, "a": 1.0})
    assert lexicon_with(None) is lexicon_with({}) is default_lexicon()
