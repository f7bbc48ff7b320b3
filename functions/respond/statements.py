"""A statement of the team: checked against the crisis that it is about, recorded once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from shared.domain.errors import InvalidInput
from shared.domain.moments.moment import Moment
from shared.domain.response.statement import Statement, statement_id
from shared.domain.time import MAX_CLOCK_SKEW_MS, iso
from shared.plans.plan import FIRST_WORD_STEP, SCOPE_STEP
from shared.plans.progress import done_steps

MAX_STATEMENTS = 50
"""Statements of one crisis: more than a team publishes, and few enough for one page."""


class Said(NamedTuple):
    """What somebody tells of a statement; ``by`` tells it at ``told_ms``."""

    text: str
    channel: str
    published_ms: int
    url: str
    by: str
    via: str
    told_ms: int


def statement_of(moments: Sequence[Moment], said: Said) -> Statement:
    """The statement about the crisis of these moments.

    Raises:
        InvalidInput: it was published before the crisis began, or is not published yet.
    """
    began_ms = min(moment.opened_ms for moment in moments)
    if said.published_ms < began_ms:
        raise InvalidInput(
            f"published_at is before the crisis began at {iso(began_ms)}; a statement answers what is going on",
            field="published_at",
        )
    if said.published_ms > said.told_ms + MAX_CLOCK_SKEW_MS:
        raise InvalidInput("published_at is in the future; record a statement once it is out", field="published_at")
    crisis = moments[0].crisis
    return Statement(
        id=statement_id(crisis, said.channel, said.text),
        brand=moments[0].brand,
        crisis=crisis,
        text=said.text,
        channel=said.channel,
        published_ms=said.published_ms,
        by=said.by,
        recorded_ms=said.told_ms,
        via=said.via,
        url=said.url,
    )


def step_of(moments: Sequence[Moment], known: Sequence[Statement]) -> str:
    """The step of a plan that a new statement does: the first one is the first word, the second one says the scope."""
    steps = (FIRST_WORD_STEP, SCOPE_STEP)
    step = steps[len(known)] if len(known) < len(steps) else ""
    return "" if step in done_steps(moments) else step
