"""What a team wants to have published, checked against the crisis that it is about."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from shared.domain.errors import InvalidInput
from shared.domain.moments.moment import Moment
from shared.domain.response.notes import OFF_PAGE, ON_PAGE, PAGE_CHANGED, PageNote, page_note
from shared.domain.response.publication import Publication, PublicStep
from shared.domain.time import MAX_CLOCK_SKEW_MS
from shared.messages.phrases import time_of_day
from shared.plans.plan import FIRST_WORD_STEP, PUBLIC_PAGE_STEP
from shared.plans.progress import done_steps


class Chosen(NamedTuple):
    """What ``by`` wants to have published at ``at_ms``."""

    headline: str
    known: str
    steps: tuple[PublicStep, ...]
    statements: tuple[str, ...] | None
    next_update_ms: int | None
    feedback: bool
    by: str
    via: str
    at_ms: int


def publication_of(moments: Sequence[Moment], chosen: Chosen, recorded: Collection[str], zone: str) -> Publication:
    """The publication about the crisis of these moments; ``recorded`` are the ids of its statements.

    Raises:
        InvalidInput: it names a statement that is not recorded, or a time that is on the wrong side of now.
    """
    unknown = [each for each in chosen.statements or () if each not in recorded]
    if unknown:
        raise InvalidInput(
            f"there is no statement {unknown[0]!r} about this crisis; GET /crises/{{id}}/statements lists them",
            field="statements",
        )
    if chosen.next_update_ms is not None and chosen.next_update_ms <= chosen.at_ms:
        raise InvalidInput("next_update_at is not in the future; promise a time to come", field="next_update_at")
    for place, step in enumerate(chosen.steps):
        if step.done and step.at_ms is not None and step.at_ms > chosen.at_ms + MAX_CLOCK_SKEW_MS:
            field = f"steps[{place}].at"
            raise InvalidInput(f"{field} is in the future, but the step is said to be done", field=field)
    first = min(moments, key=lambda moment: (moment.opened_ms, moment.id))
    return Publication(
        brand=first.brand,
        brand_name=first.brand_name or first.brand,
        crisis=first.crisis,
        headline=chosen.headline,
        by=chosen.by,
        published_ms=chosen.at_ms,
        updated_ms=chosen.at_ms,
        known=chosen.known,
        steps=chosen.steps,
        statements=chosen.statements,
        next_update_ms=chosen.next_update_ms,
        feedback=chosen.feedback,
        zone=zone,
        via=chosen.via,
    )


def step_of(before: Publication | None, publication: Publication, moments: Sequence[Moment]) -> str:
    """The step that it does: the first word, or a further one; empty where it says nothing new to the public."""
    if before and _said(before) == _said(publication):
        return ""
    return PUBLIC_PAGE_STEP if FIRST_WORD_STEP in done_steps(moments) else FIRST_WORD_STEP


def _said(publication: Publication) -> tuple[object, ...]:
    return publication.headline, publication.known, publication.steps, publication.next_update_ms


def on_note(before: Publication | None, publication: Publication) -> str:
    """What the timeline says of it; with the time, for the same note of the same person is written once."""
    begins = ON_PAGE if before is None else PAGE_CHANGED
    told = PageNote(publication.headline, _new(before, publication))
    return page_note(begins, time_of_day(publication.updated_ms), told)


def off_note(at_ms: int) -> str:
    """What the timeline says when it is taken off."""
    return f"{OFF_PAGE}{time_of_day(at_ms)}"


def _new(before: Publication | None, publication: Publication) -> str:
    """What it tells beside the headline that was not told before."""
    known = "" if before and before.known == publication.known else publication.known
    old = {step.text for step in before.steps} if before else set()
    return " ".join([known, *(step.text for step in publication.steps if step.text not in old)]).strip()
