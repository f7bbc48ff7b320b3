"""Why a post got its mood: what cleaning changed, which words were heard, and what the table weighed most."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from zlib import crc32

from shared.domain.brand import word_pattern
from shared.sentiment.cleaning import changes
from shared.sentiment.crisis_lexicon import CrisisLexicon, lexicon_with
from shared.sentiment.features import AWAY, FIRST, LAST, PAIR, WORDS, ParsedPost, features_of, named, negated, tokens_of
from shared.sentiment.model import SentimentModel, default_model
from shared.sentiment.score import parse_post

MOST = 12
"""Weights told of a post, the heaviest first."""

LEAST = 0.05
"""Logits: what weighs less is not told."""


@dataclass(frozen=True, slots=True)
class LexiconWord:
    """A word or phrase of the lexicons: what it adds to the mood where it stands, its valence by itself, and why."""

    word: str
    adds: float
    valence: float
    why: str


@dataclass(frozen=True, slots=True)
class FeatureWeight:
    """A feature of the table and what it adds, in logits against "neutral"."""

    feature: str
    negative: float
    positive: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """The cleaning steps that changed the text, the words heard in it, and what weighed most."""

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
    """Why :func:`shared.sentiment.score.sentiment_of` says what it says of an English text.

    >>> [heard.word for heard in explain("They put me on hold. Terrible!").words]
    ['on hold', 'terrible']
    """
    crisis = lexicon_with(lexicon)
    post = parse_post(text, brand_words, crisis)
    steps = changes(text, word_pattern(brand_words) if brand_words else None)
    return Explanation(tuple(steps), tuple(_heard(post, crisis)), tuple(_weighed(post, model or default_model())))


def _heard(post: ParsedPost, crisis: CrisisLexicon) -> Iterator[LexiconWord]:
    for place, adds in post.found.items():
        word = post.words[place]
        entry = crisis.entries.get(word)
        yield LexiconWord(
            word, round(adds, 4), crisis.lexicon.valences[word], entry.why if entry else "VADER's lexicon"
        )


def _weighed(post: ParsedPost, table: SentimentModel) -> list[FeatureWeight]:
    names = _names(post)
    told = []
    for feature in features_of(post):
        negative, positive = table.weight(feature)
        told.append(FeatureWeight(names[feature], round(negative, 3), round(positive, 3)))
    heavy = [weight for weight in told if max(abs(weight.negative), abs(weight.positive)) >= LEAST]
    return sorted(heavy, key=lambda weight: (-abs(weight.negative - weight.positive), weight.feature))[:MOST]


def _names(post: ParsedPost) -> dict[int, str]:
    """What each feature of a post stands for; of two in one slot, the first."""
    tokens = tokens_of(post.clean)
    shown = ["^", *(token.decode("utf-8", "replace") for token in tokens), "$"]
    names = {feature: named(feature) for feature in features_of(post) if feature >= WORDS}
    for token, word in zip(tokens, shown[1:], strict=False):
        names.setdefault(crc32(token) & LAST, word)
    codes = (FIRST, *map(crc32, tokens))
    for (one, two), token, code in zip(pairwise(shown), [*tokens, b"$"], codes, strict=True):
        names.setdefault(crc32(token, code ^ PAIR) & LAST, f"{one} {two}")
    for place in negated(tokens):
        names.setdefault((crc32(tokens[place]) ^ AWAY) & LAST, f"not … {shown[place + 1]}")
    return names
