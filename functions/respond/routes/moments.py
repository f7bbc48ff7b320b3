"""POST /moments/{id}/ack: a person takes care of a moment."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Body

from functions.respond.schemas.act import Act, ActInput, act_view
from shared.domain.moment import Transition
from shared.domain.moment_lifecycle import Action, acknowledge, next_version
from shared.http.parameters import MomentId
from shared.http.request import new_router, reject_unknown_parameters, request_time_ms
from shared.http.roles import Role, require
from shared.store import moments

router = new_router()


@router.post(
    "/moments/<id>/ack",
    operation_id="acknowledgeMoment",
    summary="Take care of a moment, so that it pages nobody else",
    description="The first who acknowledges takes care of it; everybody else gets the same answer, which names the "
    "first. To repeat the request changes nothing. Needs the role act.",
    tags=["moments"],
    middlewares=[reject_unknown_parameters],
)
def acknowledge_moment(id: MomentId, given: Annotated[ActInput, Body()]) -> Act:  # noqa: A002 - a path parameter
    """The write is conditional on the version that was read, so one of two who ask at once is first."""
    require(router.current_event, Role.ACT)
    now_ms = request_time_ms(router.current_event)
    before = moments.get(id)
    after = acknowledge(before, Action(now_ms, by=given.by, via="api"))
    if after != before:
        after = next_version(before, after, now_ms)
        moments.put_change(after, before.version)
    return act_view(after, Transition.ACKNOWLEDGED, given.by)
