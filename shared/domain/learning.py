"""Until when a brand is still learnt, and why."""

from __future__ import annotations

from typing import NamedTuple

QUIETED = "quieted"
"""Marks what the stand-in of a drill got as a copy: what was unusual of late is left out of it."""


class Learning(NamedTuple):
    """``until_ms`` is in epoch milliseconds, ``None`` where that is not known; ``reason`` is for people."""

    until_ms: int | None
    reason: str


KNOWN = Learning(None, "")
"""Of a brand that is known."""

NOTHING_SEEN = Learning(
    None, "no post of the brand has been counted yet: learning begins with the first one and takes a day"
)
"""Of a brand without a stored state."""
