"""GET /channels and GET /openapi.json."""

from __future__ import annotations

from aws_lambda_powertools.event_handler import Response

from functions.query.paging.polls import poll_statuses
from functions.query.routes.request import new_router, reject_unknown_parameters, request_time_ms
from functions.query.schemas.channel import ChannelList, channel_list
from shared.store import brands

router = new_router()


@router.get(
    "/channels",
    operation_id="listChannels",
    summary="How well each channel is heard, and what is not covered",
    tags=["channels"],
    middlewares=[reject_unknown_parameters],
)
def list_channels() -> ChannelList:
    """What the last polls of every query say."""
    return channel_list(brands.every(), poll_statuses(), request_time_ms(router.current_event))


@router.get(
    "/openapi.json",
    operation_id="getDocument",
    summary="This document",
    description="No API key is needed.",
    tags=["channels"],
    middlewares=[reject_unknown_parameters],
    enable_validation=False,
)
def get_document() -> Response[str]:
    """Generated when first asked for, a fifth of a second, so that no other request pays for it."""
    from functions.query.openapi.document import document  # noqa: PLC0415 - only this request needs it

    return Response(200, "application/json", document())
