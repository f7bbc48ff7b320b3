"""Somebody approves an answer to a post: checked, stored with a note, and handed over where they ask for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from functions.respond.acts import NewRecord, with_note
from functions.respond.answer_event import hand_over
from functions.respond.drafts import MAX_APPROVALS, Draft, approval_of, check_answer
from functions.respond.records import stored_before
from shared.domain.drill import drilled_brand
from shared.domain.errors import IllegalTransition
from shared.domain.moments.moment import Moment
from shared.domain.moments.transitions import Action
from shared.domain.response.approval import Approval
from shared.domain.response.notes import APPROVED
from shared.store import brands, mentions
from shared.store.response import approvals, facts
from shared.store.response.refusals import counting_refusals


class NewAnswer(NamedTuple):
    """The text that somebody stands for, the model that worded it if any, and whether it goes on the bus."""

    text: str
    worded_by: str = ""
    hand_over: bool = False


def approve_answer(moment_id: str, draft_id: str, answer: NewAnswer, action: Action) -> Approval:
    """The approval that holds for the post: this one, or that of who was first.

    The event follows the stored approval, so that nothing is handed over that nobody stands for.

    Raises:
        NotFound: there is no such moment, brand or post.
        InvalidInput: the text breaks a rule; the message has its words.
        IllegalTransition: the crisis takes no more answers, or a drill may hand nothing over.
        StorageBusy: others kept changing the crisis, or the bus did not take the event; ask again.
    """
    holds = []

    def decide(found: Sequence[Moment]) -> NewRecord | None:
        if answer.hand_over and drilled_brand(found[0].brand):
            raise IllegalTransition("a drill hands nothing over, for a tool may post it; approve without `hand_over`")
        crisis = found[0].crisis
        known = approvals.of_crisis(crisis)
        before = stored_before(draft_id, known, MAX_APPROVALS, "approved answers", "draft")
        if before:
            holds.append(before)
            return None
        brand = brands.get(found[0].brand)
        wanted = Draft(brand, mentions.get(brand, draft_id), answer.text, answer.worded_by)
        with counting_refusals(crisis):
            check_answer(wanted, facts.of_crisis(crisis), known)
        new = approval_of(wanted, crisis, action)
        holds.append(new)
        return NewRecord(approvals.first_write(new), APPROVED)

    with_note(moment_id, action, decide)
    if answer.hand_over:
        hand_over(holds[-1])
    return holds[-1]
