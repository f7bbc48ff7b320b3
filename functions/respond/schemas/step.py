"""A step of the plan that is done: the request, and the answer that says who did it first."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from functions.respond.schemas.act import ActInput, Done, who
from functions.respond.steps import StepDone
from shared.domain.brand import SLUG
from shared.domain.moments.transitions import Action


class StepDoneInput(ActInput):
    """Who did it, and for which plan."""

    plan: str | None = Field(
        default=None,
        pattern=f"^(?:{SLUG.pattern})$",
        description="The plan that you read: 409 if the crisis has another one by now",
    )


class StepDoneView(Done):
    """Which step is done, and who did it first."""

    crisis: str
    brand: str
    plan: str
    number: int
    step: Annotated[str, Field(description="The id of the step")]
    do: str


def step_done_view(done: StepDone, action: Action) -> StepDoneView:
    """The answer to who did a step, or came second."""
    return StepDoneView(
        crisis=done.moment.crisis,
        brand=done.moment.brand,
        plan=done.plan,
        number=done.number,
        step=done.step.id,
        do=done.step.do,
        **who(done.entry, action),
    )
