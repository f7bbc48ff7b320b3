"""Intent: what a post wants, by the words of the lexicon ``intents.txt`` and its themes and mood.

Each group of words, and a few facts besides, speaks for or against each intent with
a weight; the intent with the most wins. Whether a post asks something is told apart
from that: a complaint may be a question too.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from shared.cue import STRONG, Reading
from shared.intent_weights import MOST, SIGNS, START, WEIGHTS
from shared.theme import WORDS_KEPT, Theme


class Aim(StrEnum):
    """What a post wants, in one word."""

    COMPLAINT = "complaint"
    QUESTION = "question"
    PURCHASE = "purchase"
    PRAISE = "praise"
    OPINION = "opinion"


@dataclass(frozen=True, slots=True)
class Intent:
    """What a post wants, and the words that say so, the weightiest first.

    ``question``: it asks something that waits for an answer, whatever its aim.
    ``complaint``: the probability that people call it a complaint, from 0 to 1.
    """

    aim: Aim
    question: bool
    complaint: float
    why: tuple[str, ...] = ()


SILENT = Intent(Aim.OPINION, question=False, complaint=0.0)
"""What is said of a post whose words cannot be read."""

_SIGNS = {name: frozenset(words.split()) for name, words in SIGNS.items()}
_THEMES = frozenset(theme.value for theme in Theme)
_AIMS = tuple(Aim)


def intent_of(reading: Reading, p_negative: float) -> Intent:
    """What a post wants, from its words and how likely its mood is negative."""
    facts = _facts(reading, p_negative)
    scores = _scores(facts)
    aim = max(range(len(_AIMS)), key=scores.__getitem__)
    return Intent(_AIMS[aim], _asks(facts), _share(scores), _why(reading, aim))


def _facts(reading: Reading, p_negative: float) -> dict[str, float]:
    """How much there is of each group of words and each fact that has a weight."""
    facts = {START: 1.0, "critical": p_negative}
    for group, hits in reading.cues.items():
        fact = "theme" if group in _THEMES else group
        facts[fact] = facts.get(fact, 0.0) + sum([hit.cue.weight for hit in hits]) / STRONG
    words = reading.tokens.words
    for name, known in _SIGNS.items():
        if not known.isdisjoint(words):
            facts[name] = 1.0
    if "theme" in facts and "self" in facts:
        facts["own trouble"] = 1.0
    return facts


def _scores(facts: Mapping[str, float]) -> list[float]:
    """The score of each intent, in the order of :class:`Aim`."""
    scores = [0.0] * len(_AIMS)
    for fact, amount in facts.items():
        weights = WEIGHTS.get(fact)
        if weights is not None:
            bounded = min(amount, MOST)
            scores = [score + weight * bounded for score, weight in zip(scores, weights, strict=True)]
    return scores


def _asks(facts: Mapping[str, float]) -> bool:
    """Whether an answer is waited for: by the words of a question, or by its mark where nothing says it is for show."""
    return "asking" in facts or ("mark" in facts and "rhetoric" not in facts)


def _share(scores: list[float]) -> float:
    """The share of the complaint among all intents as softmax sees them, to four digits."""
    highest = max(scores)
    parts = [math.exp(score - highest) for score in scores]
    return round(parts[_AIMS.index(Aim.COMPLAINT)] / math.fsum(parts), 4)


def _why(reading: Reading, aim: int) -> tuple[str, ...]:
    """The words that spoke for an intent, of the weightiest groups first."""
    weights = {group: WEIGHTS.get("theme" if group in _THEMES else group) for group in reading.cues}
    speaking = {group: row[aim] for group, row in weights.items() if row is not None and row[aim] > 0.0}
    told = sorted(speaking, key=lambda group: -speaking[group])
    return reading.said([hit for group in told for hit in reading.cues[group]], WORDS_KEPT)
