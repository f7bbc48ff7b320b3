"""Why a post got its sentiment."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shared.sentiment.crisis_lexicon import default_lexicon
from shared.sentiment.explanation import MAX_WEIGHTS, explain
from shared.sentiment.features import features_of
from shared.sentiment.hashed_words import HASHED_SLOTS
from shared.sentiment.model import default_model
from shared.sentiment.parsed_post import parse_post

TEXT = "@acme they put me on hold for 2 hrs, isn’t that GREAT?? I want a refund"


def test_lexicon_words_are_listed_with_their_valence_and_the_reason() -> None:
    words = {word.word: word for word in explain(TEXT).words}
    assert words["on hold"].adds == words["on hold"].valence == -2.4
    assert words["on hold"].why == "the customer waits on the telephone"
    assert words["great"].adds < 0 < words["great"].valence


def test_cleaning_steps_that_changed_the_text_are_listed() -> None:
    assert explain(TEXT).cleaning == ("handles", "quotes")


def test_the_features_with_the_largest_weights_are_listed_in_words() -> None:
    weights = explain("worst company, never again").weights
    assert 0 < len(weights) <= MAX_WEIGHTS
    assert "harsh: 2" in {weight.feature for weight in weights}
    spread = [abs(weight.negative - weight.positive) for weight in weights]
    assert spread == sorted(spread, reverse=True)


def test_a_brands_own_words_are_marked_as_its_own() -> None:
    (word,) = explain("the flange wobbles", lexicon={"flange wobbles": -3.0}).words
    assert (word.word, word.why) == ("flange wobbles", "the brand's own")


@given(st.text(st.characters(exclude_categories=()) | st.sampled_from("not good 😡@#!?'"), max_size=200))
def test_every_feature_of_every_text_has_a_name(text: str) -> None:
    explain(text)


@given(st.text(max_size=200))
def test_each_feature_of_a_post_is_a_slot_of_the_model_and_occurs_once(text: str) -> None:
    features = features_of(parse_post(text, (), default_lexicon()))
    assert len(set(features)) == len(features) >= 8
    assert all(0 <= feature < len(default_model().negative) for feature in features)
    assert any(feature >= HASHED_SLOTS for feature in features)
