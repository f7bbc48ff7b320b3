"""POST /moments/{id}/facts: what the team has confirmed, and may be said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Body

from functions.respond.acts import NewRecord, with_note
from functions.respond.facts import MAX_FACTS, Confirmed, fact_of, note_of
from functions.respond.records import stored_before
from functions.respond.routes.actor import action_of
from functions.respond.schemas.answer import FactInput
from shared.domain.moments.moment import Moment
from shared.http.parameters import MomentId
from shared.http.request import new_router, reject_unknown_parameters
from shared.http.views.answers import FactView, fact_view
from shared.store.response import facts

router = new_router()


@router.post(
    "/moments/<id>/facts",
    operation_id="confirmFact",
    summary="Confirm a fact about a crisis, which drafts of answers may then say",
    description="`by` stands for it. It counts for the whole crisis of the moment and stands on its timeline. The same "
    "words are one fact: to repeat the request changes nothing. Needs the role act.",
    tags=["crises"],
    middlewares=[reject_unknown_parameters],
)
def confirm_fact(id: MomentId, given: Annotated[FactInput, Body()]) -> FactView:  # noqa: A002 - a path parameter
    """Of two who confirm the same, the first one is named."""
    action = action_of(router.current_event, given)
    confirmed = Confirmed(given.text, given.about or "")
    answers = []

    def decide(found: Sequence[Moment]) -> NewRecord | None:
        new = fact_of(found, confirmed, action)
        before = stored_before(new.id, facts.of_crisis(new.crisis), MAX_FACTS, "facts")
        answers.append(before or new)
        return None if before else NewRecord(facts.first_write(new), note_of(new))

    with_note(id, action, decide)
    return fact_view(answers[-1])
