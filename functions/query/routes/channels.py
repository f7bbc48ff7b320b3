"""GET /channels."""

from __future__ import annotations

from functions.query.schemas.channel import ChannelList
from functions.query.schemas.channel_health import channel_list
from shared import channels
from shared.http.request import new_router, reject_unknown_parameters, request_time_ms
from shared.store import brands
from shared.store.collection import gaps, poll_statuses, pushed_statuses

router = new_router()


@router.get(
    "/channels",
    operation_id="listChannels",
    summary="The health of each channel, and what it does not cover",
    tags=["channels"],
    middlewares=[reject_unknown_parameters],
)
def list_channels() -> ChannelList:
    """The health of every channel, from the last poll of every query and the last pushes."""
    now_ms = request_time_ms(router.current_event)
    polls = poll_statuses.load(channels.asked())
    return channel_list(brands.every(), polls, now_ms, pushed_statuses.load(), gaps.load())
