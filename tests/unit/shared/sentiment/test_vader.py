"""VADER's scores equal those of the package, and the work grows linearly with the length of a text."""

from __future__ import annotations

import gzip
import json
import random
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vaderSentiment import vaderSentiment
from vaderSentiment.vaderSentiment import BOOSTER_DICT, NEGATE, SPECIAL_CASES, SentimentIntensityAnalyzer

from shared.sentiment.vader import compound, exact_scores, name_emoji
from shared.sentiment.vader_lexicon import vader_lexicon
from shared.sentiment.vader_rules import word_valences, word_valences_of_both
from tests.unit.shared.call_count import count_calls

POSTS = Path(__file__).parents[4].parent / "shared" / "data" / "sentiment"
PACKAGE = SentimentIntensityAnalyzer()
LEXICON = sorted(PACKAGE.lexicon)
CONTEXT_WORDS = [
    *BOOSTER_DICT, *NEGATE, *SPECIAL_CASES, "so", "this", "never", "without", "doubt", "least", "at", "very", "but",
    "or", "nor", "no", "kind", "of", "kettle", "the", "a", "nobody", "n't", "!", "?", "??", "...", ":)", "😡",
    "❤", "İ", "ΑΣ",
]  # fmt: skip
TOKENS = st.one_of(st.sampled_from(LEXICON), st.sampled_from(CONTEXT_WORDS))
SENTENCES = st.lists(
    st.builds(lambda token, capitals: token.upper() if capitals else token, TOKENS, st.booleans()), max_size=40
)
ANYTHING = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("😡❤©‼ 👍\t!?"))


@pytest.fixture(autouse=True)
def _sum_without_correction(monkeypatch: pytest.MonkeyPatch) -> None:
    """The package adds one by one, as on Python 3.11; ``sum`` of later Pythons corrects rounding errors."""
    monkeypatch.setattr(vaderSentiment, "sum", _plain_sum, raising=False)


def _plain_sum(numbers: list[float]) -> float:
    total = 0.0
    for number in numbers:
        total += number
    return total


def _package_scores(text: str) -> tuple[float, float, float, float]:
    scores = PACKAGE.polarity_scores(text)
    return scores["compound"], scores["pos"], scores["neg"], scores["neu"]


def _our_scores(text: str) -> tuple[float, float, float, float]:
    """Our scores, rounded as the package rounds its own."""
    exact = exact_scores(text)
    return compound(text), round(exact.positive, 3), round(exact.negative, 3), round(exact.neutral, 3)


@given(SENTENCES)
def test_two_lexicons_at_once_say_what_each_says_by_itself(words: list[str]) -> None:
    lower, larger = [word.lower() for word in words], {word: 1 - value for word, value in vader_lexicon().items()}
    larger["kettle"] = -2.0
    both = word_valences_of_both(words, lower, larger, None, vader_lexicon())
    assert both == (word_valences(words, lower, larger), word_valences(words, lower))


@given(SENTENCES)
@settings(max_examples=500)
def test_sentences_of_lexicon_words_score_as_in_the_package(tokens: list[str]) -> None:
    text = " ".join(tokens)
    assert _our_scores(text) == _package_scores(text)


@given(ANYTHING)
def test_any_text_scores_as_in_the_package(text: str) -> None:
    assert _our_scores(text) == _package_scores(text)


def test_five_thousand_random_sentences_score_as_in_the_package() -> None:
    rng = random.Random(20)  # noqa: S311 - the same sentences every time
    for _ in range(5_000):
        words = [rng.choice(LEXICON if rng.random() < 0.4 else CONTEXT_WORDS) for _ in range(rng.randrange(25))]
        text = " ".join(word.upper() if rng.random() < 0.2 else word for word in words)
        assert _our_scores(text) == _package_scores(text), text


@pytest.mark.skipif(not POSTS.is_dir(), reason="the recorded posts are not on this machine")
@pytest.mark.parametrize("name", ["airline_tune", "apple_tune", "sxsw_tune", "vader_amazon", "vader_tweets"])
def test_recorded_posts_score_as_in_the_package(name: str) -> None:
    with gzip.open(POSTS / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in islice(lines, 2_000)]
    assert sum(_our_scores(text) != _package_scores(text) for text in texts) == 0


@given(ANYTHING)
def test_emoji_get_the_names_that_the_package_gives_them(text: str) -> None:
    seen: list[str] = []
    analyzer = SentimentIntensityAnalyzer()
    analyzer.score_valence = lambda _found, plain: seen.append(plain)
    analyzer.polarity_scores(text)
    assert name_emoji(text) == seen[0]


@pytest.mark.parametrize("hostile", ["😡", "lol ", "not ", "bad but ", "good bad but ", "no ", "so this ", "!?", "x"])
def test_the_work_grows_linearly_with_the_length_of_a_text(hostile: str) -> None:
    half, whole = hostile * 500, hostile * 1_000
    exact_scores("load the lexicon")
    assert count_calls(lambda: exact_scores(whole)) < 2.3 * count_calls(lambda: exact_scores(half)) + 100
