"""Advice on how to answer a crisis, as clients see it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from shared.plans.strategy import QUESTIONS, SOURCE, Advice, Advised, Question, Strategy


class AdviceQuestion(TypedDict):
    """A question that the advice still needs an answer to."""

    parameter: Annotated[Question, Field(description="The parameter that takes the answer")]
    question: str


class AdvisedStrategy(TypedDict):
    """A way to answer for the brand's reputation."""

    strategy: Strategy
    how: str
    reason: str


class CrisisAdvice(TypedDict):
    """What to say first, then how to answer. It is advice: nothing follows from it by itself."""

    crisis: str
    first: Annotated[list[str], Field(description="Always first: what people must do, then what helps them to cope")]
    open_questions: Annotated[list[AdviceQuestion], Field(description="No strategy is advised while any is open")]
    strategies: Annotated[list[AdvisedStrategy], Field(description="In order; `bolster` only beside the other")]
    avoid: Annotated[list[AdvisedStrategy], Field(description="What not to mix with them, and why")]
    warnings: list[str]
    source: str


def crisis_advice(crisis_id: str, advice: Advice) -> CrisisAdvice:
    """The advice for a crisis."""
    return CrisisAdvice(
        crisis=crisis_id,
        first=list(advice.first),
        open_questions=[AdviceQuestion(parameter=q, question=QUESTIONS[q]) for q in advice.open_questions],
        strategies=_listed(advice.strategies),
        avoid=_listed(advice.avoid),
        warnings=list(advice.warnings),
        source=SOURCE,
    )


def _listed(found: Iterable[Advised]) -> list[AdvisedStrategy]:
    return [AdvisedStrategy(strategy=one.strategy, how=one.how, reason=one.reason) for one in found]
