"""VADER's scores (Hutto and Gilbert, ICWSM 2014) in time linear in the text, the same on every Python.

The lexicon and the rules are vaderSentiment 3.3.2's own, its oversights included; a test holds
all four scores against the package on many thousands of texts. What differs is the way there: the
package walks the whole text for every word of the lexicon, though no rule sees farther than three
words back and two ahead. And it adds valences with ``sum``, which compensates for rounding from
Python 3.12 on; here they are added one by one, as Python 3.11 and older do.
"""

from __future__ import annotations

import math
import string
from collections.abc import Iterable, Mapping
from heapq import heappop, heappush
from typing import NamedTuple

from shared.sentiment.vader_idioms import MARKS, idiomatic
from shared.sentiment.vader_lexicon import BOOSTERS, NEGATORS, SHOUT, TURN, Lexicon, emoji_names, vader

ALPHA = 15
"""VADER's normalisation: a compound is s / sqrt(s * s + 15)."""


_TURNING = NEGATORS | BOOSTERS.keys() | MARKS | {"no", "least", "this", "kind"}
"""Where none of these words is around and nothing is loud, a word has its own valence."""


class Scores(NamedTuple):
    """VADER's four scores: ``compound`` from -1 to 1, and the shares of the text that lean either way or neither."""

    compound: float
    positive: float
    negative: float
    neutral: float


def polarity(text: str) -> Scores:
    """What vaderSentiment 3.3.2 says of a text, to the last digit.

    >>> polarity("VADER is smart, handsome, and funny!")
    Scores(compound=0.8439, positive=0.752, negative=0.0, neutral=0.248)
    """
    exact = exact_scores(text)
    return Scores(round(exact.compound, 4), *(round(share, 3) for share in exact[1:]))


def compound(text: str) -> float:
    """VADER's compound alone.

    >>> compound("VADER is not smart, handsome, nor funny.")
    -0.7424
    """
    return round(exact_scores(text).compound, 4)


def exact_scores(text: str) -> Scores:
    """VADER's scores before they are rounded."""
    plain = described(text)
    words = words_of(plain)
    return scores_of(valences(words, [word.lower() for word in words]).values(), len(words), plain)


def words_of(text: str) -> list[str]:
    """The words without their punctuation; what would be left with two letters or fewer stays an emoticon.

    >>> words_of("Good, (really) :) ok!")
    ['Good', 'really', ':)', 'ok!']
    """
    marks = string.punctuation
    return [word if len(word := token.strip(marks)) > 2 else token for token in text.split()]  # noqa: PLR2004 - VADER's


def described(text: str) -> str:
    """The text with its emoji in words, apart from what stands before them.

    >>> described("ok\\U0001f621")
    'ok pouting face'
    """
    if text.isascii():
        return text.strip()
    names, parts, apart = emoji_names(), list[str](), True
    for character in text:
        name = names.get(character)
        parts.append(character if name is None else name if apart else f" {name}")
        apart = name is None and character == " "
    return "".join(parts).strip()


def valences(words: list[str], lower: list[str], lexicon: Lexicon | None = None) -> dict[int, float]:
    """What the words of a lexicon (VADER's) add to the mood, by their places; ``lower`` are the words in small.

    >>> valences(["not", "GOOD"], ["not", "good"])
    {1: -1.94842}
    """
    known, telling = lexicon or vader()
    places = [place for place, word in enumerate(lower) if word in telling]
    if not places:
        return {}
    loud, found = 0 < sum(map(str.isupper, words)) < len(words), {}
    for place in places:
        around = lower[place - 3 if place > 3 else 0 : place + 3]  # noqa: PLR2004 - VADER's three words
        if (loud and words[place].isupper()) or not _TURNING.isdisjoint(around) or "n't" in "".join(around):
            if lower[place] != "kind" or lower[place + 1 : place + 2] != ["of"]:
                found[place] = _valence(place, words, lower, known, loud)
        else:
            found[place] = known[lower[place]]
    return _turned(found, lower.index("but")) if "but" in lower else found


def scores_of(found: Iterable[float], count: int, text: str) -> Scores:
    """The scores, not rounded, of ``count`` words whose valences (but zeros) are ``found``.

    ``text`` lends its "!" and "?".
    """
    if not count:
        return Scores(0.0, 0.0, 0.0, 0.0)
    total = positive = negative = 0.0
    neutral = count
    for valence in found:
        total += valence
        if valence > 0:
            positive += valence + 1
            neutral -= 1
        elif valence < 0:
            negative -= valence - 1
            neutral -= 1
    emphasis = _emphasis(text)
    if total:
        total += emphasis if total > 0 else -emphasis
    if positive > negative:
        positive += emphasis
    elif negative > positive:
        negative += emphasis
    whole = positive + negative + neutral
    compound = total / math.sqrt(total * total + ALPHA)
    return Scores(compound, positive / whole, negative / whole, neutral / whole)


def _valence(place: int, words: list[str], lower: list[str], lexicon: Mapping[str, float], loud: bool) -> float:
    """One word's valence: by itself, loud, and after each of the three words before it, the nearest first."""
    one, two, three = (lower[place - back] if place >= back else "" for back in (1, 2, 3))
    valence = _own(place, lower, lexicon, denied=two == "no" or (three == "no" and one in {"or", "nor"}))
    if loud and words[place].isupper():
        valence += SHOUT if valence > 0 else -SHOUT
    if place and one not in lexicon:
        valence = _negated(_boosted(valence, words[place - 1], one, loud, 1.0), one)
    if place > 1 and two not in lexicon:
        valence = _boosted(valence, words[place - 2], two, loud, 0.95)
        if two == "never" and one in {"so", "this"}:
            valence *= 1.25
        elif two != "without" or one != "doubt":
            valence = _negated(valence, two)
    if place > 2 and three not in lexicon:  # noqa: PLR2004 - VADER's three words
        valence = _farthest(_boosted(valence, words[place - 3], three, loud, 0.9), one, two, three)
        if not MARKS.isdisjoint(lower[place - 3 : place + 3]):
            valence = idiomatic(valence, lower, place)
    if one == "least" and two not in {"at", "very"} and one not in lexicon:
        valence *= TURN
    return valence


def _own(place: int, lower: list[str], lexicon: Mapping[str, float], *, denied: bool) -> float:
    """A word's valence in the lexicon, and what a "no" nearby makes of it."""
    valence = lexicon[lower[place]]
    if denied or (place and lower[place - 1] == "no"):
        return valence * TURN
    if lower[place] == "no" and place + 1 < len(lower) and lower[place + 1] in lexicon:
        return 0.0  # the next word has it
    return valence


def _farthest(valence: float, one: str, two: str, three: str) -> float:
    """The rule for the word three back; "so" and "this" right before raise whatever stands there, as in the package."""
    if (three == "never" and two in {"so", "this"}) or one in {"so", "this"}:
        return valence * 1.25
    if three == "without" and "doubt" in {one, two}:
        return valence
    return _negated(valence, three)


def _negated(valence: float, before: str) -> float:
    return valence * TURN if before in NEGATORS or "n't" in before else valence


def _boosted(valence: float, word: str, lower: str, loud: bool, share: float) -> float:
    boost = BOOSTERS.get(lower)
    if boost is None:
        return valence
    if valence < 0:
        boost = -boost
    if loud and word.isupper():
        boost += SHOUT if valence > 0 else -SHOUT
    return float(valence + boost * share)


def _turned(found: dict[int, float], turn: int) -> dict[int, float]:
    """Halved before "but" (at the place ``turn``), half as much again after it.

    The package looks a valence's place up by its value, so that of equal valences the
    first is changed again and again: that is kept, each place found in a heap.
    """
    heaps: dict[float, list[int]] = {}
    for place, valence in found.items():
        heaps.setdefault(valence, []).append(place)
    for place in list(found):
        valence = found[place]
        heap = heaps[valence]
        while found[heap[0]] != valence:
            heappop(heap)
        first = heap[0]
        if valence and first != turn:
            heappop(heap)
            found[first] = changed = valence * (0.5 if first < turn else 1.5)
            heappush(heaps.setdefault(changed, []), first)
    return found


def _emphasis(text: str) -> float:
    """Up to four "!" and from two "?" on make a mood stronger."""
    questions = text.count("?")
    asked = 0.0 if questions <= 1 else questions * 0.18 if questions <= 3 else 0.96  # noqa: PLR2004 - VADER's
    return min(text.count("!"), 4) * 0.292 + asked
