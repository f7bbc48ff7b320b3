"""GET /plans and GET /plans/{plan}."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Path
from typing_extensions import TypedDict

from shared.domain.people.role import Role
from shared.http.parameters import SLUG_PATTERN
from shared.http.request import new_router, reject_unknown_parameters
from shared.http.roles import require
from shared.http.views.plans import PlanView, plan_view
from shared.plans.choice import all_plans
from shared.plans.code import PATTERN
from shared.store import plans

router = new_router()

PlanName = Annotated[
    str,
    Path(alias="plan", description="Id or code of the plan", pattern=f"{SLUG_PATTERN}|^P{PATTERN}$", examples=["111"]),
]


class PlanList(TypedDict):
    """Response plans, by id."""

    plans: list[PlanView]


@router.get(
    "/plans",
    operation_id="listPlans",
    summary="Response plans: yours, and those that come with Foreshock",
    description="A crisis has the plan for its kind and severity; yours come first. Contacts are null for the role "
    "read.",
    tags=["plans"],
    middlewares=[reject_unknown_parameters],
)
def list_plans() -> PlanList:
    """All of them in one answer: people write them by hand, so there are few."""
    shown = _shows_contacts()
    return PlanList(plans=[plan_view(plan, with_contacts=shown) for plan in all_plans(plans.own()).values()])


@router.get(
    "/plans/<plan>",
    operation_id="getPlan",
    summary="One response plan, by its id or its code",
    description="A text says `plan 111`, or `P111` where there is less room.",
    tags=["plans"],
    middlewares=[reject_unknown_parameters],
)
def get_plan(plan: PlanName) -> PlanView:
    """The plan with this id or code; yours if you have put one."""
    return plan_view(plans.get(plan), with_contacts=_shows_contacts())


def _shows_contacts() -> bool:
    """Whoever may act may call people."""
    return require(router.current_event.raw_event, Role.READ).allows(Role.ACT)
