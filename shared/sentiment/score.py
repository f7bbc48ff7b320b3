"""Sentiment of one post: VADER's compound after cleaning, how likely the post is negative, and its label.

Shared, because enrich counts by it and query shows it beside each mention; it is
computed where it is needed and never stored, so it can improve without a migration.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from shared.domain.brand import word_pattern
from shared.sentiment.cleaning import cleaned
from shared.sentiment.crisis_lexicon import CrisisLexicon, lexicon_with
from shared.sentiment.features import ParsedPost, features_of
from shared.sentiment.language import is_english, language_of
from shared.sentiment.model import Probabilities, SentimentModel, default_model
from shared.sentiment.vader import exact_scores, scores_of, valences, words_of

SEEN = 4_000
"""Characters of a text that are looked at for its language and for a question."""

_QUESTION = re.compile(r"\?(?:\s|$|[\"')\]!?])")


class Label(StrEnum):
    """What a post is, in one word."""

    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


@dataclass(frozen=True, slots=True)
class Sentiment:
    """What can be told of a post's mood.

    ``compound`` from -1 to 1, VADER's on the cleaned text; ``p_negative`` the probability
    from 0 to 1 that people call it negative; ``label`` the likeliest of the three. Where the
    language is not English ``scored`` is false, the label neutral and both numbers say nothing (0.0).
    """

    compound: float
    p_negative: float
    label: Label
    scored: bool
    language: str
    question: bool


def sentiment_of(
    text: str,
    brand_words: tuple[str, ...] = (),
    language: str = "",
    *,
    lexicon: Mapping[str, float] | None = None,
    model: SentimentModel | None = None,
) -> Sentiment:
    """The mood of ``text``, the words in ``brand_words`` masked; ``language`` is the channel's field.

    ``lexicon`` holds a brand's own words and phrases, each with its valence from -4 to 4;
    ``table`` is its own table in place of the shipped one. Takes any string; its first
    16,384 characters are read, so that no input can stall it.

    >>> mood = sentiment_of("The kettle is broken and support is useless!")
    >>> mood.label, mood.scored
    (<Label.NEGATIVE: 'negative'>, True)
    >>> sentiment_of("Best Buy opens at 9", ("Best Buy",)).compound
    0.0
    """
    return sentiment_and_text(text, brand_words, language, lexicon=lexicon, model=model)[0]


def sentiment_and_text(
    text: str,
    brand_words: tuple[str, ...] = (),
    language: str = "",
    *,
    lexicon: Mapping[str, float] | None = None,
    model: SentimentModel | None = None,
) -> tuple[Sentiment, str]:
    """The mood as :func:`sentiment_of` tells it, and the cleaned text it was told by, empty where not scored."""
    seen = text[:SEEN]
    detected = language_of(seen, language)
    question = _QUESTION.search(seen) is not None
    if not is_english(detected):
        return Sentiment(0.0, 0.0, Label.NEUTRAL, scored=False, language=detected, question=question), ""
    post = parse_post(text, brand_words, lexicon_with(lexicon))
    weights = model or default_model()
    chances = weights.probabilities(features_of(post))
    probability = round(weights.p_negative(chances), 4)
    label = label_of(chances)
    mood = Sentiment(
        round(post.stock.compound, 4), probability, label, scored=True, language=detected, question=question
    )
    return mood, post.clean


def parse_post(
    text: str, brand_words: tuple[str, ...], crisis: CrisisLexicon, without: Collection[str] = ()
) -> ParsedPost:
    """A post as the table weighs it, ``without`` these steps of cleaning."""
    clean = cleaned(text, word_pattern(brand_words) if brand_words else None, without)
    words = words_of(clean)
    lower = [word.lower() for word in words]
    stock = scores_of(valences(words, lower).values(), len(words), clean) if clean.isascii() else exact_scores(clean)
    shown, spelt = crisis.read(words, lower)
    found = valences(shown, spelt, crisis.lexicon)
    return ParsedPost(text, clean, stock, scores_of(found.values(), len(spelt), clean), shown, spelt, found, crisis)


def label_of(chances: Probabilities) -> Label:
    """The likeliest; neutral where two are level."""
    if chances.negative > max(chances.neutral, chances.positive):
        return Label.NEGATIVE
    return Label.POSITIVE if chances.positive > max(chances.neutral, chances.negative) else Label.NEUTRAL
