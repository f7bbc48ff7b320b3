"""The crisis lexicon: readable, whole, and a brand's own words on top."""

from __future__ import annotations

import pytest

from shared.sentiment.crisis_lexicon import default_lexicon, entries, lexicon_with
from shared.sentiment.features import THEMES
from shared.sentiment.vader import valences
from shared.sentiment.vader_lexicon import BOOSTERS, NEGATORS


def heard(text: str, own: dict[str, float] | None = None) -> dict[str, float]:
    lexicon = lexicon_with(own)
    words, lower = lexicon.read(text.split(), text.lower().split())
    return {lower[place]: value for place, value in valences(words, lower, lexicon.lexicon).items()}


def test_every_line_has_a_word_once_a_valence_on_the_scale_a_theme_and_a_reason() -> None:
    lines = entries()
    assert len({line.word for line in lines}) == len(lines) > 2_000
    assert all(-4 <= line.valence <= 4 and line.why and line.theme in THEMES for line in lines)


def test_no_word_that_turns_others_is_given_a_mood() -> None:
    """A negation or a booster with a valence would no longer turn the words after it."""
    assert not {line.word for line in entries()} & (NEGATORS | BOOSTERS.keys())


def test_words_are_spelt_as_they_are_looked_up() -> None:
    assert all(line.word == " ".join(line.word.lower().split()) and "n't" not in line.word for line in entries())


def test_a_phrase_wins_over_its_words_and_the_longest_over_shorter_ones() -> None:
    assert heard("thanks for nothing") == {"thanks for nothing": -4.0}
    assert list(heard("great customer service")) == ["great customer service"]


@pytest.mark.parametrize("text", ["I can't log in", "I cant log in", "I CAN'T LOG in"])
def test_a_contraction_is_known_with_and_without_its_apostrophe(text: str) -> None:
    assert "cant log" in heard(text)


@pytest.mark.parametrize("word", ["help", "please", "united", "support", "care", "share", "like"])
def test_words_of_asking_and_business_have_no_mood(word: str) -> None:
    assert heard(word)[word] == 0.0


def test_trouble_that_was_not_is_no_trouble() -> None:
    assert heard("no delays today")["no delays"] > 0


@pytest.mark.parametrize("text", ["nobody was happy", "far from happy", "the opposite of happy", "no one is happy"])
def test_a_denial_turns_what_follows(text: str) -> None:
    assert heard(text)["happy"] < 0


def test_a_refusal_denies_nothing_that_follows() -> None:
    assert heard("no! refund now")["refund"] < 0


def test_a_brand_adds_words_and_phrases_and_changes_ours() -> None:
    own = {"flange wobble": -3.0, "Delayed": 0.0, "isn't ready": -1.0, "extreme": 99.0}
    assert heard("a flange wobble", own) == {"flange wobble": -3.0}
    assert heard("delayed", own) == {"delayed": 0.0}
    assert heard("it isn't ready", own) == {"isnt ready": -1.0}
    assert lexicon_with(own).lexicon.valences["extreme"] == 4.0
    assert heard("delayed") == {"delayed": -1.9}


def test_the_same_words_are_read_once() -> None:
    assert lexicon_with({"a": 1.0, "b": 2.0}) is lexicon_with({"b": 2.0, "a": 1.0})
    assert lexicon_with(None) is lexicon_with({}) is default_lexicon()
