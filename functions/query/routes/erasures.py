"""/erasures: what people asked to be forgotten. It is asked for and followed here; another function erases."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.event_handler.openapi.params import Body, Path, Query

from functions.query.erasing import ask_for, author_erasure, brand_erasure, cancel
from functions.query.schemas.erasure import ErasureInput, ErasureList, ErasureView, erasure_view
from shared.http.fields import ShortText
from shared.http.request import new_router, reject_unknown_parameters, request_time_ms
from shared.http.roles import Role, require
from shared.store import erasures

router = new_router()

MOST_LISTED = 1_000

ErasureId = Annotated[str, Path(alias="id", description="Id of the erasure", pattern=r"^[0-9]{13}-[0-9a-f]{4,16}$")]
Canceller = Annotated[ShortText, Query(description="Your name, as your team knows you", examples=["ana"])]


@router.get(
    "/erasures",
    operation_id="listErasures",
    summary="Erasures of the last three years, the latest first, a thousand at most",
    description="None says whose posts were meant: note the id beside the request you answer. Needs the role admin.",
    tags=["erasures"],
    middlewares=[reject_unknown_parameters],
)
def list_erasures() -> ErasureList:
    """The record of what was erased, when, and who asked for it."""
    require(router.current_event.raw_event, Role.ADMIN)
    return ErasureList(erasures=[erasure_view(found) for found in erasures.since(0, MOST_LISTED)])


@router.get(
    "/erasures/<id>",
    operation_id="getErasure",
    summary="How far an erasure is",
    tags=["erasures"],
    middlewares=[reject_unknown_parameters],
)
def get_erasure(id: ErasureId) -> ErasureView:  # noqa: A002 - the name of the path parameter
    """Its status, and what it has erased so far."""
    return erasure_view(erasures.get(id))


@router.post(
    "/erasures",
    operation_id="askErasure",
    summary="Erase all posts of an author, or all that is kept of a deleted brand",
    description="What is erased, and what stays, is that of `foreshock purge`. It begins after the grace time of the "
    "deployment (24 hours); until then it can be cancelled. People who are told of the brand get a mail, and the bus "
    "an event; neither says who is meant. The same request again gives the same erasure, until it has ended. "
    "Needs the role admin.",
    tags=["erasures"],
    status_code=202,
    middlewares=[reject_unknown_parameters],
)
def ask_erasure(given: Annotated[ErasureInput, Body()]) -> Response[ErasureView]:
    """The author's name goes no further than this request: the erasure keeps pseudonyms, until it ends."""
    require(router.current_event.raw_event, Role.ADMIN)
    now_ms = request_time_ms(router.current_event)
    if given.author is None:
        wanted = brand_erasure(given.brand, now_ms)
    else:
        wanted = author_erasure(given.brand, given.author, given.channel or "", now_ms)
    key = str(router.current_event.raw_event["requestContext"]["identity"]["apiKeyId"])
    view = erasure_view(ask_for(wanted, given.by, key))
    return Response(int(HTTPStatus.ACCEPTED), "application/json", view, headers={"Location": view["href"]})


@router.delete(
    "/erasures/<id>",
    operation_id="cancelErasure",
    summary="Cancel an erasure that has not begun",
    description="To cancel it again changes nothing; 409 when it has begun. Needs the role act.",
    tags=["erasures"],
    status_code=204,
    middlewares=[reject_unknown_parameters],
)
def cancel_erasure(id: ErasureId, by: Canceller) -> Response[None]:  # noqa: A002 - the name of the path parameter
    """Whoever is on call may keep what somebody else wants gone."""
    require(router.current_event.raw_event, Role.ACT)
    cancel(id, by, request_time_ms(router.current_event))
    return Response(status_code=204, body=None)
