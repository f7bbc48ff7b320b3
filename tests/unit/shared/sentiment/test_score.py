"""The sentiment of a post: its label, its probability of being negative, and VADER's compound."""

from __future__ import annotations

import random
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.sentiment.cleaning import clean_post
from shared.sentiment.features import SLOTS
from shared.sentiment.model import SentimentModel
from shared.sentiment.score import Label, Sentiment, sentiment_of
from shared.sentiment.vader import compound
from tests.unit.shared.call_count import count_calls
from tests.unit.shared.sentiment.example_posts import CLEAR_POSTS, EQUIVALENT_POSTS

ANYTHING = st.text(
    st.characters(exclude_categories=()) | st.sampled_from("\x00\ud800\u202e😡❤\ufe0f@#&;!?"), max_size=400
)


@pytest.mark.parametrize(
    ("one", "other"), [pair[1:] for pair in EQUIVALENT_POSTS], ids=[pair[0] for pair in EQUIVALENT_POSTS]
)
def test_posts_with_the_same_meaning_get_the_same_label(one: str, other: str) -> None:
    assert sentiment_of(one).label == sentiment_of(other).label


@pytest.mark.parametrize(("text", "label"), CLEAR_POSTS, ids=[text for text, _ in CLEAR_POSTS])
def test_clear_posts_get_the_label_that_everybody_would_give_them(text: str, label: str) -> None:
    assert sentiment_of(text).label.value == label


@pytest.mark.parametrize(
    "text", ["The kettle is dangerous and the burn is horrible", "Worst support ever, they lied to me"]
)
def test_p_negative_is_high_where_people_complain(text: str) -> None:
    assert sentiment_of(text).p_negative > 0.9


@pytest.mark.parametrize("text", ["Great service, thank you!", "Best kettle I ever had :)"])
def test_p_negative_is_low_where_people_praise(text: str) -> None:
    assert sentiment_of(text).p_negative < 0.1


def test_a_brands_own_words_count_and_can_change_the_default_lexicon() -> None:
    text = "the flange wobbles and the broken record tour begins"
    plain, own = sentiment_of(text), sentiment_of(text, lexicon={"flange wobbles": -3.5, "Broken Record": 0.0})
    assert own.p_negative != plain.p_negative
    assert sentiment_of("the flange wobbles", lexicon={"flange wobbles": -3.5}).label is Label.NEGATIVE
    assert sentiment_of("the flange wobbles").label is Label.NEUTRAL
    assert own.compound == plain.compound


def test_another_model_gives_another_label() -> None:
    none = array("b", bytes(SLOTS))
    happy = SentimentModel(none, none, (1.0, 1.0), (0.0, 5.0))
    assert sentiment_of("awful", model=happy).label is Label.POSITIVE
    assert sentiment_of("awful").label is Label.NEGATIVE


def test_the_compound_is_vaders_on_the_cleaned_text() -> None:
    for text, _ in CLEAR_POSTS:
        assert sentiment_of(text).compound == (compound(clean_post(text)) if sentiment_of(text).scored else 0.0)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Best Buy opens at 9", ("Best Buy",)),
        ("BEST BUY opens at 9", ("Best Buy",)),
        ("#united at gate 4", ("United",)),
        ("@united at gate 4", ()),
        ("@united@social.example at gate 4", ()),
    ],
)
def test_a_brands_name_does_not_change_the_score(text: str, words: tuple[str, ...]) -> None:
    assert sentiment_of(text, words).compound == 0.0


def test_a_url_and_its_question_marks_do_not_change_the_score() -> None:
    assert sentiment_of("timetable https://x.example/?happy=??&love=!").compound == 0.0


def test_a_post_that_is_not_english_is_not_scored() -> None:
    """In this German text "die" is an article and "war" is a verb."""
    sentiment = sentiment_of("die Mannschaft war in der Stadt")
    assert sentiment == Sentiment(0.0, 0.0, Label.NEUTRAL, scored=False, language="de", question=False)


@pytest.mark.parametrize(
    ("text", "is_question"), [("Is it safe?", True), ('"safe?" he said', True), ("x?y=1", False), ("ok", False)]
)
def test_a_question_is_recognised_by_its_mark(text: str, is_question: bool) -> None:
    assert sentiment_of(text).question is is_question


@given(ANYTHING, st.lists(st.text(min_size=1, max_size=9), max_size=3).map(tuple), ANYTHING)
def test_any_string_gets_a_sentiment(text: str, words: tuple[str, ...], language: str) -> None:
    sentiment = sentiment_of(text, words, language)
    assert -1 <= sentiment.compound <= 1
    assert 0 <= sentiment.p_negative <= 1
    assert sentiment.scored or sentiment.label is Label.NEUTRAL


@given(st.lists(ANYTHING, max_size=6), st.randoms(use_true_random=False))
def test_the_result_does_not_depend_on_other_posts(texts: list[str], rng: random.Random) -> None:
    alone = {text: sentiment_of(text) for text in texts}
    shuffled = list(texts)
    rng.shuffle(shuffled)
    assert {text: sentiment_of(text) for text in shuffled} == alone


@pytest.mark.parametrize(
    "hostile",
    [
        "😡😭🔥❤️",
        "lol ",
        "no ",
        "lol but ",
        "!",
        "?",
        "a",
        "a ",
        "@a.-",
        "www.",
        "&lt;",
        "&",
        "\x00",
        "\ud800",
        "\u202e",
        "aaa.",
        "@",
        "#",
        "ha...",
        "水",
        "…a",
    ],
)
def test_the_work_for_a_text_is_bounded(hostile: str) -> None:
    """A hundred thousand characters cost the same as the first sixteen thousand: the rest is never read."""
    long, longer = hostile * (100_000 // len(hostile)), hostile * (400_000 // len(hostile))
    sentiment_of(long, ("Acme",))
    work = count_calls(lambda: sentiment_of(long, ("Acme",)))
    assert work < 600_000
    assert count_calls(lambda: sentiment_of(longer, ("Acme",))) == pytest.approx(work, rel=0.02, abs=20)
