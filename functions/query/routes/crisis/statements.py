"""GET /crises/{id}/statements."""

from __future__ import annotations

from typing_extensions import TypedDict

from functions.query.schemas.crisis.statement import AnsweredStatement, answered_statement
from shared.http.parameters import CrisisId
from shared.http.request import new_router, reject_unknown_parameters, request_time_ms
from shared.store import crises, moments
from shared.store.response import statements

router = new_router()


class StatementList(TypedDict):
    """What the brand said about a crisis, the earliest first."""

    statements: list[AnsweredStatement]


@router.get(
    "/crises/<id>/statements",
    operation_id="listStatements",
    summary="What you said in public about a crisis, and what it changed",
    description="The earliest first. The effect is estimated 30, 60 and 180 minutes after a statement: the negative "
    "posts against those that were to be expected by the other posts of the crisis, which ebb alike. "
    "POST /moments/{id}/statements records one.",
    tags=["crises"],
    middlewares=[reject_unknown_parameters],
)
def list_statements(id: CrisisId) -> StatementList:  # noqa: A002 - the name of the path parameter
    """The statements about a crisis that exists."""
    found, said, now_ms = moments.of_crisis(id), statements.of_crisis(id), request_time_ms(router.current_event)
    counters = crises.read_counters(found, now_ms, said) if said else None
    answered = crises.StoredCrisis(found, counters, statements=said).figures(now_ms).answered
    return StatementList(statements=[answered_statement(each) for each in answered])
