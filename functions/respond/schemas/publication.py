"""What a team publishes, as a client sends it, checked field by field."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from functions.respond.publications import Chosen
from functions.respond.schemas.act import ActorInput
from shared.domain.moments.transitions import Action
from shared.domain.response.publication import PublicStep
from shared.domain.time import parse_time
from shared.http.fields import VISIBLE, YesNo, visible_line, visible_text

MAX_HEADLINE, MAX_KNOWN, MAX_STEP, MAX_STEPS = 120, 4_000, 300, 20

Line = Annotated[str, Field(json_schema_extra=VISIBLE), AfterValidator(visible_line)]
Paragraphs = Annotated[str, Field(max_length=MAX_KNOWN, json_schema_extra=VISIBLE), AfterValidator(visible_text)]
Instant = Annotated[str, Field(max_length=40, examples=["2026-03-01T15:00:00Z"])]


class PublicStepInput(BaseModel):
    """A step that the public may know, in words for the public."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    text: Line = Field(max_length=MAX_STEP, examples=["We have stopped the sale of the kettle."])
    at: Instant | None = Field(default=None, description="When it was done, or by when it will be")
    done: YesNo = False


class PublicationInput(ActorInput):
    """What the public reads. Nothing else about the crisis is shown: no figures, no names, no quotes."""

    headline: Line = Field(max_length=MAX_HEADLINE, description="In your own words", examples=["Some kettles overheat"])
    known: Paragraphs | None = Field(default=None, description="What you know, in paragraphs of plain text")
    steps: list[PublicStepInput] = Field(
        default_factory=list,
        max_length=MAX_STEPS,
        description="What you do; these are shown, and never those of a plan",
    )
    statements: list[Annotated[str, Field(max_length=64)]] | None = Field(
        default=None, max_length=100, description="Ids of the recorded statements to show; if missing, all of them"
    )
    next_update_at: Instant | None = Field(default=None, description="When the public hears from you again")
    feedback: YesNo = Field(default=True, description="Ask readers whether it helped")


def chosen_from(given: PublicationInput, action: Action) -> Chosen:
    """What a request wants to have published.

    Raises:
        InvalidInput: a time is none.
    """
    due = given.next_update_at
    return Chosen(
        headline=given.headline,
        known=given.known or "",
        steps=tuple(_step(step, place) for place, step in enumerate(given.steps)),
        statements=None if given.statements is None else tuple(dict.fromkeys(given.statements)),
        next_update_ms=None if due is None else parse_time(due, field="next_update_at"),
        feedback=given.feedback,
        by=action.by,
        via=action.via,
        at_ms=action.at_ms,
    )


def _step(step: PublicStepInput, place: int) -> PublicStep:
    at_ms = None if step.at is None else parse_time(step.at, field=f"steps[{place}].at")
    return PublicStep(step.text, at_ms, step.done)
