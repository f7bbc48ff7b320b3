"""A response plan as a client sends it, checked field by field, so that a broken one is refused in daylight."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from shared.domain.brand import SLUG
from shared.domain.moments.moment import Kind
from shared.domain.time import DAY_MS, MINUTE_MS
from shared.http.fields import VISIBLE, ShortText, WholeNumber, visible_text
from shared.plans.code import PATTERN, code_of
from shared.plans.plan import Clock, Plan, from_document

MAX_STEPS = 30
MAX_MINUTES = 7 * DAY_MS // MINUTE_MS
USUAL = Clock()


def _one_line(text: str) -> str:
    return visible_text(" ".join(text.split()))


def _no_duplicates(names: list[str]) -> list[str]:
    if len(set(names)) < len(names):
        raise ValueError("names something twice; name each once, or none for all")
    return names


Slug = Annotated[str, Field(pattern=f"^(?:{SLUG.pattern})$")]
Sentence = Annotated[str, Field(max_length=300, json_schema_extra=VISIBLE), AfterValidator(_one_line)]
Statement = Annotated[str, Field(max_length=1_000, json_schema_extra=VISIBLE), AfterValidator(_one_line)]
Minutes = Annotated[WholeNumber, Field(ge=1, le=MAX_MINUTES)]


class PlanStepInput(BaseModel):
    """One thing to do."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    id: Slug = Field(description="The same id in another plan means the same step", examples=["first-word"])
    owner: Slug = Field(description="A role of `contacts`", examples=["communications"])
    minutes: WholeNumber = Field(
        ge=0, le=MAX_MINUTES, description="When it is due, from when the severity was set; 0: at once"
    )
    do: Sentence
    do_not: Sentence | None = Field(default=None, description="What would make it worse")


class PlanClockInput(BaseModel):
    """When the public hears from you, in minutes."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    first_word: Minutes = Field(default=USUAL.first_word, description="From when the severity was set")
    scope: Minutes = Field(default=USUAL.scope, description="What is affected, from when the severity was set")
    update_every: Minutes = Field(default=USUAL.update_every, description="Between updates, the first after the scope")
    update_for: Minutes = Field(default=USUAL.update_for, description="How long at this pace")
    then_every: Minutes = Field(default=USUAL.then_every, description="Between updates after that")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        for earlier, later in (("first_word", "scope"), ("update_every", "update_for"), ("update_every", "then_every")):
            if getattr(self, later) < getattr(self, earlier):
                raise ValueError(f"{later} is less than {earlier}; make it at least {getattr(self, earlier)}")
        return self


class PlanInput(BaseModel):
    """Who does what by when in a crisis of these kinds and severities; none named means all."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    code: Annotated[str, Field(pattern=f"^{PATTERN}$")] | None = Field(
        default=None,
        description="The number by which people call it, also in texts; without one, it is made from the id",
        examples=["71"],
    )
    title: ShortText
    kinds: Annotated[list[Kind], Field(max_length=len(Kind)), AfterValidator(_no_duplicates)] = []
    severities: Annotated[
        list[Literal["SEV1", "SEV2", "SEV3", "SEV4"]], Field(max_length=4), AfterValidator(_no_duplicates)
    ] = []
    contacts: dict[Slug, Sentence] = Field(
        min_length=1,
        max_length=12,
        description="For every role how to reach it",
        examples=[{"lead": "Whoever acknowledged"}],
    )
    steps: list[PlanStepInput] = Field(
        min_length=1, max_length=MAX_STEPS, description="In order; each is due no earlier than the one before"
    )
    clock: PlanClockInput | None = Field(default=None, description="Missing: nothing has to be said in public")
    holding_statement: Statement | None = Field(default=None, description="What to say before anything is known")
    approval: Sentence | None = Field(default=None, description="Who agrees to a text before it goes out")

    @field_validator("steps")
    @classmethod
    def _steps_fit(cls, steps: list[PlanStepInput], info: ValidationInfo) -> list[PlanStepInput]:
        roles = info.data.get("contacts", {})
        for number, step in enumerate(steps, start=1):
            if roles and step.owner not in roles:
                raise ValueError(
                    f"has a step {number} of {step.owner!r}, which is no role of contacts; add it there,"
                    f" or use one of {', '.join(roles)}"
                )
            if step.id in (earlier.id for earlier in steps[: number - 1]):
                raise ValueError(f"has two steps {step.id!r}; give step {number} an id of its own")
        for number, (one, other) in enumerate(pairwise(steps), start=2):
            if other.minutes < one.minutes:
                raise ValueError(
                    f"has a step {number} that is due after {other.minutes} minutes, before the one above it"
                    f" ({one.minutes}); order the steps by their minutes"
                )
        return steps


def plan_from_input(given: PlanInput, plan_id: str) -> Plan:
    """The plan that a request makes, with its code."""
    made = from_document({"id": plan_id, **given.model_dump(mode="json", exclude_none=True)})
    return made._replace(code=code_of(made))
