"""Intent: what a post wants, by the words of the lexicon ``intents.txt`` and its themes and mood.

Each group of words, and a few facts besides, speaks for or against each intent with
a weight; the intent with the most wins. Whether a post asks something is told apart
from that: a complaint may be a question too.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from shared.domain.theme import Theme
from shared.intents.phrase_rule import STRONG, PhraseMatches
from shared.intents.themes import WORDS_KEPT
from shared.intents.weights import COMPLAINT_MOOD, COMPLAINT_RULES, COMPLAINT_START, MOST, SIGNS, START, WEIGHTS


class IntentKind(StrEnum):
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

    kind: IntentKind
    question: bool
    complaint: float
    why: tuple[str, ...] = ()


NO_INTENT = Intent(IntentKind.OPINION, question=False, complaint=0.0)
"""What is said of a post whose words cannot be read."""

SUREST = 4.0
_SIGNS: dict[str, list[str]] = {}
for _name, _words in SIGNS.items():
    for _word in _words.split():
        _SIGNS.setdefault(_word, []).append(_name)
_THEMES = frozenset(theme.value for theme in Theme)
_AIMS = tuple(IntentKind)


def intent_of(reading: PhraseMatches, p_negative: float) -> Intent:
    """What a post wants, from its words and how likely its mood is negative."""
    mood = _log_odds(p_negative)
    facts = _facts(reading, mood)
    scores = _scores(facts)
    aim = max(range(len(_AIMS)), key=scores.__getitem__)
    return Intent(_AIMS[aim], _asks(facts), _complaint(scores, mood), _why(reading, aim))


def _facts(reading: PhraseMatches, mood: float) -> dict[str, float]:
    """How much there is of each group of words and each fact that has a weight."""
    facts = {START: 1.0, "critical": mood}
    for group, hits in reading.by_group.items():
        fact = "theme" if group in _THEMES else group
        facts[fact] = facts.get(fact, 0.0) + sum([hit.rule.weight for hit in hits]) / STRONG
    for names in filter(None, map(_SIGNS.get, reading.tokens.words)):
        for name in names:
            facts[name] = facts.get(name, 0.0) + 1.0
    if "theme" in facts and "self" in facts:
        facts["own trouble"] = 1.0
    return facts


def _scores(facts: Mapping[str, float]) -> list[float]:
    """The score of each intent, in the order of :class:`IntentKind`."""
    complaint = question = purchase = praise = opinion = 0.0
    for fact, amount in facts.items():
        weights = WEIGHTS.get(fact)
        if weights is not None:
            to_complaint, to_question, to_purchase, to_praise, to_opinion = weights
            bounded = amount if amount < MOST else MOST  # noqa: FURB136 - min() is a call, and this is asked most
            complaint += to_complaint * bounded
            question += to_question * bounded
            purchase += to_purchase * bounded
            praise += to_praise * bounded
            opinion += to_opinion * bounded
    return [complaint, question, purchase, praise, opinion]


def _asks(facts: Mapping[str, float]) -> bool:
    """Whether an answer is waited for: by the words of a question, or by its mark where nothing says it is for show."""
    asking, rhetoric = facts.get("asking", 0.0), facts.get("rhetoric", 0.0)
    return asking >= 1.0 + rhetoric or ("mark" in facts and not rhetoric)


def _complaint(scores: list[float], mood: float) -> float:
    """The probability of a complaint, to four digits: by how far it leads the other intents, and by the mood."""
    own, *others = scores
    margin = own - math.log(math.fsum(map(math.exp, others)))
    odds = COMPLAINT_START + COMPLAINT_RULES * margin + COMPLAINT_MOOD * mood
    return round(1.0 / (1.0 + math.exp(-odds)), 4)


def _log_odds(probability: float) -> float:
    """The log-odds of a probability, no farther from 0 than 4: no text is certain to be one or the other."""
    bounded = min(max(probability, 1e-9), 1.0 - 1e-9)
    return min(max(math.log(bounded / (1.0 - bounded)), -SUREST), SUREST)


def _why(reading: PhraseMatches, aim: int) -> tuple[str, ...]:
    """The words that spoke for an intent, of the weightiest groups first."""
    weights = {group: WEIGHTS.get("theme" if group in _THEMES else group) for group in reading.by_group}
    speaking = {group: row[aim] for group, row in weights.items() if row is not None and row[aim] > 0.0}
    told = sorted(speaking, key=lambda group: -speaking[group])
    cues = reading.said([hit for group in told for hit in reading.by_group[group]], WORDS_KEPT)
    return cues or tuple(dict.fromkeys(_signs(reading, aim)))[:WORDS_KEPT]


def _signs(reading: PhraseMatches, aim: int) -> Iterator[str]:
    """The single words, of facts and not of cues, that spoke for an intent."""
    for spelt, word in zip(*reading.tokens, strict=True):
        if word.isalpha() and any(WEIGHTS[name][aim] > 0.0 for name in _SIGNS.get(word, ())):
            yield spelt
