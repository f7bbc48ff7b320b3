"""What most channels have in common; a channel's module takes from here what holds for it, by name."""

from __future__ import annotations

from shared.channels.access import OPEN
from shared.channels.request import Request, Response

ACCESS = OPEN

INTERVAL_S = 60
"""Seconds between two polls of a query."""

PAST_DAYS = 0
"""It lists its newest posts, however old they are."""

DAILY_UNITS = 0
"""No limit to what a day may cost."""


def server_url(_query: str, base_url: str) -> str:
    """One server for every query."""
    return base_url


def query_from(text: str) -> str:
    """The words themselves."""
    return text


def judge(_response: Response, _now_ms: int) -> None:
    """Status and headers say all."""


def limited(request: Request, units: int) -> Request | None:
    """The request as it is, or none: it cannot be made cheaper."""
    return request if units >= request.cost else None
