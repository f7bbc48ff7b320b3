"""GET /crises/{id}/advice."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Query

from functions.query.schemas.crisis.advice import CrisisAdvice, crisis_advice
from shared.http.parameters import CrisisId
from shared.http.request import new_router, reject_unknown_parameters
from shared.plans.strategy import QUESTIONS, Answer, Question, Responsibility, advise
from shared.store import moments

router = new_router()


@router.get(
    "/crises/<id>/advice",
    operation_id="getAdvice",
    summary="How to answer a crisis in public, after Situational Crisis Communication Theory",
    description="Answer the three questions as far as you can; what is missing comes back as `open_questions`. It is "
    "advice with its reasons and its source, and nothing follows from it by itself.",
    tags=["crises"],
    middlewares=[reject_unknown_parameters],
)
def get_advice(
    id: CrisisId,  # noqa: A002 - the name of the path parameter
    responsibility: Annotated[Responsibility | None, Query(description=QUESTIONS[Question.RESPONSIBILITY])] = None,
    history: Annotated[Answer | None, Query(description=QUESTIONS[Question.HISTORY])] = None,
    false_claim: Annotated[Answer | None, Query(description=QUESTIONS[Question.FALSE_CLAIM])] = None,
) -> CrisisAdvice:
    """The advice for a crisis that exists."""
    moments.of_crisis(id)
    return crisis_advice(id, advise(responsibility, history, false_claim))
