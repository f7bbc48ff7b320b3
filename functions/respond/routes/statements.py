"""POST /moments/{id}/statements: what the brand said in public."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Body

from functions.respond.acts import NewRecord, with_note
from functions.respond.records import stored_before
from functions.respond.routes.actor import action_of
from functions.respond.schemas.statement import StatementInput, said_from
from functions.respond.statements import MAX_STATEMENTS, statement_of, step_of
from shared.domain.moments.moment import Moment
from shared.domain.response.notes import statement_note
from shared.http.parameters import MomentId
from shared.http.request import new_router, reject_unknown_parameters
from shared.http.views.statements import StatementView, statement_view
from shared.store.response import statements

router = new_router()


@router.post(
    "/moments/<id>/statements",
    operation_id="recordStatement",
    summary="Record what you said in public about a crisis",
    description="It counts for the whole crisis of the moment, stands on its timeline and on its page. The same "
    "words on the same channel are one statement: to repeat the request changes nothing. Nothing is published by it. "
    "Needs the role act.",
    tags=["crises"],
    middlewares=[reject_unknown_parameters],
)
def record_statement(id: MomentId, given: Annotated[StatementInput, Body()]) -> StatementView:  # noqa: A002 - a path parameter
    """Of two who record the same, the first one is named."""
    action = action_of(router.current_event, given)
    said = said_from(given, action)
    answers = []

    def decide(found: Sequence[Moment]) -> NewRecord | None:
        new = statement_of(found, said)
        known = statements.of_crisis(new.crisis)
        before = stored_before(new.id, known, MAX_STATEMENTS, "statements")
        answers.append(before or new)
        note = statement_note(new.channel, new.text)
        return None if before else NewRecord(statements.first_write(new), note, step_of(found, known))

    with_note(id, action, decide)
    return statement_view(answers[-1])
