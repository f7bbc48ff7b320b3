"""GET /crises/{id}/statements."""

from __future__ import annotations

from typing_extensions import TypedDict

from shared.http.parameters import CrisisId
from shared.http.request import new_router, reject_unknown_parameters
from shared.http.statements import StatementView, statement_view
from shared.store import moments
from shared.store.response import statements

router = new_router()


class StatementList(TypedDict):
    """What the brand said about a crisis, the earliest first."""

    statements: list[StatementView]


@router.get(
    "/crises/<id>/statements",
    operation_id="listStatements",
    summary="What you said in public about a crisis, the earliest first",
    description="POST /moments/{id}/statements records one.",
    tags=["crises"],
    middlewares=[reject_unknown_parameters],
)
def list_statements(id: CrisisId) -> StatementList:  # noqa: A002 - the name of the path parameter
    """The statements about a crisis that exists."""
    moments.of_crisis(id)
    return StatementList(statements=[statement_view(each) for each in statements.of_crisis(id)])
