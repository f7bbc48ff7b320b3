"""Why a post got its sentiment: which cleaning steps changed it, which words were found, which weights are largest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from shared.sentiment.cleaning import changed_by
from shared.sentiment.crisis_lexicon import lexicon_with
from shared.sentiment.features import feature_names, features_of
from shared.sentiment.model import SentimentModel, default_model
from shared.sentiment.parsed_post import ParsedPost, parse_post

MAX_WEIGHTS = 12
"""An explanation lists so many weights, the largest first."""

MIN_WEIGHT = 0.05
"""Logits: smaller weights are left out."""


@dataclass(frozen=True, slots=True)
class LexiconWord:
    """A word or phrase of the lexicons: what it adds in its context, its valence by itself, and the reason."""

    word: str
    adds: float
    valence: float
    why: str


@dataclass(frozen=True, slots=True)
class FeatureWeight:
    """A feature of the model and what it adds, in logits against "neutral"."""

    feature: str
    negative: float
    positive: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """The cleaning steps that changed the text, the lexicon words in it, and its largest weights."""

    cleaning: tuple[str, ...]
    words: tuple[LexiconWord, ...]
    weights: tuple[FeatureWeight, ...]


def explain(
    text: str,
    brand_words: tuple[str, ...] = (),
    *,
    lexicon: Mapping[str, float] | None = None,
    model: SentimentModel | None = None,
) -> Explanation:
    """The reasons for the result of :func:`shared.sentiment.score.sentiment_of` on an English text.

    >>> [found.word for found in explain("They put me on hold. Terrible!").words]
    ['on hold', 'terrible']
    """
    post = parse_post(text, brand_words, lexicon_with(lexicon))
    steps = changed_by(text, brand_words)
    return Explanation(tuple(steps), tuple(_lexicon_words(post)), tuple(_weights(post, model or default_model())))


def _lexicon_words(post: ParsedPost) -> Iterator[LexiconWord]:
    for position, adds in post.valences.items():
        word = post.spelled[position]
        entry = post.lexicon.entries.get(word)
        valence = post.lexicon.valences[word]
        yield LexiconWord(word, round(adds, 4), valence, entry.why if entry else "VADER's lexicon")


def _weights(post: ParsedPost, model: SentimentModel) -> list[FeatureWeight]:
    names = feature_names(post)
    weights = []
    for feature in features_of(post):
        negative, positive = model.weights_of(feature)
        weights.append(FeatureWeight(names[feature], round(negative, 3), round(positive, 3)))
    large = [weight for weight in weights if max(abs(weight.negative), abs(weight.positive)) >= MIN_WEIGHT]
    return sorted(large, key=lambda weight: (-abs(weight.negative - weight.positive), weight.feature))[:MAX_WEIGHTS]
