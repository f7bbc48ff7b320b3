"""Sentiment of one post: its text in, its compound score, its probability of being negative and its label out.

It is computed when it is needed and never stored, so it can improve without a migration.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from shared.sentiment.crisis_lexicon import lexicon_with
from shared.sentiment.features import features_of
from shared.sentiment.language import is_english, language_of
from shared.sentiment.model import Probabilities, SentimentModel, default_model
from shared.sentiment.parsed_post import parse_post

LANGUAGE_CHARACTERS = 4_000
"""The language and a question are looked for in so many characters."""

_QUESTION = re.compile(r"\?(?:\s|$|[\"')\]!?])")


class Label(StrEnum):
    """The class of a post."""

    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


@dataclass(frozen=True, slots=True)
class Sentiment:
    """The sentiment of a post.

    ``compound`` is VADER's score of the cleaned text, from -1 to 1. ``p_negative`` is the probability, from
    0 to 1, that people call the post negative. ``label`` is the most likely class. A post that is not in
    English is not ``scored``: its label is neutral and both numbers are 0. ``question``: a question mark
    ends a sentence or a quote.
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
    """The sentiment of ``text``, with the words in ``brand_words`` masked; ``language`` is the channel's field.

    ``lexicon`` holds a brand's own words and phrases, each with a valence from -4 to 4. ``model`` is used
    instead of the default model. Takes any string and reads its first 16,384 characters, so no text can
    delay the others.

    >>> sentiment = sentiment_of("The kettle is broken and support is useless!")
    >>> sentiment.label, sentiment.scored
    (<Label.NEGATIVE: 'negative'>, True)
    >>> sentiment_of("Best Buy opens at 9", ("Best Buy",)).compound
    0.0
    """
    return sentiment_and_clean_text(text, brand_words, language, lexicon=lexicon, model=model)[0]


def sentiment_and_clean_text(
    text: str,
    brand_words: tuple[str, ...] = (),
    language: str = "",
    *,
    lexicon: Mapping[str, float] | None = None,
    model: SentimentModel | None = None,
) -> tuple[Sentiment, str]:
    """The result of :func:`sentiment_of`, and the cleaned text; the text is empty if the post is not scored."""
    beginning = text[:LANGUAGE_CHARACTERS]
    detected = language_of(beginning, language)
    question = _QUESTION.search(beginning) is not None
    if not is_english(detected):
        return Sentiment(0.0, 0.0, Label.NEUTRAL, scored=False, language=detected, question=question), ""
    post = parse_post(text, brand_words, lexicon_with(lexicon))
    used = model or default_model()
    probabilities = used.probabilities(features_of(post))
    sentiment = Sentiment(
        compound=round(post.vader_scores.compound, 4),
        p_negative=round(used.p_negative(probabilities), 4),
        label=label_of(probabilities),
        scored=True,
        language=detected,
        question=question,
    )
    return sentiment, post.clean


def label_of(probabilities: Probabilities) -> Label:
    """The most likely class; neutral if two are equally likely."""
    if probabilities.negative > max(probabilities.neutral, probabilities.positive):
        return Label.NEGATIVE
    return (
        Label.POSITIVE if probabilities.positive > max(probabilities.neutral, probabilities.negative) else Label.NEUTRAL
    )
