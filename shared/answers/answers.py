"""All that a team needs to answer the posts of a crisis: concerns, their posts, each with its draft or its answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from shared.answers.drafts import Draft, draft_answer
from shared.answers.wanted import WantedAnswer, wanted_answers
from shared.domain.mentions.mention import Mention
from shared.domain.mentions.mention_id import public_id_of
from shared.domain.response.approval import Approval
from shared.domain.response.fact import Fact
from shared.enrichment import Enrichment

OPENINGS = 4
"""Different beginnings of drafts about one concern, before they begin alike."""


class Shown(NamedTuple):
    """How many concerns, and how many posts of each, get drafts."""

    concerns: int = 20
    posts: int = 5


ALL = Shown()


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
    shown: Shown = ALL,
) -> list[ConcernToAnswer]:
    """The concerns of these posts, the most urgent first, with drafts that are no copies of one another."""
    approved = {approval.id: approval for approval in approvals}
    others = [approval.text for approval in approvals]

    def prepared(wanted: WantedAnswer, turn: int) -> PostToAnswer:
        known = approved.get(public_id_of(wanted.mention))
        if known or not contact:
            return PostToAnswer(wanted, None, known)
        draft = draft_answer(wanted, facts, contact, others, turn)
        if draft.text:
            others.append(draft.text)
        return PostToAnswer(wanted, draft, None)

    concerns = wanted_answers(posts, shown.posts)[: shown.concerns]
    return [
        ConcernToAnswer(each.name, each.posts, tuple(map(prepared, each.first, _turns(each.first))))
        for each in concerns
    ]


def _turns(posts: Iterable[WantedAnswer]) -> Iterator[int]:
    """With which wording to begin for each post: by its id, so that most keep their drafts while others come.

    A more urgent post with the same beginning goes before.
    """
    taken: set[int] = set()
    for wanted in posts:
        turn = int(wanted.mention.id[:6], 16)
        free = [turn + step for step in range(OPENINGS) if (turn + step) % OPENINGS not in taken]
        chosen = next(iter(free), turn)
        taken.add(chosen % OPENINGS)
        yield chosen
