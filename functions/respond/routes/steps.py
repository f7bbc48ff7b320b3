"""POST /moments/{id}/steps/{n}: a step of the plan is done."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Body, Path

from functions.respond.acts import on_step
from functions.respond.routes.actor import action_of
from functions.respond.schemas.step import StepDoneInput, StepDoneView, step_done_view
from shared.http.parameters import MomentId
from shared.http.request import new_router, reject_unknown_parameters
from shared.store import plans

router = new_router()

StepNumber = Annotated[int, Path(alias="n", description="Number of the step in the plan of the crisis", ge=1, le=30)]


@router.post(
    "/moments/<id>/steps/<n>",
    operation_id="doStep",
    summary="Say that a step of the plan is done",
    description="The step counts for the whole crisis of the moment. The first who says so did it; everybody else gets "
    "the same answer, which names the first. To repeat the request changes nothing. Needs the role act.",
    tags=["moments"],
    middlewares=[reject_unknown_parameters],
)
def do_step(id: MomentId, n: StepNumber, given: Annotated[StepDoneInput, Body()]) -> StepDoneView:  # noqa: A002 - a path parameter
    """It stands on the timeline of the first moment of the crisis, so that two people cannot both be first."""
    action = action_of(router.current_event, given)
    return step_done_view(on_step(id, n, action, plans.own(), given.plan), action)
