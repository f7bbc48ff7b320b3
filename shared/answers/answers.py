"""All that a team needs to answer the posts of a crisis: concerns, their posts, each with its draft or its answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from shared.answers.drafts import Draft, draft_answer
from shared.answers.wanted import WantedAnswer, wanted_answers
from shared.domain.mentions.mention import Mention
from shared.domain.mentions.mention_id import public_id_of
from shared.domain.response.approval import Approval
from shared.domain.response.fact import Fact
from shared.enrichment import Enrichment

SHOWN = 5
"""Posts of one concern that get a draft."""


class PostToAnswer(NamedTuple):
    """A post, its draft (``None`` where the brand names no place to go), and the answer that was approved, if any."""

    wanted: WantedAnswer
    draft: Draft | None
    approval: Approval | None

    @property
    def id(self) -> str:
        """The public id of the post, and of its draft."""
        return public_id_of(self.wanted.mention)


class ConcernToAnswer(NamedTuple):
    """A concern: how many posts about it want an answer, and the most urgent of them."""

    name: str
    posts: int
    first: tuple[PostToAnswer, ...]


def answers_to(
    posts: Iterable[tuple[Mention, Enrichment]],
    facts: Sequence[Fact],
    approvals: Sequence[Approval],
    contact: str,
    shown: int = SHOWN,
) -> list[ConcernToAnswer]:
    """The concerns of these posts, the most urgent first, with drafts that are no copies of one another."""
    approved = {approval.id: approval for approval in approvals}
    others = [approval.text for approval in approvals]

    def prepared(wanted: WantedAnswer) -> PostToAnswer:
        known = approved.get(public_id_of(wanted.mention))
        if known or not contact:
            return PostToAnswer(wanted, None, known)
        draft = draft_answer(wanted, facts, contact, others, _turn(wanted.mention))
        if draft.text:
            others.append(draft.text)
        return PostToAnswer(wanted, draft, None)

    concerns = wanted_answers(posts, shown)
    return [ConcernToAnswer(each.name, each.posts, tuple(map(prepared, each.first))) for each in concerns]


def _turn(mention: Mention) -> int:
    """With which wording to begin: posts differ in it, and one post keeps its draft while others come."""
    return int(mention.id[:6], 16)
