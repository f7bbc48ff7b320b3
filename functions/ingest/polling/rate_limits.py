"""A response in, what its status and headers allow next: RFC 9110 Retry-After, RateLimit and X-RateLimit fields."""

from __future__ import annotations

import math
import re
from http import HTTPStatus

from shared.channels.protocol import Channel
from shared.channels.request import Response, parse_http_date
from shared.domain.errors import ChannelRefused, ChannelUnavailable, InvalidInput, RateLimited
from shared.domain.time import DAY_MS, MINUTE_MS, SECOND_MS, parse_time

DEFAULT_WAIT_MS = MINUTE_MS
"""The pause after a rate limit that names no end."""

MAX_WAIT_MS = 7 * DAY_MS
"""The longest pause a channel can ask for, so that one wrong header does not end the polling."""

_TRANSIENT = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY})
_RESETS = ("x-ratelimit-reset", "x-rate-limit-reset", "ratelimit-reset")
_REMAINING = ("x-ratelimit-remaining", "x-rate-limit-remaining", "ratelimit-remaining")
_NUMBER = re.compile(r"\d{1,30}(?:\.\d{1,9})?")
_EPOCH_S, _EPOCH_MS = 10**9, 10**12
"""A reset above these is an instant in epoch seconds or milliseconds, below them a number of seconds to wait."""
_FIELD_REMAINING = re.compile(r"\b(?:r|remaining)\s*=\s*0(?:\.0+)?\b", re.IGNORECASE)
_FIELD_RESET = re.compile(r"\b(?:t|reset)\s*=\s*(\d{1,9})\b", re.IGNORECASE)


def check(channel: Channel, response: Response, now_ms: int, *, worked_before: bool) -> None:
    """Accept a response that can be read; raise what any other means, in the channel's own words where it has some.

    A wait that the headers ask for is kept, too, where it is longer than that of the words.

    Raises:
        ChannelError: what the channel's judgement or :func:`check_status` makes of it.
    """
    try:
        channel.judge(response, now_ms)
    except RateLimited as error:
        asked_ms = now_ms + (_wait_in_headers(response, now_ms) or 0)
        raise RateLimited(error.message, retry_at_ms=max(error.retry_at_ms, asked_ms)) from error
    check_status(response, now_ms, worked_before=worked_before)


def check_status(response: Response, now_ms: int, *, worked_before: bool) -> None:
    """Accept a response that can be read (2xx, 304); raise what any other means.

    ``now_ms`` is when the response came. ``worked_before`` makes a 404 a passing failure:
    feeds vanish and come back.

    Raises:
        RateLimited: 429, or any failure that says in Retry-After when to come again.
        ChannelRefused: another 4xx; asking again will not help.
        ChannelUnavailable: anything else.
    """
    status = response.status
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES or status == HTTPStatus.NOT_MODIFIED:
        return
    if status == HTTPStatus.TOO_MANY_REQUESTS or _retry_after(response, now_ms) is not None:
        until_ms = now_ms + retry_after_ms(response, now_ms)
        raise RateLimited(f"the channel limits our rate (status {status})", retry_at_ms=until_ms)
    if status == HTTPStatus.NOT_FOUND and worked_before:
        raise ChannelUnavailable("the channel has lost the page it served before (status 404)")
    if status == HTTPStatus.FORBIDDEN and response.is_web_page:
        raise ChannelRefused("the channel blocks us with a web page instead of an answer (status 403)")
    if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR and status not in _TRANSIENT:
        raise ChannelRefused(f"the channel refuses the query (status {status}){_reason(response)}")
    raise ChannelUnavailable(f"the channel fails (status {status})")


def retry_after_ms(response: Response, now_ms: int) -> int:
    """How long to wait, by the server's clock where it sends one, between a second and a week.

    >>> retry_after_ms(Response(429, {"retry-after": "30"}, b""), 0)
    30000
    >>> retry_after_ms(Response(429, {"retry-after": "2.5"}, b""), 0)
    2500
    >>> date = "Thu, 01 Jan 1970 00:00:00 GMT"
    >>> retry_after_ms(Response(429, {"date": date, "x-ratelimit-reset": "1970-01-01T00:05:00Z"}, b""), 10**12)
    300000
    >>> retry_after_ms(Response(429, {"date": date, "x-rate-limit-reset": "1000000000"}, b""), 0) == MAX_WAIT_MS
    True
    >>> retry_after_ms(Response(429, {}, b""), 0)
    60000
    """
    wait_ms = _wait_in_headers(response, now_ms)
    return min(max(DEFAULT_WAIT_MS if wait_ms is None else wait_ms, SECOND_MS), MAX_WAIT_MS)


def is_exhausted(response: Response) -> bool:
    """Whether this response was the last one that the channel allows until its limit resets.

    >>> is_exhausted(Response(200, {"x-ratelimit-remaining": "0.0"}, b""))
    True
    >>> is_exhausted(Response(200, {"ratelimit": '"default";r=0;t=30'}, b""))
    True
    """
    left = (_number(response.headers.get(name, "")) for name in _REMAINING)
    if any(number is not None and number < 1 for number in left):
        return True
    return bool(_FIELD_REMAINING.search(response.headers.get("ratelimit", "")))


def not_before_ms(response: Response, wait_ms: int, now_ms: int) -> int:
    """Before which time this response, a success, allows no other request; 0 where it asks for no pause."""
    waits = [min(wait_ms, MAX_WAIT_MS)] if wait_ms else []
    if is_exhausted(response):
        waits.append(retry_after_ms(response, now_ms))
    return now_ms + max(waits) if waits else 0


def _wait_in_headers(response: Response, now_ms: int) -> int | None:
    """How long the headers ask to wait, a week at most; ``None`` where they do not say."""
    waits = (_retry_after(response, now_ms), _until_reset(response, now_ms))
    return next((min(wait, MAX_WAIT_MS) for wait in waits if wait is not None), None)


def _retry_after(response: Response, now_ms: int) -> int | None:
    value = response.headers.get("retry-after", "").strip()
    if (seconds := _number(value)) is not None:
        return _ms(seconds)
    at_ms = parse_http_date(value)
    return None if at_ms is None else at_ms - _server_now(response, now_ms)


def _until_reset(response: Response, now_ms: int) -> int | None:
    if field := _FIELD_RESET.search(response.headers.get("ratelimit", "")):
        return int(field[1]) * SECOND_MS
    value = next((response.headers[name].strip() for name in _RESETS if name in response.headers), "")
    number = _number(value)
    if number is not None and number < _EPOCH_S:
        return _ms(number)
    try:
        at_ms = parse_time(value) if number is None else round(number if number >= _EPOCH_MS else number * SECOND_MS)
    except InvalidInput:
        return None
    wait = at_ms - _server_now(response, now_ms)
    return wait if wait > 0 else None


def _number(value: str) -> float | None:
    return float(value) if _NUMBER.fullmatch(value.strip()) else None


def _ms(seconds: float) -> int:
    return min(math.ceil(seconds * SECOND_MS), MAX_WAIT_MS)


def _server_now(response: Response, now_ms: int) -> int:
    date_ms = response.date_ms
    return now_ms if date_ms is None else date_ms


def _reason(response: Response) -> str:
    if response.is_web_page or not response.body:
        return ""
    reason = response.body[:120].decode("utf-8", "replace")
    return f": {' '.join(reason.split())}"
