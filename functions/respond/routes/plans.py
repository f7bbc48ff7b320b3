"""PUT and DELETE /plans/{plan}: what the team does in a crisis."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body

from functions.respond.schemas.plan import PlanInput, plan_from_input
from shared.domain.errors import Conflict, NotFound
from shared.http.parameters import PlanId
from shared.http.request import new_router, reject_unknown_parameters
from shared.http.roles import Role, require
from shared.http.views.plans import PlanView, plan_view
from shared.plans.choice import all_plans
from shared.plans.code import with_same_code
from shared.store import plans

router = new_router()

MAX_PLANS = 100
"""Every alert reads all of them."""


@router.put(
    "/plans/<plan>",
    operation_id="putPlan",
    summary="Create or replace a response plan",
    description="It holds for the very next alert. With the id of a plan that comes with Foreshock it replaces that "
    "one. A broken plan is refused, with the field and the remedy. Needs the role admin.",
    tags=["plans"],
    middlewares=[reject_unknown_parameters],
)
def put_plan(plan: PlanId, given: Annotated[PlanInput, Body()]) -> PlanView:
    """The newer of two plans of one id holds."""
    require(router.current_event.raw_event, Role.ADMIN)
    made = plan_from_input(given, plan)
    own = plans.own()
    known = {each.id for each in own}
    other = with_same_code(made, all_plans(own).values())
    if other:
        message = f"plan {other.id!r} could be mixed up with it by the code {made.code}; give one of them another code"
        raise Conflict(message, field="code")
    if plan not in known and len(known) >= MAX_PLANS:
        raise Conflict(f"there are {MAX_PLANS} plans of yours already; delete one first", field="plan")
    plans.put(made)
    return plan_view(made, with_contacts=True)


@router.delete(
    "/plans/<plan>",
    operation_id="deletePlan",
    summary="Remove a response plan of yours",
    description="A plan of the same id that comes with Foreshock holds again. Needs the role admin.",
    tags=["plans"],
    status_code=204,
    middlewares=[reject_unknown_parameters],
)
def delete_plan(plan: PlanId) -> Response[None]:
    """What comes with Foreshock cannot be removed, only replaced."""
    require(router.current_event.raw_event, Role.ADMIN)
    if plan not in {each.id for each in plans.own()}:
        raise NotFound(f"there is no plan {plan!r} of yours; GET /plans lists them", field="plan")
    plans.delete(plan)
    return Response(status_code=204, body=None)
