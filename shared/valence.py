"""VADER's compound (Hutto and Gilbert, ICWSM 2014), in time linear in the text and the same on every Python.

The lexicon and the rules are vaderSentiment's own; a test holds every word's valence
against the package. What differs: its rules look at the whole text for each word of
the lexicon, though none sees farther than three words back and two ahead, and here
they are shown just those, and asked only where one of their own words stands. And it
adds valences with ``sum``, which rounds differently from Python 3.12 on; here ``fsum``
rounds once.
"""

from __future__ import annotations

import math
import re
import string
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from vaderSentiment.vaderSentiment import (
    BOOSTER_DICT,
    NEGATE,
    SPECIAL_CASES,
    SentimentIntensityAnalyzer,
    SentiText,
    normalize,
)

BACK, AHEAD = 3, 2
"""Words that the rules look at before and after a word of the lexicon."""

_RUN = re.compile(r"([A-Za-z])\1{2,}")
_IDIOMATIC = frozenset(max(idiom.split(), key=len) for idiom in (*SPECIAL_CASES, *BOOSTER_DICT) if " " in idiom)
"""The longest word of each phrase that the rule for idioms knows: without it there is none."""

_TURNING = frozenset(NEGATE) | {"so", "this"} | _IDIOMATIC
"""Words that the rules for negations and idioms know, besides those that end in n't."""


class _Window(NamedTuple):
    """What the rules see of a text: a few words, and whether only some of all its words are in capitals."""

    words_and_emoticons: list[str]
    is_cap_diff: bool


class _Steady(SentimentIntensityAnalyzer):  # type: ignore[misc]  # the package has no types
    """For words with nothing around them that turns them: two rules fewer to ask."""

    def __init__(self, whole: SentimentIntensityAnalyzer) -> None:
        self.lexicon = whole.lexicon

    def _negation_check(self, valence: float, _words: list[str], _start: int, _place: int) -> float:
        return valence

    def _special_idioms_check(self, valence: float, _words: list[str], _place: int) -> float:
        return valence


def compound(text: str) -> float:
    """How negative (-1) or positive (1) a text is; 0.0 where no word tells.

    >>> compound("VADER is smart, handsome, and funny!")
    0.8439
    """
    plain = described(unstretched(text))
    valence, emphasis = math.fsum(valences(plain)), _analyzer()._punctuation_emphasis(plain)  # noqa: SLF001 - its rule
    emphatic = valence + math.copysign(emphasis, valence) if valence else valence
    return round(float(normalize(emphatic)), 4)


def valences(text: str) -> list[float]:
    """What each word of a text without emoji adds to its mood, by VADER's rules."""
    seen = SentiText(text)
    words: list[str] = seen.words_and_emoticons
    lower = [word.lower() for word in words]
    found = [0.0] * len(words)
    for place in _telling(lower):
        first, end = max(0, place - BACK), place + AHEAD + 1
        window = _Window(words[first:end], seen.is_cap_diff)
        analyzer = _analyzer() if _turned(lower[first:end]) else _steady()
        (found[place],) = analyzer.sentiment_valence(0.0, window, words[place], place - first, [])
    return _analyzer()._but_check(words, found) if "but" in lower else found  # noqa: SLF001


def described(text: str) -> str:
    """The text with its emoji in words, apart from what stands before them.

    >>> described("ok\\U0001f621")
    'ok pouting face'
    """
    if text.isascii():
        return text
    emojis, parts, apart = _analyzer().emojis, list[str](), True
    for character in text:
        name = emojis.get(character)
        parts.append(character if name is None else name if apart else f" {name}")
        apart = name is None and character == " "
    return "".join(parts).strip()


def unstretched(text: str) -> str:
    """Words of the lexicon as it spells them, where somebody drew them out.

    >>> unstretched("I hateeeee this, sooo goood, hmmm")
    'I hate this, so good, hmmm'
    """
    if _RUN.search(text) is None:
        return text
    return " ".join(_unstretched(token) if _RUN.search(token) else token for token in text.split(" "))


def _telling(lower: list[str]) -> Iterator[int]:
    """The places of the words that have a valence of their own: no mere boosters, and not the kind of "kind of"."""
    lexicon = _analyzer().lexicon
    for place, word in enumerate(lower):
        if word in lexicon and word not in BOOSTER_DICT and (word != "kind" or lower[place + 1 : place + 2] != ["of"]):
            yield place


def _unstretched(token: str) -> str:
    word = token.strip(string.punctuation)
    spellings = (word, _RUN.sub(r"\1\1", word), _RUN.sub(r"\1", word))
    known = next((spelling for spelling in spellings if _has_valence(spelling.lower())), word)
    return token.replace(word, known, 1) if word else token


def _has_valence(word: str) -> bool:
    return word in _analyzer().lexicon or word in BOOSTER_DICT


def _turned(window: list[str]) -> bool:
    return not _TURNING.isdisjoint(window) or "n't" in " ".join(window)


@cache
def _analyzer() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()


@cache
def _steady() -> _Steady:
    return _Steady(_analyzer())
