"""A response plan as clients see it; both functions of the API show it."""

from __future__ import annotations

from typing import Annotated, Literal, cast

from pydantic import Field
from typing_extensions import TypedDict

from shared.domain.moments.moment import Kind
from shared.plans.code import code_of
from shared.plans.plan import Plan, to_document
from shared.plans.shipped import shipped_plans


class PlanStepView(TypedDict):
    """One thing to do."""

    id: str
    owner: Annotated[str, Field(description="A role of `contacts`")]
    minutes: Annotated[int, Field(description="When it is due, from when the severity was set; 0: at once")]
    do: str
    do_not: str | None


class PlanClockView(TypedDict):
    """When the public hears from you, in minutes: the first word and the scope from when the severity was set."""

    first_word: int
    scope: int
    update_every: int
    update_for: int
    then_every: int


class PlanView(TypedDict):
    """Who does what by when in a crisis of these kinds and severities; none named means all."""

    id: str
    code: Annotated[str, Field(description="The number by which people call it, also in texts", examples=["111"])]
    title: str
    kinds: list[Kind]
    severities: list[Literal["SEV1", "SEV2", "SEV3", "SEV4"]]
    steps: list[PlanStepView]
    clock: Annotated[PlanClockView | None, Field(description="null: nothing has to be said in public")]
    contacts: Annotated[
        dict[str, str] | None, Field(description="For every role how to reach it; null for the role read")
    ]
    holding_statement: str | None
    approval: str | None
    shipped: Annotated[bool, Field(description="Whether it is one that comes with Foreshock, unchanged")]


def plan_view(plan: Plan, *, with_contacts: bool) -> PlanView:
    """A plan as somebody may see it; contacts may name people and their numbers."""
    shown = {
        **to_document(plan),
        "code": code_of(plan),
        "kinds": list(plan.kinds),
        "steps": [
            PlanStepView(id=step.id, owner=step.owner, minutes=step.minutes, do=step.do, do_not=step.do_not or None)
            for step in plan.steps
        ],
        "contacts": dict(plan.contacts) if with_contacts else None,
        "holding_statement": plan.holding_statement or None,
        "approval": plan.approval or None,
        "shipped": shipped_plans().get(plan.id) == plan,
    }
    return cast("PlanView", shown)
