"""PUT and DELETE /silences/{id}: nobody is told of something for a while, or is told again."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Query

from functions.respond.schemas.silence import SilenceInput, silence_from_input
from shared.http.fields import ShortText
from shared.http.parameters import SilenceId
from shared.http.request import new_router, reject_unknown_parameters, request_time_ms
from shared.http.roles import Role, require
from shared.http.views.silences import SilenceView, silence_view
from shared.store.people import silences

router = new_router()


@router.put(
    "/silences/<id>",
    operation_id="putSilence",
    summary="Silence moments for a while, or replace a silence",
    description="It holds for the very next alert. Texts, mails and chat messages stop; detection goes on, the moments "
    "stay visible with `silenced_by`, and events go to machines all the same. What still goes on at its end is told "
    "then. Needs the role act.",
    tags=["silences"],
    middlewares=[reject_unknown_parameters],
)
def put_silence(id: SilenceId, given: Annotated[SilenceInput, Body()]) -> SilenceView:  # noqa: A002 - a path parameter
    """The newer of two silences of one id holds."""
    require(router.current_event, Role.ACT)
    now_ms = request_time_ms(router.current_event)
    silence = silence_from_input(given, id, now_ms)
    silences.put(silence)
    return silence_view(silence, now_ms)


@router.delete(
    "/silences/<id>",
    operation_id="endSilence",
    summary="End a silence now",
    description="Within a minute people are told of what it silenced and still goes on. It can be looked up for thirty "
    "days. Needs the role act.",
    tags=["silences"],
    status_code=204,
    middlewares=[reject_unknown_parameters],
)
def end_silence(
    id: SilenceId,  # noqa: A002 - a path parameter
    by: Annotated[ShortText, Query(description="Your name, as your team knows you", examples=["ana"])],
) -> Response[None]:
    """One that has ended already stays as it is."""
    require(router.current_event, Role.ACT)
    end(id, by, request_time_ms(router.current_event))
    return Response(status_code=204, body=None)


def end(silence_id: str, by: str, now_ms: int) -> None:
    """End a silence now; raise NotFound if there is none."""
    silence = silences.get(silence_id)
    if silence.in_force(now_ms):
        silences.put(silence._replace(until_ms=now_ms, ended_by=by))
