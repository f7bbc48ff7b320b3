"""VADER's compound (Hutto and Gilbert, ICWSM 2014), in time linear in the text and the same on every Python.

The lexicon and the rules are vaderSentiment's own. Two things differ. Its rules look
at the whole text for each word of the lexicon, though none sees farther than three
words back and two ahead; here they are shown just those. And it adds valences with
``sum``, which rounds differently from Python 3.12 on; here ``fsum`` rounds once.
"""

from __future__ import annotations

import math
import re
import string
from functools import cache
from typing import NamedTuple

from vaderSentiment.vaderSentiment import BOOSTER_DICT, SentimentIntensityAnalyzer, normalize

BACK, AHEAD = 3, 2
"""Words that the rules look at before and after a word of the lexicon."""

_RUN = re.compile(r"([A-Za-z])\1{2,}")


class _Window(NamedTuple):
    """What the rules see of a text: a few words, and whether only some of all its words are in capitals."""

    words_and_emoticons: list[str]
    is_cap_diff: bool


class _Analyzer(SentimentIntensityAnalyzer):  # type: ignore[misc]  # the package has no types
    def sentiment_valence(
        self, valence: float, sentitext: _Window, item: str, i: int, sentiments: list[float]
    ) -> list[float]:
        if item.lower() not in self.lexicon:
            sentiments.append(valence)
            return sentiments
        first = max(0, i - BACK)
        window = _Window(sentitext.words_and_emoticons[first : i + AHEAD + 1], sentitext.is_cap_diff)
        found: list[float] = super().sentiment_valence(valence, window, item, i - first, sentiments)
        return found

    def score_valence(self, sentiments: list[float], text: str) -> dict[str, float]:
        valence, emphasis = math.fsum(sentiments), self._punctuation_emphasis(text)
        emphatic = valence + math.copysign(emphasis, valence) if valence else valence
        return {"compound": round(normalize(emphatic), 4)}


def compound(text: str) -> float:
    """How negative (-1) or positive (1) a text is; 0.0 where no word tells.

    >>> compound("VADER is smart, handsome, and funny!")
    0.8439
    """
    return float(_analyzer().polarity_scores(unstretched(text))["compound"])


def unstretched(text: str) -> str:
    """Words of the lexicon as it spells them, where somebody drew them out.

    >>> unstretched("I hateeeee this, sooo goood, hmmm")
    'I hate this, so good, hmmm'
    """
    if _RUN.search(text) is None:
        return text
    return " ".join(_unstretched(token) if _RUN.search(token) else token for token in text.split(" "))


def _unstretched(token: str) -> str:
    word = token.strip(string.punctuation)
    spellings = (word, _RUN.sub(r"\1\1", word), _RUN.sub(r"\1", word))
    known = next((spelling for spelling in spellings if _has_valence(spelling.lower())), word)
    return token.replace(word, known, 1) if word else token


def _has_valence(word: str) -> bool:
    return word in _analyzer().lexicon or word in BOOSTER_DICT


@cache
def _analyzer() -> _Analyzer:
    return _Analyzer()
