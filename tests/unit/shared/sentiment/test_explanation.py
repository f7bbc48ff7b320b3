"""Why a post got its mood."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shared.sentiment.crisis_lexicon import default_lexicon
from shared.sentiment.explanation import MOST, explain
from shared.sentiment.features import WORDS, features_of
from shared.sentiment.model import default_model
from shared.sentiment.score import parse_post

TEXT = "@acme they put me on hold for 2 hrs, isn’t that GREAT?? I want a refund"


def test_the_words_that_were_heard_are_named_with_their_valence_and_why() -> None:
    heard = {word.word: word for word in explain(TEXT).words}
    assert heard["on hold"].adds == heard["on hold"].valence == -2.4
    assert heard["on hold"].why == "the customer waits on the telephone"
    assert heard["great"].adds < 0 < heard["great"].valence


def test_the_steps_of_cleaning_that_changed_something_are_named() -> None:
    assert explain(TEXT).cleaning == ("handles", "quotes")


def test_the_heaviest_features_are_told_in_words() -> None:
    told = explain("worst company, never again").weights
    assert 0 < len(told) <= MOST
    assert "bad words: 2" in {weight.feature for weight in told}
    spread = [abs(weight.negative - weight.positive) for weight in told]
    assert spread == sorted(spread, reverse=True)


def test_a_brands_own_words_are_said_to_be_its_own() -> None:
    (word,) = explain("the flange wobbles", lexicon={"flange wobbles": -3.0}).words
    assert (word.word, word.why) == ("flange wobbles", "the brand's own")


@given(st.text(st.characters(exclude_categories=()) | st.sampled_from("not good 😡@#!?'"), max_size=200))
def test_every_feature_of_every_text_has_a_name(text: str) -> None:
    explain(text)


@given(st.text(max_size=200))
def test_features_lie_within_the_table_and_each_is_there_once(text: str) -> None:
    features = features_of(parse_post(text, (), default_lexicon()))
    assert len(set(features)) == len(features) >= 8
    assert all(0 <= feature < len(default_model().negative) for feature in features)
    assert any(feature >= WORDS for feature in features)
