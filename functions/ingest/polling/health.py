"""What polls say about how well a query is heard, and when it is worth asking again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from functions.ingest.polling.crawl_state import PollResult
from shared.domain.errors import RateLimited
from shared.domain.time import MINUTE_MS

ERROR_KEPT = 300
"""Characters of an error's text kept."""

LONGEST_PAUSE_MS = 30 * MINUTE_MS
"""The longest pause after repeated failures."""

Attributes = dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Health:
    """What is remembered of the polls of one query; times in epoch ms, 0 for never.

    ``place`` is the server asked. ``items`` were new in the last poll, the newest met
    was ``lag_ms`` old; ``errors`` polls have failed since the last success, and
    ``limited`` times in all the channel asked to wait.
    """

    channel: str
    query: str
    place: str = ""
    attempt_ms: int = 0
    success_ms: int = 0
    lag_ms: int | None = None
    items: int = 0
    errors: int = 0
    limited: int = 0
    error: str = ""
    not_before_ms: int = 0


def after(walk: PollResult, health: Health, now_ms: int) -> Health:
    """The health of a query once this walk has ended."""
    limited = isinstance(walk.error, RateLimited)
    failed = walk.error is not None and not limited
    errors = health.errors + 1 if failed else health.errors
    return replace(
        health,
        attempt_ms=now_ms,
        success_ms=now_ms if walk.complete else health.success_ms,
        lag_ms=health.lag_ms if walk.newest_ms is None else max(0, now_ms - walk.newest_ms),
        items=len(walk.posts),
        errors=0 if walk.complete else errors,
        limited=health.limited + limited,
        error="" if walk.complete else walk.reason[:ERROR_KEPT],
        not_before_ms=walk.cursor.not_before_ms,
    )


def troubled(health: Health, reason: str, now_ms: int) -> Health:
    """The health of a query whose poll failed on our side."""
    return replace(health, attempt_ms=now_ms, errors=health.errors + 1, error=reason[:ERROR_KEPT])


def due_ms(health: Health) -> int:
    """When the query may be asked again: a failing one after 1, 2, 4 … 30 minutes.

    >>> due_ms(Health("rss", "q", attempt_ms=0)), due_ms(Health("rss", "q", attempt_ms=0, errors=3)) // MINUTE_MS
    (0, 4)
    """
    if not health.errors:
        return health.not_before_ms
    pause_ms = min(MINUTE_MS << min(health.errors - 1, 10), LONGEST_PAUSE_MS)
    return max(health.not_before_ms, health.attempt_ms + pause_ms)


def attributes(health: Health) -> Attributes:
    """The attributes that hold a query's health; GET /channels reads them by these names."""
    lag = {} if health.lag_ms is None else {"lag": {"N": str(health.lag_ms)}}
    texts = {"query": health.query, "place": health.place, "error": health.error}
    numbers = {
        "attempt": health.attempt_ms,
        "success": health.success_ms,
        "items": health.items,
        "errors": health.errors,
        "limited": health.limited,
        "not_before": health.not_before_ms,
    }
    return {
        **{name: {"S": value} for name, value in texts.items()},
        **{name: {"N": str(value)} for name, value in numbers.items()},
        **lag,
    }


def health_of(channel: str, item: Mapping[str, Any]) -> Health:
    """The health an item holds."""
    return Health(
        channel=channel,
        query=item["query"]["S"],
        place=item["place"]["S"],
        attempt_ms=int(item["attempt"]["N"]),
        success_ms=int(item["success"]["N"]),
        lag_ms=int(item["lag"]["N"]) if "lag" in item else None,
        items=int(item["items"]["N"]),
        errors=int(item["errors"]["N"]),
        limited=int(item["limited"]["N"]),
        error=item["error"]["S"],
        not_before_ms=int(item["not_before"]["N"]),
    )
