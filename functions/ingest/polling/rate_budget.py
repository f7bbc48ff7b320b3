"""What one run may spend: requests within the channel's rate limit, and the time it has left."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any
from urllib.parse import urlsplit

from functions.ingest.polling.crawl import Fetch
from shared.channels.request import Request, Response

RESERVE_MS = 25_000
"""Time kept to finish the current request and to store what it brought."""


class RateBudget:
    """Counts requests, watches the clock, and avoids hosts that asked us to wait.

    ``lock`` keeps the count right where several threads share the budget.
    """

    def __init__(
        self,
        fetch: Fetch,
        requests: int,
        remaining_ms: Callable[[], int],
        lock: AbstractContextManager[Any] | None = None,
    ) -> None:
        self._fetch = fetch
        self._requests = requests
        self._remaining_ms = remaining_ms
        self._not_before: dict[str, int] = {}
        self._lock = lock or nullcontext()

    def is_left(self) -> bool:
        """Whether another request may begin."""
        return self._requests > 0 and self._remaining_ms() > RESERVE_MS

    def fetch(self, request: Request) -> Response:
        """The response; it costs one request of the budget."""
        with self._lock:
            self._requests -= 1
        return self._fetch(request)

    def block(self, endpoint: str, until_ms: int) -> None:
        """Send no query to the host of ``endpoint`` before ``until_ms``: rate limits are per host, not per query."""
        host = host_of(endpoint)
        self._not_before[host] = max(until_ms, self._not_before.get(host, 0))

    def allows(self, endpoint: str, now_ms: int) -> bool:
        """Whether the host of ``endpoint`` may be asked now."""
        return self.not_before_ms(endpoint) <= now_ms

    def not_before_ms(self, endpoint: str) -> int:
        """Before when the host of ``endpoint`` wants no request; 0 where it asked for no pause."""
        return self._not_before.get(host_of(endpoint), 0)


def host_of(endpoint: str) -> str:
    """The host whose rate limits hold for an endpoint.

    >>> host_of("a.example:8080/feed?x=1")
    'a.example:8080'
    """
    return urlsplit(f"//{endpoint}").netloc
