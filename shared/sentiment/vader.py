"""VADER's sentiment scores of a text (Hutto and Gilbert, ICWSM 2014): a text in, four numbers out.

The scores are those of vaderSentiment 3.3.2. :mod:`shared.sentiment.vader_rules` gives
each word its valence; this module splits a text into words and adds their valences up.
The package adds with ``sum``, which corrects rounding errors from Python 3.12 on. Here
valences are added one by one, as Python 3.11 and older do, so every Python gives the
same scores.
"""

from __future__ import annotations

import math
import string
from collections.abc import Iterable
from typing import NamedTuple

from shared.sentiment.vader_lexicon import emoji_names
from shared.sentiment.vader_rules import word_valences

ALPHA = 15
"""VADER's normalisation: the compound of a sum s is s / sqrt(s * s + 15)."""


class Scores(NamedTuple):
    """VADER's scores: ``compound`` from -1 to 1, and the shares of the text that are positive, negative and neutral."""

    compound: float
    positive: float
    negative: float
    neutral: float


def compound(text: str) -> float:
    """VADER's compound score, to four digits as the package gives it.

    >>> compound("VADER is not smart, handsome, nor funny.")
    -0.7424
    """
    return round(exact_scores(text).compound, 4)


def exact_scores(text: str) -> Scores:
    """VADER's scores before rounding.

    >>> [round(score, 3) for score in exact_scores("VADER is smart, handsome, and funny!")]
    [0.844, 0.752, 0.0, 0.248]
    """
    plain = name_emoji(text)
    words = split_words(plain)
    return combine(word_valences(words, [word.lower() for word in words]).values(), len(words), plain)


def split_words(text: str) -> list[str]:
    """The words of a text without punctuation; a word that would keep two characters or fewer stays as it is.

    >>> split_words("Good, (really) :) ok!")
    ['Good', 'really', ':)', 'ok!']
    """
    return [token if token.isalpha() else _without_marks(token) for token in text.split()]


def _without_marks(token: str) -> str:
    word = token.strip(string.punctuation)
    return word if len(word) > 2 else token  # noqa: PLR2004 - VADER's


def name_emoji(text: str) -> str:
    """The text with each emoji replaced by its name, separated from the characters before it.

    >>> name_emoji("ok\\U0001f621")
    'ok pouting face'
    """
    if text.isascii():
        return text.strip()
    names, parts, after_space = emoji_names(), list[str](), True
    for character in text:
        name = names.get(character)
        parts.append(character if name is None else name if after_space else f" {name}")
        after_space = name is None and character == " "
    return "".join(parts).strip()


def combine(valences: Iterable[float], word_count: int, text: str) -> Scores:
    """The scores, not rounded, of a text with ``word_count`` words and these valences.

    ``text`` is needed for its "!" and "?"; a word without a valence counts as neutral.
    """
    if not word_count:
        return Scores(0.0, 0.0, 0.0, 0.0)
    total = positive = negative = 0.0
    neutral = word_count
    for valence in valences:
        total += valence
        if valence > 0:
            positive += valence + 1
            neutral -= 1
        elif valence < 0:
            negative -= valence - 1
            neutral -= 1
    emphasis = _punctuation_emphasis(text)
    if total:
        total += emphasis if total > 0 else -emphasis
    if positive > negative:
        positive += emphasis
    elif negative > positive:
        negative += emphasis
    whole = positive + negative + neutral
    compound = total / math.sqrt(total * total + ALPHA)
    return Scores(compound, positive / whole, negative / whole, neutral / whole)


def _punctuation_emphasis(text: str) -> float:
    """What up to four "!", and two or more "?", add to the strength of a text."""
    questions = text.count("?")
    from_questions = 0.0 if questions <= 1 else questions * 0.18 if questions <= 3 else 0.96  # noqa: PLR2004 - VADER's
    return min(text.count("!"), 4) * 0.292 + from_questions
