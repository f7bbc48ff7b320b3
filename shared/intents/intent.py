"""The intent of a post: its phrases and its probability of being negative in, what its author wants out.

Each group of phrases, and a few facts besides, has a weight for or against each kind of
intent; the kind with the largest sum wins. Whether a post asks a question is decided
apart from that: a complaint may be a question too.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from enum import StrEnum
from itertools import chain
from typing import NamedTuple

from shared.domain.mentions.theme import Theme
from shared.domain.words import MASK
from shared.intents.phrase_rule import STRONG, Match, PhraseMatches
from shared.intents.question import is_question
from shared.intents.themes import MAX_PHRASES
from shared.intents.weights import (
    COMPLAINT_BIAS,
    COMPLAINT_MARGIN,
    COMPLAINT_SENTIMENT,
    FACT_WORDS,
    MAX_AMOUNT,
    START,
    WEIGHTS,
)


class IntentKind(StrEnum):
    """What the author of a post wants."""

    COMPLAINT = "complaint"
    QUESTION = "question"
    PURCHASE = "purchase"
    PRAISE = "praise"
    OPINION = "opinion"


class Intent(NamedTuple):
    """The intent of a post, and the phrases found in it.

    ``question``: the post asks something and waits for an answer, whatever its kind.
    ``complaint``: the probability that people call it a complaint, from 0 to 1.
    """

    kind: IntentKind
    question: bool
    complaint: float
    matches: PhraseMatches | None = None

    @property
    def why(self) -> tuple[str, ...]:
        """The phrases that show the intent, those with the largest weight first.

        They are put together when they are asked for: readers see them, and most posts are only counted.
        """
        return _why(self.matches, _KINDS.index(self.kind)) if self.matches is not None else ()


NO_INTENT = Intent(IntentKind.OPINION, question=False, complaint=0.0)
"""The intent of a post in a language that cannot be scored."""

ASKED, NOT_ASKED = 0.3, -3.0
"""Added to the score of a question where the post asks something, and where it does not."""

MAX_LOG_ODDS = 4.0
"""No text is certain to be negative or not: log-odds are limited to this."""

_FACTS_OF_WORD: dict[str, list[str]] = {}
for _fact, _words in FACT_WORDS.items():
    for _word in _words.split():
        _FACTS_OF_WORD.setdefault(_word, []).append(_fact)
_WORDS_FOR = [
    {
        word
        for word, facts in _FACTS_OF_WORD.items()
        if word.isalpha() and any(WEIGHTS[fact][kind] > 0.0 for fact in facts)
    }
    - {MASK}
    for kind in range(len(IntentKind))
]
"""The single words whose facts speak for each kind of intent."""

_THEMES = frozenset(theme.value for theme in Theme)
_KINDS = tuple(IntentKind)
_QUESTION, _PRAISE = _KINDS.index(IntentKind.QUESTION), _KINDS.index(IntentKind.PRAISE)


def intent_of(matches: PhraseMatches, p_negative: float, *, negative: bool = False, link: bool = False) -> Intent:
    """The intent of a post with these phrases and this probability of being negative.

    ``negative``: its label is negative, so it is no praise. ``link``: it has a URL.
    """
    return judge(matches, p_negative, link=link).intent(negative=negative)


class Judgement(NamedTuple):
    """The scores of each kind of intent for a post, from which its intent follows."""

    matches: PhraseMatches
    scores: list[float]
    question: bool
    complaint: float

    def praise_lead(self) -> float:
        """How far praise lies above all other kinds together, in log-odds; minus infinity if another kind is first."""
        praise = self.scores[_PRAISE]
        if praise < max(self.scores):
            return -math.inf
        others = [math.exp(score) for kind, score in enumerate(self.scores) if kind != _PRAISE]
        return praise - math.log(math.fsum(others))

    def intent(self, *, negative: bool) -> Intent:
        """The intent; ``negative``: the post's label is negative, so it is no praise."""
        scores = self.scores
        if negative:
            scores = [*scores[:_PRAISE], -math.inf, *scores[_PRAISE + 1 :]]
        kind = scores.index(max(scores))
        return Intent(_KINDS[kind], self.question, self.complaint, self.matches)


def judge(matches: PhraseMatches, p_negative: float, *, link: bool = False) -> Judgement:
    """The scores of each kind of intent for a post with these phrases and this probability of being negative."""
    sentiment = _log_odds(p_negative)
    scores = _scores(_facts(matches, sentiment))
    question = is_question(matches, link=link)
    complaint = _p_complaint(scores, sentiment)
    scores[_QUESTION] += ASKED if question else NOT_ASKED
    return Judgement(matches, scores, question, complaint)


def _facts(matches: PhraseMatches, sentiment: float) -> dict[str, float]:
    """The amount of each group of phrases and of each fact."""
    facts = {START: 1.0, "critical": sentiment}
    for group, weight in matches.weights.items():
        fact = "theme" if group in _THEMES else group
        facts[fact] = facts.get(fact, 0.0) + weight / STRONG
    for name in chain.from_iterable(filter(None, map(_FACTS_OF_WORD.get, matches.tokens.normalised))):
        facts[name] = facts.get(name, 0.0) + 1.0
    if "theme" in facts and "self" in facts:
        facts["own trouble"] = 1.0
    return facts


def _scores(facts: Mapping[str, float]) -> list[float]:
    """The score of each kind of intent, in the order of :class:`IntentKind`."""
    complaint = question = purchase = praise = opinion = 0.0
    for fact, amount in facts.items():
        weights = WEIGHTS.get(fact)
        if weights is not None:
            to_complaint, to_question, to_purchase, to_praise, to_opinion = weights
            limited = amount if amount < MAX_AMOUNT else MAX_AMOUNT  # noqa: FURB136 - min() would be slower here
            complaint += to_complaint * limited
            question += to_question * limited
            purchase += to_purchase * limited
            praise += to_praise * limited
            opinion += to_opinion * limited
    return [complaint, question, purchase, praise, opinion]


def _p_complaint(scores: list[float], sentiment: float) -> float:
    """The probability of a complaint, to four digits: from its lead over the other kinds, and from the sentiment."""
    own, *others = scores
    margin = own - math.log(math.fsum(map(math.exp, others)))
    odds = COMPLAINT_BIAS + COMPLAINT_MARGIN * margin + COMPLAINT_SENTIMENT * sentiment
    return round(1.0 / (1.0 + math.exp(-odds)), 4)


def _log_odds(probability: float) -> float:
    """The log-odds of a probability, from -4 to 4."""
    if not 0.0 < probability < 1.0:
        return -MAX_LOG_ODDS if probability <= 0.0 else MAX_LOG_ODDS
    odds = math.log(probability / (1.0 - probability))
    return odds if -MAX_LOG_ODDS <= odds <= MAX_LOG_ODDS else MAX_LOG_ODDS if odds > 0.0 else -MAX_LOG_ODDS


def _why(matches: PhraseMatches, kind: int) -> tuple[str, ...]:
    """The phrases that speak for a kind of intent, of the groups with the largest weights first."""
    in_favour = []
    for group, found in matches.by_group.items():
        row = WEIGHTS.get("theme" if group in _THEMES else group)
        if row is not None and row[kind] > 0.0:
            in_favour.append((row[kind], found))
    if in_favour:
        in_favour.sort(key=_largest_first)
        phrases = matches.phrases([match for _, found in in_favour for match in found], MAX_PHRASES)
        if phrases:
            return phrases
    speaking, words = _WORDS_FOR[kind], zip(*matches.tokens, strict=True)
    return tuple(dict.fromkeys([written for written, word in words if word in speaking]))[:MAX_PHRASES]


def _largest_first(weighed: tuple[float, list[Match]]) -> float:
    return -weighed[0]
