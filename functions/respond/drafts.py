"""An answer to a post that somebody approves: checked once more, stored once; nothing is sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from shared.answers.lint import breaches
from shared.domain.brand import Brand
from shared.domain.errors import InvalidInput
from shared.domain.mentions.mention import Mention
from shared.domain.mentions.mention_id import public_id_of
from shared.domain.moments.transitions import Action
from shared.domain.response.approval import Approval
from shared.domain.response.fact import Fact

MAX_APPROVALS = 300
"""Answers of one crisis; whoever writes more needs a tool for that."""


class Draft(NamedTuple):
    """A text that somebody approves as the answer to a post of the brand; ``worded_by`` is the model that worded it."""

    brand: Brand
    mention: Mention
    text: str
    worded_by: str = ""


def approval_of(draft: Draft, crisis: str, action: Action) -> Approval:
    """The approval of a draft."""
    return Approval(
        id=public_id_of(draft.mention),
        brand=draft.brand.id,
        crisis=crisis,
        channel=draft.mention.channel,
        text=draft.text,
        by=action.by,
        approved_ms=action.at_ms,
        url=draft.mention.url,
        via=action.via,
        worded_by=draft.worded_by,
    )


def check_answer(draft: Draft, facts: Sequence[Fact], known: Sequence[Approval]) -> None:
    """Whether the text keeps to the rules for answers.

    Raises:
        InvalidInput: it does not; the message has the words and the rule of every breach.
    """
    found = breaches(
        draft.text,
        facts=[fact.text for fact in facts],
        others=[approval.text for approval in known],
        contact=draft.brand.support,
        quoted=draft.mention.text,
    )
    if found:
        told = "; ".join(breach.text for breach in found[:5])
        raise InvalidInput(f"{told}. Change the text, or confirm the fact first", field="text")
