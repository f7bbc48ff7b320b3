"""POST /moments/{id}/drafts/{draft}/approve: somebody stands for an answer to a post."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Body, Path

from functions.respond.approving import NewAnswer, approve_answer
from functions.respond.routes.actor import action_of
from functions.respond.schemas.answer import ApprovalView, ApproveInput, approval_view
from shared.http.parameters import MomentId
from shared.http.request import new_router, reject_unknown_parameters

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
    """Of two who approve at once, the first one is named."""
    action = action_of(router.current_event, given)
    answer = NewAnswer(given.text, given.worded_by or "", given.hand_over)
    return approval_view(approve_answer(id, draft, answer, action), action)
