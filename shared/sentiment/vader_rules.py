"""VADER's rules: the words of a text in, the valence of each sentiment word in its context out.

The rules are those of vaderSentiment 3.3.2, with its mistakes; a test compares the
scores with the package on many thousands of texts. The package reads the whole text
again for every sentiment word. No rule looks further than three words back and two
ahead, so here each word costs the same and the work is linear in the text.
"""

from __future__ import annotations

from collections.abc import Mapping
from heapq import heappop, heappush
from itertools import compress, count

from shared.sentiment.vader_lexicon import (
    BOOSTERS,
    CAPITALS_INCREMENT,
    IDIOMS,
    NEGATION_FACTOR,
    NEGATORS,
    Lexicon,
    vader_lexicon,
)

_PHRASE_WORDS = frozenset(max(phrase.split(), key=len) for phrase in (*IDIOMS, *BOOSTERS) if " " in phrase)
"""The longest word of each phrase: a text without it does not have the phrase."""

_CONTEXT_WORDS = NEGATORS | BOOSTERS.keys() | _PHRASE_WORDS | {"no", "least", "this", "kind"}
"""If none of these is near a word, and the word is not in capitals, it has its valence from the lexicon."""


_CHANGING, _RAISING = NEGATORS | BOOSTERS.keys(), frozenset({"so", "this"})
"""Words that may change the valence of the words after them, and those that raise it."""


def word_valences(
    words: list[str], lower: list[str], lexicon: Lexicon | None = None, shouted: int | None = None
) -> dict[int, float]:
    """The valence of each word that the lexicon (VADER's by default) scores, by its position.

    ``lower`` holds the same words in lower case. ``shouted`` is how many words are in capitals, if that is known.

    >>> word_valences(["not", "GOOD"], ["not", "good"])
    {1: -1.94842}
    """
    return word_valences_of_both(words, lower, lexicon or vader_lexicon(), shouted, {})[0]


def word_valences_of_both(
    words: list[str], lower: list[str], lexicon: Lexicon, shouted: int | None, smaller: Lexicon
) -> tuple[dict[int, float], dict[int, float]]:
    """The same for two lexicons at once; every word of the ``smaller`` one is in the other one too.

    >>> word_valences_of_both(["not", "late"], ["not", "late"], {"late": -1.0}, 0, {})
    ({1: 0.74}, {})
    """
    positions = list(compress(count(), map(lexicon.__contains__, lower)))
    found, found_in_smaller = dict[int, float](), dict[int, float]()
    if not positions:
        return found, found_in_smaller
    mixed_case = 0 < (sum(map(str.isupper, words)) if shouted is None else shouted) < len(words)
    contracted = "n't" in " ".join(lower)
    for at in positions:
        word = lower[at]
        nearby = lower[at - 3 if at > 3 else 0 : at + 3]  # noqa: PLR2004 - VADER's three words
        if (
            not _CONTEXT_WORDS.isdisjoint(nearby)
            or (mixed_case and words[at].isupper())
            or (contracted and "n't" in "".join(nearby))
        ):
            if not _counts_for_others_only(lower, at):
                found[at] = _in_context(at, words, lower, lexicon, mixed_case)
                if word in smaller:
                    found_in_smaller[at] = _in_context(at, words, lower, smaller, mixed_case)
        else:
            found[at] = lexicon[word]
            if word in smaller:
                found_in_smaller[at] = smaller[word]
    if "but" in lower:
        but = lower.index("but")
        return _weigh_around_but(found, but), _weigh_around_but(found_in_smaller, but)
    return found, found_in_smaller


def _counts_for_others_only(lower: list[str], at: int) -> bool:
    """Whether a word of the lexicon is here a booster, or the first of "kind of", which is one."""
    word = lower[at]
    return word in BOOSTERS or (word == "kind" and lower[at + 1 : at + 2] == ["of"])


def _in_context(at: int, words: list[str], lower: list[str], valences: Mapping[str, float], mixed_case: bool) -> float:
    """One word's valence, changed by its capitals and by each of the three words before it, the nearest first."""
    three, two, one = ("", "", "", *lower[max(0, at - 3) : at])[-3:]
    valence = _without_context(at, lower, valences, denied=two == "no" or (three == "no" and one in {"or", "nor"}))
    if mixed_case and words[at].isupper():
        valence += CAPITALS_INCREMENT if valence > 0 else -CAPITALS_INCREMENT
    if (one in _CHANGING or "n't" in one) and one not in valences:
        valence = _negate(_boost(valence, words[at - 1], one, mixed_case, 1.0), one)
    if (two in _CHANGING or "n't" in two) and two not in valences:
        valence = _negate_from_two_back(_boost(valence, words[at - 2], two, mixed_case, 0.95), one, two)
    if at > 2 and three not in valences:  # noqa: PLR2004 - VADER's three words
        if three in _CHANGING or one in _RAISING or "n't" in three:
            valence = _negate_from_three_back(_boost(valence, words[at - 3], three, mixed_case, 0.9), one, two, three)
        if not _PHRASE_WORDS.isdisjoint(lower[at - 3 : at + 3]):
            valence = _apply_idioms(valence, lower, at)
    if one == "least" and two not in {"at", "very"} and one not in valences:
        valence *= NEGATION_FACTOR
    return valence


def _without_context(at: int, lower: list[str], valences: Mapping[str, float], *, denied: bool) -> float:
    """A word's valence in the lexicon, after the rules for "no"."""
    valence = valences[lower[at]]
    if denied or (at and lower[at - 1] == "no"):
        return valence * NEGATION_FACTOR
    if lower[at] == "no" and at + 1 < len(lower) and lower[at + 1] in valences:
        return 0.0  # this "no" changes the next word instead
    return valence


def _negate_from_two_back(valence: float, one: str, two: str) -> float:
    """The rule for the word two back."""
    if two == "never" and one in _RAISING:
        return valence * 1.25
    return valence if two == "without" and one == "doubt" else _negate(valence, two)


def _negate_from_three_back(valence: float, one: str, two: str, three: str) -> float:
    """The rule for the word three back. As in the package, "so" or "this" just before a word always raises it."""
    if (three == "never" and two in _RAISING) or one in _RAISING:
        return valence * 1.25
    if three == "without" and "doubt" in {one, two}:
        return valence
    return _negate(valence, three)


def _negate(valence: float, before: str) -> float:
    return valence * NEGATION_FACTOR if before in NEGATORS or "n't" in before else valence


def _boost(valence: float, word: str, lower: str, mixed_case: bool, distance_factor: float) -> float:
    boost = BOOSTERS.get(lower)
    if boost is None:
        return valence
    if valence < 0:
        boost = -boost
    if mixed_case and word.isupper():
        boost += CAPITALS_INCREMENT if valence > 0 else -CAPITALS_INCREMENT
    return float(valence + boost * distance_factor)


def _apply_idioms(valence: float, lower: list[str], at: int) -> float:
    """The valence of the word at ``at`` (3 or more), after the idioms and two-word boosters around it."""
    three, two, one, word = lower[at - 3 : at + 1]
    before = (f"{one} {word}", f"{two} {one} {word}", f"{two} {one}", f"{three} {two} {one}", f"{three} {two}")
    valence = next((IDIOMS[phrase] for phrase in before if phrase in IDIOMS), valence)
    ahead = lower[at : at + 3]
    for size in range(2, len(ahead) + 1):
        valence = IDIOMS.get(" ".join(ahead[:size]), valence)
    return valence + sum(BOOSTERS.get(phrase, 0.0) for phrase in (before[3], before[4], before[2]))


def _weigh_around_but(found: dict[int, float], but: int) -> dict[int, float]:
    """Valences before the word "but" (at position ``but``) count half, those after it one and a half times.

    The package looks up a valence's position by its value. So of equal valences it
    changes the first one again and again. A heap of positions per value does the same
    without searching.
    """
    heaps: dict[float, list[int]] = {}
    for position, valence in found.items():
        heaps.setdefault(valence, []).append(position)
    for position in list(found):
        valence = found[position]
        heap = heaps[valence]
        while found[heap[0]] != valence:
            heappop(heap)
        first = heap[0]
        if valence and first != but:
            heappop(heap)
            found[first] = changed = valence * (0.5 if first < but else 1.5)
            heappush(heaps.setdefault(changed, []), first)
    return found
