"""A poll's result in, the query's next status out, and when the query is polled again."""

from __future__ import annotations

from functions.ingest.polling.crawl_state import PollResult
from shared.domain.errors import RateLimited
from shared.domain.poll_status import PollStatus
from shared.domain.time import MINUTE_MS
from shared.domain.web_address import without_secrets

MAX_ERROR_CHARACTERS = 300
"""Characters of an error's text that are kept."""

MAX_PAUSE_MS = 30 * MINUTE_MS
"""The longest pause after repeated failures."""


def after_poll(result: PollResult, status: PollStatus, now_ms: int) -> PollStatus:
    """The status of a query after this poll."""
    limited = isinstance(result.error, RateLimited)
    failed = result.error is not None and not limited
    errors = status.errors + 1 if failed else status.errors
    return status._replace(
        attempt_ms=now_ms,
        success_ms=now_ms if result.complete else status.success_ms,
        lag_ms=status.lag_ms if result.newest_ms is None else max(0, now_ms - result.newest_ms),
        items=len(result.posts),
        errors=0 if result.complete else errors,
        rate_limits=status.rate_limits + limited,
        error="" if result.complete else without_secrets(result.reason)[:MAX_ERROR_CHARACTERS],
        not_before_ms=result.cursor.not_before_ms,
        fresh_until_ms=result.cursor.fresh_until_ms,
        since_ms=status.since_ms or now_ms,
    )


def after_failure(status: PollStatus, reason: str, now_ms: int) -> PollStatus:
    """The status of a query whose poll failed on our side."""
    return status._replace(
        attempt_ms=now_ms,
        errors=status.errors + 1,
        error=without_secrets(reason)[:MAX_ERROR_CHARACTERS],
        since_ms=status.since_ms or now_ms,
    )


def next_poll_ms(status: PollStatus) -> int:
    """When the query may be polled again: a failing one after 1, 2, 4 … 30 minutes.

    >>> next_poll_ms(PollStatus("rss", "q", attempt_ms=0))
    0
    >>> next_poll_ms(PollStatus("rss", "q", attempt_ms=0, errors=3)) // MINUTE_MS
    4
    """
    if not status.errors:
        return status.not_before_ms
    pause_ms = min(MINUTE_MS << min(status.errors - 1, 10), MAX_PAUSE_MS)
    return max(status.not_before_ms, status.attempt_ms + pause_ms)
