"""VADER's rule for phrases: those with a valence of their own, and boosters of two words."""

from __future__ import annotations

from vaderSentiment.vaderSentiment import BOOSTER_DICT, SPECIAL_CASES

_MARKS = frozenset(max(phrase.split(), key=len) for phrase in (*SPECIAL_CASES, *BOOSTER_DICT) if " " in phrase)
"""The longest word of each phrase: without it there is none."""


def phrased(window: list[str]) -> bool:
    """Whether one of the phrases may stand among these words."""
    return not _MARKS.isdisjoint(window)


def idiomatic(valence: float, lower: list[str], place: int) -> float:
    """The valence of the word at ``place`` (three or more from the start) once the phrases around it are heard."""
    three, two, one, word = lower[place - 3 : place + 1]
    before = (f"{one} {word}", f"{two} {one} {word}", f"{two} {one}", f"{three} {two} {one}", f"{three} {two}")
    valence = next((SPECIAL_CASES[phrase] for phrase in before if phrase in SPECIAL_CASES), valence)
    ahead = lower[place : place + 3]
    for size in range(2, len(ahead) + 1):
        valence = SPECIAL_CASES.get(" ".join(ahead[:size]), valence)
    return valence + sum(BOOSTER_DICT.get(phrase, 0.0) for phrase in (before[3], before[4], before[2]))
