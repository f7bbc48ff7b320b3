"""The mood of a post: VADER's compound, where the lexicon can read what people write."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vaderSentiment.vaderSentiment import BOOSTER_DICT, NEGATE, SPECIAL_CASES, SentimentIntensityAnalyzer

from shared.sentiment import Label, sentiment_of
from tests.unit.shared.work import calls_of

ANYTHING = st.text(
    st.characters(exclude_categories=()) | st.sampled_from("\x00\ud800\u202e😡❤\ufe0f@#&;!?"), max_size=400
)
STOCK = SentimentIntensityAnalyzer()
LEXICON = sorted(STOCK.lexicon)
TOKENS = st.one_of(
    st.sampled_from(LEXICON),
    st.sampled_from([*BOOSTER_DICT, *NEGATE, *SPECIAL_CASES]),
    st.sampled_from(["so", "this", "never", "without", "doubt", "least", "at", "very", "but", "or", "nor", "no"]),
    st.sampled_from(["kind", "of", "kettle", "the", "a", "nobody"]),
    st.sampled_from(["!", "?", "??", ":)", "😡", "❤", "...", "n't"]),
)
SENTENCES = st.lists(
    st.builds(lambda token, loud: token.upper() if loud else token, TOKENS, st.booleans()), max_size=40
)

PAIRS = [
    ("a handle and none", "@happyco the lid is broken", "@jetkettle the lid is broken"),
    ("a handle is no praise", "@bestkettle opens at nine", "someone opens at nine"),
    ("curly and straight apostrophes", "the service isn’t good", "the service isn't good"),
    ("curly and straight quotes", "they call it “great” service", 'they call it "great" service'),
    ("with a variation selector and without", "what a kettle ❤️", "what a kettle ❤"),
    ("spaced and joined emoji", "😡terrible lid", "😡 terrible lid"),
    ("one emoji beside another", "broken again😡😭", "broken again 😡 😭"),
    ("skin tones", "good job 👍🏽", "good job 👍"),
    ("an entity and its character", "love this &lt;3", "love this <3"),
    ("an entity in a word", "it isn&#39;t good", "it isn't good"),
    ("an address and none", "the lid is awful https://x.example/great?fun=?? ", "the lid is awful"),
    ("a drawn-out word", "I hateeeee this lid", "I hate this lid"),
    ("a hashtag and its word", "#fail again", "fail again"),
    ("words joined by strokes", "slow/rude/terrible people", "slow rude terrible people"),
    ("words joined by dots", "so bad...awful...avoid", "so bad awful avoid"),
    ("words joined by commas", "awful,rude,slow", "awful, rude, slow"),
    ("the shortest words", "ok.", "ok"),
    ("a refusal", "No! Refund me", "No refund me"),
]


@pytest.mark.parametrize(("one", "other"), [pair[1:] for pair in PAIRS], ids=[pair[0] for pair in PAIRS])
def test_what_means_the_same_scores_the_same(one: str, other: str) -> None:
    assert sentiment_of(one).label == sentiment_of(other).label


@pytest.mark.parametrize(
    "text",
    [
        "The kettle is dangerous and the burn is horrible",
        "Worst support ever, they lied to me",
        "I want my money back, this is a scam",
        "awful...just awful",
        "😡😡 broken AGAIN",
        "The service isn’t good",
        "I hateeeee this",
    ],
)
def test_posts_that_are_beyond_doubt_negative(text: str) -> None:
    mood = sentiment_of(text)
    assert (mood.label, mood.scored) == (Label.NEGATIVE, True)
    assert mood.p_negative > 0.4


@pytest.mark.parametrize("text", ["Love my new kettle ❤️", "Great service, thank you!", "Best kettle I ever had :)"])
def test_posts_that_are_beyond_doubt_positive(text: str) -> None:
    mood = sentiment_of(text)
    assert mood.label is Label.POSITIVE
    assert mood.p_negative < 0.4


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
    mood = sentiment_of("die Mannschaft war in der Stadt und die Leute auch")
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
