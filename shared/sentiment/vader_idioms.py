"""VADER's rule for phrases: those with a valence of their own, and boosters of two words."""

from __future__ import annotations

from shared.sentiment.vader_lexicon import BOOSTERS, IDIOMS

MARKS = frozenset(max(phrase.split(), key=len) for phrase in (*IDIOMS, *BOOSTERS) if " " in phrase)
"""The longest word of each phrase: without it there is none."""


def idiomatic(valence: float, lower: list[str], place: int) -> float:
    """The valence of the word at ``place`` (three or more from the start) once the phrases around it are heard."""
    three, two, one, word = lower[place - 3 : place + 1]
    before = (f"{one} {word}", f"{two} {one} {word}", f"{two} {one}", f"{three} {two} {one}", f"{three} {two}")
    valence = next((IDIOMS[phrase] for phrase in before if phrase in IDIOMS), valence)
    ahead = lower[place : place + 3]
    for size in range(2, len(ahead) + 1):
        valence = IDIOMS.get(" ".join(ahead[:size]), valence)
    return valence + sum(BOOSTERS.get(phrase, 0.0) for phrase in (before[3], before[4], before[2]))
