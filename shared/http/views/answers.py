"""Confirmed facts and approved answers as clients see them; both functions of the API show them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from shared.domain.response.approval import Approval
from shared.domain.response.fact import Fact
from shared.domain.time import iso
from shared.http.fields import Instant


class FactView(TypedDict):
    """What the team confirmed about a crisis."""

    id: str
    crisis: str
    text: str
    about: Annotated[str | None, Field(description="The theme that it answers; null: all of the crisis")]
    confirmed_by: str
    confirmed_at: Instant


class ApprovedAnswer(TypedDict):
    """The text that somebody approved as the answer to a post."""

    text: str
    approved_by: str
    approved_at: Instant
    worded_by: Annotated[str | None, Field(description="The model that worded a text to start from")]


def fact_view(fact: Fact) -> FactView:
    """A fact as the API shows it."""
    return FactView(
        id=fact.id,
        crisis=fact.crisis,
        text=fact.text,
        about=fact.about or None,
        confirmed_by=fact.by,
        confirmed_at=iso(fact.confirmed_ms),
    )


def approved_answer(approval: Approval) -> ApprovedAnswer:
    """An approved answer as the API shows it."""
    return ApprovedAnswer(
        text=approval.text,
        approved_by=approval.by,
        approved_at=iso(approval.approved_ms),
        worded_by=approval.worded_by or None,
    )
