"""The features of a post: words in hashed slots, and named features in slots of their own."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from shared.sentiment.crisis_lexicon import default_lexicon
from shared.sentiment.features import SLOTS, VERSION, features_of
from shared.sentiment.hashed_words import HASHED_SLOTS, negated_positions, tokenise, word_slot_names, word_slots
from shared.sentiment.named_features import FEATURES, FIRST_SLOT, NAMED_SLOTS, slot_name
from shared.sentiment.parsed_post import parse_post

TEXTS = st.text(st.characters(exclude_categories=()) | st.sampled_from("not good 😡@#!?'"), max_size=200)


def words(text: str) -> set[int]:
    tokens = tokenise(text)
    return word_slots(tokens, frozenset(tokens))


def named(text: str) -> set[str]:
    features = features_of(parse_post(text, ("Acme",), default_lexicon()))
    return {slot_name(slot) for slot in features if slot >= HASHED_SLOTS}


def test_words_and_named_features_share_no_slot() -> None:
    assert FIRST_SLOT["compound"] == HASHED_SLOTS
    assert sum(FEATURES.values()) <= NAMED_SLOTS


def test_named_features_follow_one_another_without_a_gap() -> None:
    assert all(FIRST_SLOT[one] + FEATURES[one] == FIRST_SLOT[two] for one, two in pairwise(FEATURES))


def test_the_slots_of_stored_models_keep_their_meaning() -> None:
    """A model in a file or in a stack has weights for these slots; a change needs another ``VERSION``."""
    assert (VERSION, SLOTS, FIRST_SLOT["theme"], FIRST_SLOT["but"]) == (1, 65_792, 65_671, 65_740)
    assert words("not good") == {8_539, 16_683, 20_114, 34_041, 52_848, 64_885}


@given(TEXTS)
def test_words_stay_within_the_hashed_slots(text: str) -> None:
    assert all(0 <= slot < HASHED_SLOTS for slot in words(text))


@given(TEXTS)
def test_each_word_slot_has_a_name(text: str) -> None:
    assert word_slot_names(tokenise(text)).keys() == words(text)


def test_a_pair_of_words_is_not_the_two_words_written_as_one() -> None:
    names = word_slot_names(tokenise("on hold"))
    assert set(names.values()) == {"on", "hold", "^ on", "on hold", "hold $"}
    assert not words("onhold") & {slot for slot, name in names.items() if name in ("on hold", "on", "hold")}


def test_a_negation_reaches_three_words() -> None:
    assert negated_positions(tokenise("not one two three four")) == {1, 2, 3}
    assert "not … good" in word_slot_names(tokenise("never good")).values()


def test_the_form_of_a_post_has_named_features() -> None:
    assert {"exclamations: 2", "question marks: 1", "names of brands: 1", "begins with a name: 1"} <= named(
        "Acme!! Why?"
    )
    assert {"an address: 1", "a repost: 1", "speaks of itself: 1"} <= named("RT I was there https://x.example")


def test_the_lexicons_give_named_features() -> None:
    assert {"theme: service", "worst word: 2", "bad words: 1"} <= named("on hold")
    assert not any(name.startswith("worst word") for name in named("a kettle"))
