"""How the polls of one query went: what ingest notes, detect and query read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from shared.domain.time import MINUTE_MS

LATE_AFTER_MS = 10 * MINUTE_MS
"""A query is polled every minute; one without success for this long is late."""


class PollStatus(NamedTuple):
    """What is known of the polls of one query; times in epoch ms, 0 for never.

    ``errors`` polls have failed since the last success, the last for the reason ``error``.
    Before ``not_before_ms`` the channel wants no request, and until ``fresh_until_ms`` it
    says that nothing changes; ``rate_limits`` times in all it asked us to wait. ``items``
    posts were new in the last poll, and the newest post met was ``lag_ms`` old.
    ``endpoint`` is the server asked. Since ``since_ms`` it is known how the polls went: the first
    one, or the first of a version that keeps it.
    """

    channel: str
    query: str
    attempt_ms: int = 0
    success_ms: int = 0
    errors: int = 0
    not_before_ms: int = 0
    fresh_until_ms: int = 0
    lag_ms: int | None = None
    items: int = 0
    rate_limits: int = 0
    error: str = ""
    endpoint: str = ""
    since_ms: int = 0


def latest(statuses: Iterable[PollStatus]) -> dict[tuple[str, str], PollStatus]:
    """The status of each (channel, query); where a query was once asked of another server, the later one.

    >>> old, new = PollStatus("rss", "q", attempt_ms=1, errors=9), PollStatus("rss", "q", attempt_ms=2)
    >>> latest([new, old])["rss", "q"].errors
    0
    """
    return {(one.channel, one.query): one for one in sorted(statuses, key=lambda one: one.attempt_ms)}
