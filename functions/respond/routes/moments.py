"""POST /moments/{id}/ack, note, dismiss, resolve and reopen."""

from __future__ import annotations

from typing import Annotated

from aws_lambda_powertools.event_handler.openapi.params import Body

from functions.respond.acts import on_moment
from functions.respond.routes.actor import action_of
from functions.respond.schemas.act import ActInput, ActView, DismissInput, NoteInput, act_view
from shared.domain.moments.act import Act
from shared.http.parameters import MomentId
from shared.http.request import new_router, reject_unknown_parameters

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
def acknowledge_moment(id: MomentId, given: Annotated[ActInput, Body()]) -> ActView:  # noqa: A002 - a path parameter
    """A recovering moment goes on recovering, and is acknowledged if it relapses."""
    return _done(id, Act.ACK, given)


@router.post(
    "/moments/<id>/note",
    operation_id="noteMoment",
    summary="Write a note on the timeline of a moment",
    description="Also when it is over. The same note of the same person is written once. Needs the role act.",
    tags=["moments"],
    middlewares=[reject_unknown_parameters],
)
def note_moment(id: MomentId, given: Annotated[NoteInput, Body()]) -> ActView:  # noqa: A002 - a path parameter
    """The status stays as it is."""
    return _done(id, Act.NOTE, given)


@router.post(
    "/moments/<id>/dismiss",
    operation_id="dismissMoment",
    summary="Say that a moment calls for nothing",
    description="Also when it is over. It pages nobody any more, and the same episode opens no other moment. "
    "Needs the role act.",
    tags=["moments"],
    middlewares=[reject_unknown_parameters],
)
def dismiss_moment(id: MomentId, given: Annotated[DismissInput, Body()]) -> ActView:  # noqa: A002 - a path parameter
    """The reason tells a false alarm from what was real and known."""
    return _done(id, Act.DISMISS, given)


@router.post(
    "/moments/<id>/resolve",
    operation_id="resolveMoment",
    summary="Say that a moment is over",
    description="The same episode opens no other moment: only what comes after it has ebbed does. Needs the role act.",
    tags=["moments"],
    middlewares=[reject_unknown_parameters],
)
def resolve_moment(id: MomentId, given: Annotated[ActInput, Body()]) -> ActView:  # noqa: A002 - a path parameter
    """A moment also ends by itself, when what people post is normal again."""
    return _done(id, Act.RESOLVE, given)


@router.post(
    "/moments/<id>/reopen",
    operation_id="reopenMoment",
    summary="Say that a moment is not over",
    description="It is open again, nobody takes care of it, and it is followed until what people post is normal. "
    "Possible for six days after it began, and while no other moment of the brand and kind is ongoing. "
    "Needs the role act.",
    tags=["moments"],
    middlewares=[reject_unknown_parameters],
)
def reopen_moment(id: MomentId, given: Annotated[ActInput, Body()]) -> ActView:  # noqa: A002 - a path parameter
    """What comes back by itself opens a new moment."""
    return _done(id, Act.REOPEN, given)


def _done(moment_id: str, act: Act, given: ActInput | NoteInput) -> ActView:
    action = action_of(router.current_event, given)
    return act_view(on_moment(moment_id, act, action), act, action)
