"""What most channels have in common; a channel's module takes from here what holds for it, by name."""

from __future__ import annotations

from shared.channels.request import Response

INTERVAL_S = 60
"""Seconds between two polls of a query."""


def server_url(_query: str, base_url: str) -> str:
    """One server for every query."""
    return base_url


def query_from(text: str) -> str:
    """The words themselves."""
    return text


def judge(_response: Response, _now_ms: int) -> None:
    """Status and headers say all."""
