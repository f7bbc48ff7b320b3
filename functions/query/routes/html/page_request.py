"""What the pages ask of a request, and how they answer it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from aws_lambda_powertools.event_handler import Response

from functions.query.schemas.channel import ChannelHealth
from functions.query.schemas.channel_health import channel_list
from shared import channels
from shared.domain.people.role import Role
from shared.domain.people.visitor import Visitor
from shared.html import frame
from shared.html.layout import MEDIA_TYPE
from shared.links.page_link import Scope, link_token, new_link
from shared.runtime.secrets import internal_key
from shared.store import brands
from shared.store.collection import gaps, poll_statuses, pushed_statuses

Event = Mapping[str, Any]


def parameter(event: Event, name: str) -> str:
    """A parameter, cut to a length that no page needs; empty where it is not given."""
    return str((event.get("queryStringParameters") or {}).get(name) or "")[:2_000]


def now_ms_of(event: Event) -> int:
    """When the request came, epoch milliseconds."""
    return int(event["requestContext"]["requestTimeEpoch"])


def page_answer(page: str) -> Response[str]:
    """A page as an answer, with the headers that keep it safe."""
    return Response(200, MEDIA_TYPE, page, headers=frame.headers())


def moment_addresses(visitor: Visitor, now_ms: int) -> Callable[[str], str]:
    """The addresses of the pages of moments, by id; the visitor may act there if their role allows it."""
    scope = Scope.ACT if visitor.role.allows(Role.ACT) else Scope.READ
    key = internal_key("link")
    return lambda moment_id: f"../m/{link_token(new_link(moment_id, scope, 0, now_ms), key)}"


def health_of_channels(now_ms: int) -> list[ChannelHealth]:
    """The health of every channel, for the pages that show it."""
    polls = poll_statuses.load(channels.asked())
    return channel_list(brands.every(), polls, now_ms, pushed_statuses.load(), gaps.load())["channels"]
