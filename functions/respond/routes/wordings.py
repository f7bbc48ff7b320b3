"""POST /moments/{id}/drafts/{draft}/word: the draft of a post, worded by a model where the deployment has one."""

from __future__ import annotations

from functions.respond.routes.drafts import DraftId
from functions.respond.schemas.answer import WordedDraft
from shared.http.parameters import MomentId
from shared.http.request import new_router, reject_unknown_parameters
from shared.http.roles import Role, require

router = new_router()


@router.post(
    "/moments/<id>/drafts/<draft>/word",
    operation_id="wordDraft",
    summary="Have a model word the draft of a post; nothing is sent or stored",
    description="Needs a model: the parameter `DraftModel` of the deployment. It gets the concern, a few words of the "
    "post, the confirmed fact and the place to go. Its text keeps to the rules for drafts, has the fact word for word, "
    "and adds no figure and no address: otherwise, or when it does not answer in time, the answer is the draft of the "
    "templates, and `why` says so. Each request costs money. Needs the role act.",
    tags=["crises"],
    middlewares=[reject_unknown_parameters],
)
def word_draft(id: MomentId, draft: DraftId) -> WordedDraft:  # noqa: A002 - the name of the path parameter
    """The text is worth nothing until somebody approves it."""
    require(router.current_event.raw_event, Role.ACT)
    from functions.respond.wording.drafted import drafted_post, worded_draft  # noqa: PLC0415 - only this scores a post

    found = drafted_post(id, draft)
    wording = worded_draft(found)
    return WordedDraft(
        mention=draft,
        crisis=found.crisis,
        text=wording.text or None,
        worded_by=wording.model or None,
        why=wording.why or None,
    )
