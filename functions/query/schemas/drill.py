"""Drills as clients start and end them."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from shared.domain.brand import SLUG
from shared.domain.drill import MAX_BRAND, Inject
from shared.http.fields import VISIBLE, ShortText, WholeNumber, visible_line, visible_text
from shared.plans.table_top import MOST_NOTE
from shared.scenario.scenario import Scenario

SLUG_PATTERN = f"^(?:{SLUG.pattern})$"

MOST_MINUTES, MOST_SITUATION = 1_440, 2_000
MOST_BYTES = 200_000
"""A scenario is kept in one item of a table, which takes 400 KB."""


class InjectInput(BaseModel):
    """Something that happens beside the posts."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    minute: WholeNumber = Field(ge=0, lt=MOST_MINUTES, description="When, since the drill began")
    who: ShortText = Field(description="Who does it", examples=["A journalist"])
    text: Annotated[str, AfterValidator(visible_line)] = Field(
        min_length=1, max_length=900, description="What, as it goes on after `who`", examples=["calls: is it true?"]
    )

    def inject(self) -> Inject:
        """The inject."""
        return Inject(self.minute, self.who, self.text)


class DrillInput(BaseModel):
    """A drill to begin: one of case, scenario and plan, or none of them to push posts yourself."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    brand: str = Field(
        pattern=SLUG_PATTERN, max_length=MAX_BRAND, description="Whose team practises", examples=["acme"]
    )
    case: str | None = Field(
        default=None, pattern=SLUG_PATTERN, description="A well-known crisis to play", examples=["united-3411"]
    )
    scenario: Scenario | None = Field(default=None, description="A scenario of your own to play")
    plan: str | None = Field(
        default=None,
        pattern=SLUG_PATTERN,
        description="Id or code of a plan: a table-top exercise without posts. With `scenario`: its right plan",
    )
    speed: float | None = Field(default=None, ge=1, le=1_000, description="Times as fast as it was; else what suits it")
    minutes: WholeNumber | None = Field(
        default=None, ge=5, le=MOST_MINUTES, description="How long it lasts; else as long as its posts, or its plan"
    )
    injects: list[InjectInput] | None = Field(
        default=None, max_length=50, description="What happens beside; else a journalist, a rumour, a regulator"
    )
    situation: (
        Annotated[str, Field(max_length=MOST_SITUATION, json_schema_extra=VISIBLE), AfterValidator(visible_text)] | None
    ) = Field(
        default=None, description="What the people of a table-top exercise are told first; else that an alert came"
    )
    by: ShortText = Field(description="Who leads it, as your team knows them", examples=["ana"])

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        if self.case and (self.scenario or self.plan):
            raise ValueError("give one of case, scenario and plan: a case has its own scenario and its own plan")
        if self.scenario and len(self.scenario.model_dump_json().encode()) > MOST_BYTES:
            raise ValueError(f"the scenario has more than {MOST_BYTES:,} bytes; write fewer posts")
        return self


class DrillEndInput(BaseModel):
    """The end of a drill."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    by: ShortText = Field(description="Who ends it", examples=["ana"])
    why: ShortText = Field(default="ended by hand", description="Why")


class DrillActInput(BaseModel):
    """Something that was done in a table-top exercise."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    by: ShortText = Field(description="Who did it", examples=["ana"])


class DrillNoteInput(BaseModel):
    """Something to talk about after a table-top exercise."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    note: Annotated[str, Field(max_length=MOST_NOTE, json_schema_extra=VISIBLE), AfterValidator(visible_text)] = Field(
        description="What you want to talk about", examples=["Nobody knew who approves at night."]
    )
    by: ShortText = Field(description="Who writes it", examples=["ana"])
