"""A response in, what its status and headers allow next: RFC 9110 Retry-After, RateLimit and X-RateLimit fields."""

from __future__ import annotations

from http import HTTPStatus

from shared.channels.request import Response, parse_http_date
from shared.domain.errors import ChannelRefused, ChannelUnavailable, InvalidInput, RateLimited
from shared.domain.time import DAY_MS, MINUTE_MS, SECOND_MS, parse_time

DEFAULT_WAIT_MS = MINUTE_MS
"""The pause after a rate limit that names no end."""

MAX_WAIT_MS = DAY_MS
"""The longest pause a channel can ask for, so that one wrong header does not end the polling."""

_TRANSIENT = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY})
_RESETS = ("x-ratelimit-reset", "ratelimit-reset")
_REMAINING = ("x-ratelimit-remaining", "ratelimit-remaining")
_EPOCH = 10**9
"""A reset above this is an instant in epoch seconds, below it a number of seconds to wait."""


def check_status(response: Response, now_ms: int, *, worked_before: bool) -> None:
    """Accept a response that can be read (2xx, 304); raise what any other means.

    ``worked_before`` makes a 404 a passing failure: feeds vanish and come back.

    Raises:
        RateLimited: 429, or 503 with a Retry-After.
        ChannelRefused: another 4xx; asking again will not help.
        ChannelUnavailable: anything else.
    """
    status = response.status
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES or status == HTTPStatus.NOT_MODIFIED:
        return
    if status == HTTPStatus.TOO_MANY_REQUESTS or (
        status == HTTPStatus.SERVICE_UNAVAILABLE and "retry-after" in response.headers
    ):
        until_ms = now_ms + retry_after_ms(response, now_ms)
        raise RateLimited(f"the channel limits our rate (status {status})", retry_at_ms=until_ms)
    if status == HTTPStatus.NOT_FOUND and worked_before:
        raise ChannelUnavailable("the channel has lost the page it served before (status 404)")
    if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR and status not in _TRANSIENT:
        raise ChannelRefused(f"the channel refuses the query (status {status}){_reason(response)}")
    raise ChannelUnavailable(f"the channel fails (status {status})")


def retry_after_ms(response: Response, now_ms: int) -> int:
    """How long to wait, by the server's clock where it sends one, between a second and a day.

    >>> retry_after_ms(Response(429, {"retry-after": "30"}, b""), 0)
    30000
    >>> date = "Thu, 01 Jan 1970 00:00:00 GMT"
    >>> retry_after_ms(Response(429, {"date": date, "x-ratelimit-reset": "1970-01-01T00:05:00Z"}, b""), 10**12)
    300000
    >>> retry_after_ms(Response(429, {}, b""), 0)
    60000
    """
    wait_ms = _retry_after(response, now_ms)
    if wait_ms is None:
        wait_ms = _until_reset(response, now_ms)
    return DEFAULT_WAIT_MS if wait_ms is None else min(max(wait_ms, SECOND_MS), MAX_WAIT_MS)


def is_exhausted(response: Response) -> bool:
    """Whether this response was the last one that the channel allows until its limit resets."""
    return any(response.headers.get(name, "").strip() == "0" for name in _REMAINING)


def _retry_after(response: Response, now_ms: int) -> int | None:
    value = response.headers.get("retry-after", "").strip()
    if value.isdecimal():
        return min(int(value[:9]) * SECOND_MS, MAX_WAIT_MS)
    at_ms = parse_http_date(value)
    return None if at_ms is None else at_ms - _server_now(response, now_ms)


def _until_reset(response: Response, now_ms: int) -> int | None:
    value = next((response.headers[name].strip() for name in _RESETS if name in response.headers), "")
    if not value:
        return None
    try:
        if value.isdecimal() and int(value[:12]) < _EPOCH:
            return int(value[:12]) * SECOND_MS
        wait = parse_time(value) - _server_now(response, now_ms)
    except InvalidInput:
        return None
    return wait if wait > 0 else None


def _server_now(response: Response, now_ms: int) -> int:
    date_ms = response.date_ms
    return now_ms if date_ms is None else date_ms


def _reason(response: Response) -> str:
    if response.media_type in {"text/html", "application/xhtml+xml"} or not response.body:
        return ""
    reason = response.body[:120].decode("utf-8", "replace")
    return f": {' '.join(reason.split())}"
