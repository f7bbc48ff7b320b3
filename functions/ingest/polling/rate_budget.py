"""What one run may spend: requests within the channel's rate limit, and the time it has left."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from functions.ingest.polling.crawl import Fetch
from shared.channels.request import Request, Response
from shared.domain.errors import RateLimited

RESERVE_MS = 25_000
"""Time kept for the request under way to end and for what it brought to be stored."""


class RateBudget:
    """Counts requests, watches the clock, and keeps away from hosts that asked to be left alone."""

    def __init__(self, fetch: Fetch, requests: int, remaining_ms: Callable[[], int]) -> None:
        self._fetch = fetch
        self._requests = requests
        self._remaining_ms = remaining_ms
        self._not_before: dict[str, int] = {}

    def left(self) -> bool:
        """Whether another request may begin."""
        return self._requests > 0 and self._remaining_ms() > RESERVE_MS

    def fetch(self, request: Request) -> Response:
        """The answer, one request poorer."""
        self._requests -= 1
        return self._fetch(request)

    def limit(self, place: str, until_ms: int) -> None:
        """A limit is the host's, not the query's: no query goes there before ``until_ms``."""
        host = _host(place)
        self._not_before[host] = max(until_ms, self._not_before.get(host, 0))

    def open(self, place: str, now_ms: int) -> bool:
        """Whether the host of ``place`` may be asked now."""
        return self._not_before.get(_host(place), 0) <= now_ms


def retry_at_ms(error: Exception | None) -> int:
    """Until when the channel asked to wait; 0 where it did not."""
    return error.retry_at_ms if isinstance(error, RateLimited) else 0


def _host(place: str) -> str:
    return urlsplit(f"//{place}").netloc
