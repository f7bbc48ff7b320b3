"""Advice on how to answer in public, after Situational Crisis Communication Theory: three answers in, advice out.

Source: W. Timothy Coombs, "Protecting Organization Reputations During a Crisis: The
Development and Application of Situational Crisis Communication Theory", *Corporate
Reputation Review* 10 (3), 2007, pages 163 to 176. How much people hold the brand
responsible decides, raised by earlier crises of the kind. It is advice: people choose.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from shared.domain.errors import InvalidInput

SOURCE = (
    "W. T. Coombs, Protecting Organization Reputations During a Crisis: The Development and Application of "
    "Situational Crisis Communication Theory, Corporate Reputation Review 10 (3), 2007, 163-176"
)


class Responsibility(StrEnum):
    """How far people hold the brand responsible: it is a victim too, it was an accident, it could have prevented it."""

    VICTIM = "victim"
    ACCIDENT = "accident"
    PREVENTABLE = "preventable"


class Answer(StrEnum):
    """An answer to a question that can be answered by yes or no."""

    YES = "yes"
    NO = "no"


class Question(StrEnum):
    """What the advice depends on."""

    FALSE_CLAIM = "false_claim"
    RESPONSIBILITY = "responsibility"
    HISTORY = "history"


class Strategy(StrEnum):
    """How to answer for the brand's reputation, once people have the information that they need."""

    DENY = "deny"
    DIMINISH = "diminish"
    REBUILD = "rebuild"
    BOLSTER = "bolster"


QUESTIONS: Mapping[Question, str] = MappingProxyType(
    {
        Question.FALSE_CLAIM: "Is the claim false, and can you show it?",
        Question.RESPONSIBILITY: "Whom will people hold responsible: are you a victim too, was it an accident, or "
        "could you have prevented it?",
        Question.HISTORY: "Has something like it happened to you before, or do people think badly of you already?",
    }
)

INSTRUCTING = "Say first what people must do now to be safe and not to lose anything: what, who, where, until when."
ADJUSTING = (
    "Then say that you are sorry for those affected, what happened as far as you know it, and what you do so that it "
    "does not happen again."
)
FINDING_OUT = "Then say that you feel with those affected, what you know and what not, and what you do to find out."
REASSURING = "Then say that you understand why people worry, what is true, and where they can check it."
"""The information that helps to cope, while nobody knows whether the claim is true, and where it is false: to say sorry
for what did not happen would be half an apology, and a denial mixed with one is believed in neither.
"""

HOW: Mapping[Strategy, str] = MappingProxyType(
    {
        Strategy.DENY: "Say plainly that the claim is not true, and show why.",
        Strategy.DIMINISH: "Explain that nobody meant it and that it could not be controlled, or that the harm is "
        "small, with facts.",
        Strategy.REBUILD: "Take responsibility, apologise, and make it good: a refund, a replacement, help.",
        Strategy.BOLSTER: "In addition, never alone: thank those who help, and remind of what you have done well.",
    }
)

NOT_SHOWN = "you cannot show that the claim is false"
_MIXED = "who denies and at the same time excuses or apologises is believed in neither"
_FORBIDDEN: Mapping[Strategy, Mapping[Strategy, str]] = MappingProxyType(
    {
        Strategy.DENY: {Strategy.DIMINISH: _MIXED, Strategy.REBUILD: _MIXED},
        Strategy.DIMINISH: {Strategy.DENY: NOT_SHOWN},
        Strategy.REBUILD: {Strategy.DENY: NOT_SHOWN, Strategy.DIMINISH: "an excuse takes the apology back"},
    }
)


class Advised(NamedTuple):
    """A strategy, how to do it, and why it is advised or why not."""

    strategy: Strategy
    how: str
    reason: str


class Advice(NamedTuple):
    """What to say first, then how to answer, what not to mix with it, and what to take care of.

    ``open_questions`` are those without whose answer no strategy is advised.
    """

    open_questions: tuple[Question, ...]
    strategies: tuple[Advised, ...]
    avoid: tuple[Advised, ...]
    warnings: tuple[str, ...]
    first: tuple[str, str] = (INSTRUCTING, ADJUSTING)


def advise(
    responsibility: Responsibility | None = None, history: Answer | None = None, false_claim: Answer | None = None
) -> Advice:
    """The advice for these answers; ``None`` is a question that nobody has answered yet.

    Raises:
        InvalidInput: the answers contradict one another.

    >>> [advised.strategy.value for advised in advise(Responsibility.PREVENTABLE, None, Answer.NO).strategies]
    ['rebuild', 'bolster']
    >>> [question.value for question in advise(Responsibility.ACCIDENT).open_questions]
    ['false_claim', 'history']
    """
    if false_claim is Answer.YES and responsibility not in (None, Responsibility.VICTIM):
        message = "a false claim makes you a victim; answer responsibility=victim, or false_claim=no"
        raise InvalidInput(message, field="responsibility")
    missing = _open_questions(responsibility, history, false_claim)
    if missing:
        return Advice(missing, (), (), _waiting(false_claim), _first(false_claim))
    main, reason = _main(responsibility, history, false_claim)
    if main is None:
        warning = "To explain, excuse or apologise more than that makes you look responsible for what you are not."
        return Advice((), (_advised(Strategy.BOLSTER, reason),), (), (warning,))
    bolster = _advised(Strategy.BOLSTER, "it helps a little, and only beside the other")
    avoid = tuple(_advised(strategy, why) for strategy, why in _FORBIDDEN[main].items())
    return Advice((), (_advised(main, reason), bolster), avoid, _warnings(main, responsibility), _first(false_claim))


def _open_questions(
    responsibility: Responsibility | None, history: Answer | None, false_claim: Answer | None
) -> tuple[Question, ...]:
    """The answers that are missing: what is false, and what could have been prevented, needs no others."""
    if false_claim is Answer.YES:
        return ()
    missing = [Question.FALSE_CLAIM] if false_claim is None else []
    missing += [Question.RESPONSIBILITY] if responsibility is None else []
    missing += [Question.HISTORY] if history is None and responsibility is not Responsibility.PREVENTABLE else []
    return tuple(missing)


def _main(
    responsibility: Responsibility | None, history: Answer | None, false_claim: Answer | None
) -> tuple[Strategy | None, str]:
    """The strategy and its reason; ``None`` where the information alone is enough."""
    before = history is Answer.YES
    if false_claim is Answer.YES:
        return Strategy.DENY, "the claim is false, and you can show it"
    if responsibility is Responsibility.PREVENTABLE:
        return Strategy.REBUILD, "people hold you responsible: you could have prevented it, whatever happened before"
    if responsibility is Responsibility.ACCIDENT:
        if before:
            return Strategy.REBUILD, "it was an accident, but not the first, so people hold you responsible"
        return Strategy.DIMINISH, "it was an accident, and the first of its kind"
    if before:
        return Strategy.DIMINISH, "you are a victim too, but it is not the first time, so people begin to doubt"
    return None, "you are a victim too, and nothing like it happened before: the information is enough"


def _advised(strategy: Strategy, reason: str) -> Advised:
    return Advised(strategy, HOW[strategy], reason)


def _first(false_claim: Answer | None) -> tuple[str, str]:
    """What people must know before anything else, and what helps them to cope."""
    if false_claim is None:
        return INSTRUCTING, FINDING_OUT
    return INSTRUCTING, REASSURING if false_claim is Answer.YES else ADJUSTING


def _waiting(false_claim: Answer | None) -> tuple[str, ...]:
    """What to take care of while a question is open."""
    waiting = "Until these questions are answered, give the information and no opinion on who is to blame."
    return (waiting, "Deny nothing before you know.") if false_claim is None else (waiting,)


def _warnings(main: Strategy, responsibility: Responsibility | None) -> tuple[str, ...]:
    match main:
        case Strategy.DENY:
            return ("If any of it turns out to be true, the denial does more harm than the claim.",)
        case Strategy.DIMINISH:
            harm = "Where somebody was hurt, an excuse reads as an insult: apologise."
            return (harm,) if responsibility is Responsibility.ACCIDENT else (harm, "Blame no other victim.")
        case _:
            return (
                "An apology may have legal weight: let legal see it.",
                "Promise only what you will do.",
            )
