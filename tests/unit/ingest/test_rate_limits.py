"""What a status and its headers mean for the next request."""

from __future__ import annotations

import pytest

from functions.ingest.polling.rate_limits import MAX_WAIT_MS, check, check_status, retry_after_ms
from shared.channels import channel
from shared.channels.request import Response
from shared.domain.errors import ChannelRefused, ChannelUnavailable, RateLimited
from shared.domain.time import DAY_MS

NOW_MS = 1_790_000_000_000
DATE = "Mon, 21 Sep 2026 14:13:20 GMT"


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({}, 60_000),
        ({"retry-after": "7"}, 7_000),
        ({"retry-after": "0"}, 1_000),
        ({"retry-after": "99999999999999999999"}, MAX_WAIT_MS),
        ({"retry-after": "Mon, 21 Sep 2026 14:14:20 GMT"}, 60_000),
        ({"retry-after": "Mon, 21 Sep 2026 14:00:00 GMT"}, 1_000),
        ({"retry-after": "soon"}, 60_000),
        ({"x-ratelimit-reset": "2026-09-21T14:18:20.336319Z"}, 300_336),
        ({"x-ratelimit-reset": "1790000090"}, 90_000),
        ({"ratelimit-reset": "45"}, 45_000),
        ({"x-ratelimit-reset": "2020-01-01T00:00:00Z"}, 60_000),
        ({"x-ratelimit-reset": "never"}, 60_000),
    ],
)
def test_the_pause_asked_for_is_kept_within_a_second_and_a_day(headers: dict[str, str], wait: int) -> None:
    assert retry_after_ms(Response(429, {"date": DATE, **headers}, b""), NOW_MS) == wait


@pytest.mark.parametrize("off_ms", [-DAY_MS, 0, DAY_MS])
def test_a_pause_given_as_a_time_is_measured_by_the_servers_clock(off_ms: int) -> None:
    headers = {"date": DATE, "retry-after": "Mon, 21 Sep 2026 14:14:20 GMT"}
    assert retry_after_ms(Response(429, headers, b""), NOW_MS + off_ms) == 60_000


@pytest.mark.parametrize(
    ("status", "headers", "error"),
    [
        (429, {}, RateLimited),
        (503, {"retry-after": "5"}, RateLimited),
        (503, {}, ChannelUnavailable),
        (500, {}, ChannelUnavailable),
        (408, {}, ChannelUnavailable),
        (302, {}, ChannelUnavailable),
        (400, {}, ChannelRefused),
        (401, {}, ChannelRefused),
        (403, {}, ChannelRefused),
        (410, {}, ChannelRefused),
    ],
)
def test_a_status_says_whether_to_wait_to_try_again_or_to_give_up(
    status: int, headers: dict[str, str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        check_status(Response(status, headers, b""), NOW_MS, worked_before=True)


def test_the_reason_a_channel_gives_is_passed_on_and_a_web_page_is_not() -> None:
    with pytest.raises(ChannelRefused, match="invalid token"):
        check_status(
            Response(401, {"content-type": "application/json"}, b'{"error": "invalid token"}'), 0, worked_before=False
        )
    with pytest.raises(ChannelRefused) as refused:
        check_status(Response(403, {"content-type": "text/html"}, b"<html>blocked"), 0, worked_before=False)
    assert "html" not in refused.value.message


@pytest.mark.parametrize(
    ("name", "status", "body"),
    [
        ("gdelt", 429, b"Please limit requests to one every 5 seconds"),
        ("stackexchange", 400, b'{"error_name": "throttle_violation", "error_message": "available in 10 seconds"}'),
        ("youtube", 403, b'{"error": {"errors": [{"reason": "rateLimitExceeded"}]}}'),
    ],
)
@pytest.mark.parametrize("headers", [{"retry-after": "300"}, {"x-ratelimit-reset": "1790000300"}])
def test_a_wait_in_headers_holds_beside_a_shorter_one_in_the_channels_words(
    name: str, status: int, body: bytes, headers: dict[str, str]
) -> None:
    with pytest.raises(RateLimited) as limited:
        check(channel(name), Response(status, {"date": DATE, **headers}, body), NOW_MS, worked_before=True)
    assert limited.value.retry_at_ms == NOW_MS + 300_000


def test_a_longer_wait_in_the_channels_words_is_not_shortened_by_headers() -> None:
    body = b'{"error_name": "throttle_violation", "error_message": "more requests available in 900 seconds"}'
    with pytest.raises(RateLimited) as limited:
        check(channel("stackexchange"), Response(400, {"retry-after": "2"}, body), NOW_MS, worked_before=True)
    assert limited.value.retry_at_ms == NOW_MS + 900_000
