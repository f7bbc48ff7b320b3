"""VADER's scores, in time that grows with the length of a text and not with its square."""

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

from shared.sentiment.vader import described, polarity
from tests.unit.shared.work import calls_of

POSTS = Path(__file__).parents[4].parent / "shared" / "data" / "sentiment"
STOCK = SentimentIntensityAnalyzer()
LEXICON = sorted(STOCK.lexicon)
TURNS = [
    *BOOSTER_DICT, *NEGATE, *SPECIAL_CASES, "so", "this", "never", "without", "doubt", "least", "at", "very", "but",
    "or", "nor", "no", "kind", "of", "kettle", "the", "a", "nobody", "n't", "!", "?", "??", "...", ":)", "😡",
    "❤", "İ", "ΑΣ",
]  # fmt: skip
TOKENS = st.one_of(st.sampled_from(LEXICON), st.sampled_from(TURNS))
SENTENCES = st.lists(
    st.builds(lambda token, loud: token.upper() if loud else token, TOKENS, st.booleans()), max_size=40
)
ANYTHING = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("😡❤©‼ 👍\t!?"))


@pytest.fixture(autouse=True)
def _added_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The package adds as on Python 3.11: one by one, where later ones compensate for what rounding loses."""
    monkeypatch.setattr(vaderSentiment, "sum", _added, raising=False)


def _added(numbers: list[float]) -> float:
    total = 0.0
    for number in numbers:
        total += number
    return total


def _stock(text: str) -> tuple[float, float, float, float]:
    told = STOCK.polarity_scores(text)
    return told["compound"], told["pos"], told["neg"], told["neu"]


@given(SENTENCES)
@settings(max_examples=500)
def test_all_four_scores_are_vaders_whatever_its_words_are_made_into(tokens: list[str]) -> None:
    text = " ".join(tokens)
    assert polarity(text) == _stock(text)


@given(ANYTHING)
def test_all_four_scores_are_vaders_whatever_the_text(text: str) -> None:
    assert polarity(text) == _stock(text)


def test_five_thousand_sentences_drawn_by_lot_score_as_vader_scores_them() -> None:
    chance = random.Random(20)  # noqa: S311 - a lot that anybody can draw again
    for _ in range(5_000):
        words = [chance.choice(LEXICON if chance.random() < 0.4 else TURNS) for _ in range(chance.randrange(25))]
        text = " ".join(word.upper() if chance.random() < 0.2 else word for word in words)
        assert polarity(text) == _stock(text), text


@pytest.mark.skipif(not POSTS.is_dir(), reason="the recorded posts are not on this machine")
@pytest.mark.parametrize("name", ["airline_tune", "apple_tune", "sxsw_tune", "vader_amazon", "vader_tweets"])
def test_recorded_posts_score_as_vader_scores_them(name: str) -> None:
    with gzip.open(POSTS / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in islice(lines, 2_000)]
    assert sum(polarity(text) != _stock(text) for text in texts) == 0


@given(ANYTHING)
def test_emoji_are_described_as_vader_does(text: str) -> None:
    seen: list[str] = []
    analyzer = SentimentIntensityAnalyzer()
    analyzer.score_valence = lambda _found, plain: seen.append(plain)
    analyzer.polarity_scores(text)
    assert described(text) == seen[0]


@pytest.mark.parametrize("hostile", ["😡", "lol ", "not ", "bad but ", "good bad but ", "no ", "so this ", "!?", "x"])
def test_the_work_grows_with_the_length_and_not_with_its_square(hostile: str) -> None:
    half, whole = hostile * 500, hostile * 1_000
    polarity("warm")
    assert calls_of(lambda: polarity(whole)) < 2.3 * calls_of(lambda: polarity(half)) + 100
