"""What a poll says about how well a query is heard, and when it is worth asking again."""

from __future__ import annotations

from dataclasses import replace

from functions.ingest.walk import Walk
from shared.bucket import MINUTE_MS
from shared.errors import RateLimited
from shared.store.polls import Health

ERROR_KEPT = 300
"""Characters of an error's text kept."""

LONGEST_PAUSE_MS = 30 * MINUTE_MS
"""The longest pause after repeated failures."""


def after(walk: Walk, health: Health, now_ms: int) -> Health:
    """The health of a query once this walk has ended."""
    limited = isinstance(walk.error, RateLimited)
    failed = walk.error is not None and not limited
    errors = health.errors + 1 if failed else health.errors
    return replace(
        health,
        attempt_ms=now_ms,
        last_success_ms=now_ms if walk.reached else health.last_success_ms,
        lag_ms=health.lag_ms if walk.newest_ms is None else max(0, now_ms - walk.newest_ms),
        items=len(walk.posts),
        errors=0 if walk.reached else errors,
        rate_limits=health.rate_limits + limited,
        last_error="" if walk.reached else walk.reason[:ERROR_KEPT],
        not_before_ms=walk.cursor.not_before_ms,
        fresh_until_ms=walk.cursor.fresh_until_ms,
    )


def troubled(health: Health, reason: str, now_ms: int) -> Health:
    """The health of a query whose poll failed on our side."""
    return replace(health, attempt_ms=now_ms, errors=health.errors + 1, last_error=reason[:ERROR_KEPT])


def due_ms(health: Health) -> int:
    """When the query may be asked again: a failing one after 1, 2, 4 … 30 minutes.

    >>> due_ms(Health("rss", "q", attempt_ms=0)), due_ms(Health("rss", "q", attempt_ms=0, errors=3)) // MINUTE_MS
    (0, 4)
    """
    if not health.errors:
        return health.not_before_ms
    pause_ms = min(MINUTE_MS << min(health.errors - 1, 10), LONGEST_PAUSE_MS)
    return max(health.not_before_ms, health.attempt_ms + pause_ms)
