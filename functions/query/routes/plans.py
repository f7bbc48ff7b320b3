"""GET /plans and GET /plans/{plan}."""

from __future__ import annotations

from typing_extensions import TypedDict

from shared.domain.people.role import Role
from shared.http.parameters import PlanId
from shared.http.plans import PlanView, plan_view
from shared.http.request import new_router, reject_unknown_parameters
from shared.http.roles import require
from shared.plans.choice import all_plans
from shared.store import plans

router = new_router()


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
    summary="One response plan",
    tags=["plans"],
    middlewares=[reject_unknown_parameters],
)
def get_plan(plan: PlanId) -> PlanView:
    """The plan with this id; yours if you have put one."""
    return plan_view(plans.get(plan), with_contacts=_shows_contacts())


def _shows_contacts() -> bool:
    """Whoever may act may call people."""
    return require(router.current_event.raw_event, Role.READ).allows(Role.ACT)
