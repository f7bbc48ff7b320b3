"""POST /moments/{id}/drafts/{draft}/approve: somebody stands for an answer to a post."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Body, Path

from functions.respond.acts import NewRecord, with_note
from functions.respond.answer_event import hand_over
from functions.respond.drafts import MAX_APPROVALS, NOTE, Draft, approval_of, check_answer
from functions.respond.records import stored_before
from functions.respond.routes.actor import action_of
from functions.respond.schemas.answer import ApprovalView, ApproveInput, approval_view
from shared.domain.drill import drilled_brand
from shared.domain.errors import IllegalTransition
from shared.domain.moments.moment import Moment
from shared.http.parameters import MomentId
from shared.http.request import new_router, reject_unknown_parameters
from shared.store import brands, mentions
from shared.store.response import approvals, facts

router = new_router()

DraftId = Annotated[str, Path(alias="draft", description="Id of the draft, which is that of its post", max_length=64)]


@router.post(
    "/moments/<id>/drafts/<draft>/approve",
    operation_id="approveDraft",
    summary="Approve the answer to a post; nothing is sent",
    description="`by` stands for the text, which is checked once more: 400 names the words and the rule of each "
    "breach. A post gets one answer: whoever comes second learns who was first, and with which text. It is then to be "
    "copied, or with `hand_over` it is also an event on the bus. Needs the role act.",
    tags=["crises"],
    middlewares=[reject_unknown_parameters],
)
def approve_draft(id: MomentId, draft: DraftId, given: Annotated[ApproveInput, Body()]) -> ApprovalView:  # noqa: A002 - a path parameter
    """The event follows the stored approval, so that nothing is handed over that nobody stands for."""
    action = action_of(router.current_event, given)
    answers = []

    def decide(found: Sequence[Moment]) -> NewRecord | None:
        if given.hand_over and drilled_brand(found[0].brand):
            raise IllegalTransition("a drill hands nothing over, for a tool may post it; approve without `hand_over`")
        crisis = found[0].crisis
        known = approvals.of_crisis(crisis)
        before = stored_before(draft, known, MAX_APPROVALS, "approved answers", "draft")
        if before:
            answers.append(before)
            return None
        brand = brands.get(found[0].brand)
        wanted = Draft(brand, mentions.get(brand, draft), given.text, given.worded_by or "")
        check_answer(wanted, facts.of_crisis(crisis), known)
        new = approval_of(wanted, crisis, action)
        answers.append(new)
        return NewRecord(approvals.first_write(new), NOTE)

    with_note(id, action, decide)
    if given.hand_over:
        hand_over(answers[-1])
    return approval_view(answers[-1], action)
