"""Sentiment of one post: VADER's compound after cleaning, and how likely the post is negative.

Shared, because enrich counts by it and query shows it beside each mention; it is
computed where it is needed and never stored, so it can improve without a migration.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import StrEnum

from shared.brand import word_pattern
from shared.cleaning import cleaned
from shared.language import is_english, language_of
from shared.valence import compound

TURN = 0.05
"""VADER's own threshold: a compound of at most -0.05 is negative, of at least 0.05 positive."""

INTERCEPT, SLOPE = -0.4790, -4.3044
"""Logistic regression of "people called it negative" on the compound, fitted on the 7,908 human
ratings of tweets and product reviews in vaderSentiment's own source archive (MIT licence)."""

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

    ``compound`` from -1 to 1, ``p_negative`` the probability from 0 to 1 that people
    call it negative. Where the language is not English ``scored`` is false, the label
    neutral and both numbers say nothing (0.0).
    """

    compound: float
    p_negative: float
    label: Label
    scored: bool
    language: str
    question: bool


def sentiment_of(text: str, brand_words: tuple[str, ...] = (), language: str = "") -> Sentiment:
    """The mood of ``text``, the words in ``brand_words`` masked; ``language`` is the channel's field.

    Takes any string; its first 848 bytes are scored, so that no input can stall it.

    >>> mood = sentiment_of("The kettle is broken and support is useless!")
    >>> mood.label, mood.scored
    (<Label.NEGATIVE: 'negative'>, True)
    >>> sentiment_of("Best Buy opens at 9", ("Best Buy",)).compound
    0.0
    """
    seen = text[:SEEN]
    detected = language_of(seen, language)
    question = _QUESTION.search(seen) is not None
    if not is_english(detected):
        return Sentiment(0.0, 0.0, Label.NEUTRAL, scored=False, language=detected, question=question)
    mood = compound(cleaned(seen, word_pattern(brand_words) if brand_words else None))
    return Sentiment(mood, probability_negative(mood), _label(mood), scored=True, language=detected, question=question)


def probability_negative(mood: float) -> float:
    """The logistic curve through the human ratings at a compound, to four digits.

    >>> probability_negative(0.0), probability_negative(-0.8) > 0.85
    (0.3825, True)
    """
    return round(1.0 / (1.0 + math.exp(-(INTERCEPT + SLOPE * mood))), 4)


def _label(mood: float) -> Label:
    if mood <= -TURN:
        return Label.NEGATIVE
    return Label.POSITIVE if mood >= TURN else Label.NEUTRAL
