"""Intent: what a post wants, by the words of the lexicon ``intents.txt`` and its themes and mood.

Each group of words, and a few facts besides, speaks for or against each intent with
a weight; the intent with the most wins. Whether a post asks something is told apart
from that: a complaint may be a question too.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from shared.cue import STRONG, Hit, Tokens
from shared.theme import Theme, apart, words_of


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

MOST = 3.0
"""What a group counts for at most, however often its words come."""

WEIGHTS: Mapping[Aim, Mapping[str, float]] = {
    Aim.COMPLAINT: {
        "": 0.0,
        "rhetoric": 0.5,
        "failing": 0.8,
        "harsh": 0.3,
        "demand": 0.2,
        "praising": -0.6,
        "wanting": -0.4,
        "theme": 0.6,
        "self": 0.6,
        "you": 0.7,
        "news": -0.4,
        "critical": 0.5,
    },
    Aim.QUESTION: {"": 0.0, "asking": 1.4, "mark": 1.3, "praising": -0.6, "harsh": -0.4, "remark": -0.4, "they": -0.5},
    Aim.PURCHASE: {"": 0.2, "wanting": 1.7, "theme": -0.6, "failing": -0.4, "harsh": 0.0, "mark": 0.2},
    Aim.PRAISE: {"": -0.5, "praising": 1.2, "wanting": -0.6, "mark": -0.6, "asking": -0.3, "theme": -0.2, "news": -0.3},
    Aim.OPINION: {
        "": 0.4,
        "asking": -0.9,
        "mark": -0.7,
        "news": 0.6,
        "promo": 0.5,
        "remark": 0.5,
        "wanting": -0.6,
        "theme": 0.3,
        "failing": -0.3,
        "harsh": -0.2,
        "you": -0.4,
        "self": -0.2,
    },
}
"""What each group of words, or fact, is worth for each intent; "" is where it starts from."""

_PERSONS = {
    "self": "i im ive me my mine we us our ours i'd i'll we're we've we'd myself",
    "you": "you your u ur yours you're you've brandname",
    "they": "they their them he his him she her who",
    "mark": "? ？",
}
_SIGNS = {name: frozenset(words.split()) for name, words in _PERSONS.items()}
_THEMES = frozenset(theme.value for theme in Theme)


def intent_of(tokens: Tokens, hits: Sequence[Hit], p_negative: float) -> Intent:
    """What a post wants, from its words and how likely its mood is negative."""
    groups = _groups(hits)
    facts = _facts(tokens, groups, p_negative)
    scores = {aim: _score(weights, facts) for aim, weights in WEIGHTS.items()}
    aim = max(scores, key=scores.__getitem__)
    speaking = {group: WEIGHTS[aim].get(_fact(group), 0.0) for group in groups}
    told = sorted((group for group, weight in speaking.items() if weight > 0.0), key=lambda group: -speaking[group])
    why = words_of(tokens, [hit for group in told for hit in groups[group]])
    return Intent(aim, question=_asks(facts), complaint=_probability(scores), why=why)


def _groups(hits: Sequence[Hit]) -> dict[str, list[Hit]]:
    groups: dict[str, list[Hit]] = {}
    for hit in hits:
        groups.setdefault(hit.cue.group, []).append(hit)
    return {group: apart(found) for group, found in groups.items()}


def _facts(tokens: Tokens, groups: Mapping[str, list[Hit]], p_negative: float) -> dict[str, float]:
    """How much there is of each group and fact."""
    facts = {"": 1.0, "critical": p_negative}
    for group, hits in groups.items():
        facts[_fact(group)] = facts.get(_fact(group), 0.0) + sum(hit.cue.weight for hit in hits) / STRONG
    words = set(tokens.words)
    for name, known in _SIGNS.items():
        facts[name] = float(not known.isdisjoint(words))
    return facts


def _fact(group: str) -> str:
    return "theme" if group in _THEMES else group


def _score(weights: Mapping[str, float], facts: Mapping[str, float]) -> float:
    return sum(weight * min(facts.get(name, 0.0), MOST) for name, weight in weights.items())


def _asks(facts: Mapping[str, float]) -> bool:
    """Whether an answer is waited for: by the words of a question, or by its mark where nothing says it is for show."""
    return facts.get("asking", 0.0) > 0.0 or (facts["mark"] > 0.0 and facts.get("rhetoric", 0.0) <= 0.0)


def _probability(scores: Mapping[Aim, float]) -> float:
    """The share of the complaint among all scores as softmax sees them, to four digits."""
    highest = max(scores.values())
    parts = {aim: math.exp(score - highest) for aim, score in scores.items()}
    return round(parts[Aim.COMPLAINT] / math.fsum(parts.values()), 4)
