"""The mood of a post: VADER's compound, where the lexicon can read what people write."""

from __future__ import annotations

import random
from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.sentiment.cleaning import cleaned
from shared.sentiment.features import SLOTS
from shared.sentiment.model import SentimentModel
from shared.sentiment.score import Label, sentiment_of
from shared.sentiment.vader import compound
from tests.unit.shared.sentiment.probes import PAIRS, SIGNS
from tests.unit.shared.work import calls_of

ANYTHING = st.text(
    st.characters(exclude_categories=()) | st.sampled_from("\x00\ud800\u202e😡❤\ufe0f@#&;!?"), max_size=400
)


@pytest.mark.parametrize(("one", "other"), [pair[1:] for pair in PAIRS], ids=[pair[0] for pair in PAIRS])
def test_what_means_the_same_scores_the_same(one: str, other: str) -> None:
    assert sentiment_of(one).label == sentiment_of(other).label


@pytest.mark.parametrize(("text", "label"), SIGNS, ids=[text for text, _ in SIGNS])
def test_posts_beyond_doubt_get_the_label_that_everybody_would_give_them(text: str, label: str) -> None:
    assert sentiment_of(text).label.value == label


@pytest.mark.parametrize(
    "text", ["The kettle is dangerous and the burn is horrible", "Worst support ever, they lied to me"]
)
def test_p_negative_is_high_where_people_complain(text: str) -> None:
    assert sentiment_of(text).p_negative > 0.9


@pytest.mark.parametrize("text", ["Great service, thank you!", "Best kettle I ever had :)"])
def test_p_negative_is_low_where_people_praise(text: str) -> None:
    assert sentiment_of(text).p_negative < 0.1


def test_a_brands_own_words_count_and_may_change_ours() -> None:
    text = "the flange wobbles and the broken record tour begins"
    plain, own = sentiment_of(text), sentiment_of(text, lexicon={"flange wobbles": -3.5, "Broken Record": 0.0})
    assert own.p_negative != plain.p_negative
    assert sentiment_of("the flange wobbles", lexicon={"flange wobbles": -3.5}).label is Label.NEGATIVE
    assert sentiment_of("the flange wobbles").label is Label.NEUTRAL
    assert own.compound == plain.compound


def test_another_table_gives_another_answer() -> None:
    none = array("b", bytes(SLOTS))
    happy = SentimentModel(none, none, (1.0, 1.0), (0.0, 5.0))
    assert sentiment_of("awful", model=happy).label is Label.POSITIVE
    assert sentiment_of("awful").label is Label.NEGATIVE


def test_the_compound_is_vaders_on_the_cleaned_text() -> None:
    for text, _ in SIGNS:
        assert sentiment_of(text).compound == (compound(cleaned(text)) if sentiment_of(text).scored else 0.0)


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
def test_a_brands_name_says_nothing_about_the_mood(text: str, words: tuple[str, ...]) -> None:
    assert sentiment_of(text, words).compound == 0.0


def test_an_address_and_its_question_marks_are_no_mood() -> None:
    assert sentiment_of("timetable https://x.example/?happy=??&love=!").compound == 0.0


def test_a_post_that_is_not_english_is_not_scored() -> None:
    """What reads like death and war are an article and a verb."""
    mood = sentiment_of("die Mannschaft war in der Stadt")
    assert (mood.scored, mood.compound, mood.p_negative, mood.label, mood.language) == (
        False,
        0,
        0,
        Label.NEUTRAL,
        "de",
    )


@pytest.mark.parametrize(
    ("text", "asks"), [("Is it safe?", True), ('"safe?" he said', True), ("x?y=1", False), ("ok", False)]
)
def test_questions_are_told_by_their_mark(text: str, asks: bool) -> None:
    assert sentiment_of(text).question is asks


@given(ANYTHING, st.lists(st.text(min_size=1, max_size=9), max_size=3).map(tuple), ANYTHING)
def test_any_string_gets_a_mood(text: str, words: tuple[str, ...], language: str) -> None:
    mood = sentiment_of(text, words, language)
    assert -1 <= mood.compound <= 1
    assert 0 <= mood.p_negative <= 1
    assert mood.scored or mood.label is Label.NEUTRAL


@given(st.lists(ANYTHING, max_size=6), st.randoms(use_true_random=False))
def test_a_mood_does_not_depend_on_the_neighbours(texts: list[str], chance: random.Random) -> None:
    alone = {text: sentiment_of(text) for text in texts}
    shuffled = list(texts)
    chance.shuffle(shuffled)
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
def test_the_work_for_a_text_is_bounded_whatever_its_length(hostile: str) -> None:
    """A hundred thousand characters cost what the first sixteen thousand do: the rest is never looked at."""
    long, longer = hostile * (100_000 // len(hostile)), hostile * (400_000 // len(hostile))
    sentiment_of("warm", ("Acme",))
    work = calls_of(lambda: sentiment_of(long, ("Acme",)))
    assert work < 600_000
    assert calls_of(lambda: sentiment_of(longer, ("Acme",))) == pytest.approx(work, rel=0.02, abs=20)
