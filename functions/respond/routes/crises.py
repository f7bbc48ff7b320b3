"""POST /crises/{id}/ack, dismiss and resolve: all moments of a crisis at once."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Body

from functions.respond.acts import on_crisis
from functions.respond.routes.actor import action_of
from functions.respond.schemas.act import ActInput, CrisisActView, DismissInput, crisis_act_view
from shared.domain.moments.act import Act
from shared.http.parameters import CrisisId
from shared.http.request import new_router, reject_unknown_parameters

router = new_router()


@router.post(
    "/crises/<id>/ack",
    operation_id="acknowledgeCrisis",
    summary="Take care of a crisis: of all its ongoing moments",
    description="All at once or none. The first who acknowledges takes care of it; everybody else learns who that is. "
    "A moment that joins the crisis later is not acknowledged. Needs the role act.",
    tags=["crises"],
    middlewares=[reject_unknown_parameters],
)
def acknowledge_crisis(id: CrisisId, given: Annotated[ActInput, Body()]) -> CrisisActView:  # noqa: A002 - a path parameter
    """Moments that somebody has acknowledged already stay theirs."""
    return _done(id, Act.ACK, given)


@router.post(
    "/crises/<id>/dismiss",
    operation_id="dismissCrisis",
    summary="Say that a crisis calls for nothing: all its moments, also those that are over",
    description="All at once or none. Needs the role act.",
    tags=["crises"],
    middlewares=[reject_unknown_parameters],
)
def dismiss_crisis(id: CrisisId, given: Annotated[DismissInput, Body()]) -> CrisisActView:  # noqa: A002 - a path parameter
    """The reason holds for every moment."""
    return _done(id, Act.DISMISS, given)


@router.post(
    "/crises/<id>/resolve",
    operation_id="resolveCrisis",
    summary="Say that a crisis is over: all its ongoing moments",
    description="All at once or none. Needs the role act.",
    tags=["crises"],
    middlewares=[reject_unknown_parameters],
)
def resolve_crisis(id: CrisisId, given: Annotated[ActInput, Body()]) -> CrisisActView:  # noqa: A002 - a path parameter
    """What was dismissed stays dismissed."""
    return _done(id, Act.RESOLVE, given)


def _done(crisis_id: str, act: Act, given: ActInput) -> CrisisActView:
    action = action_of(router.current_event, given)
    return crisis_act_view(on_crisis(crisis_id, act, action), act, action)
