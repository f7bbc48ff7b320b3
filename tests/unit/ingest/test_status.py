"""What a poll changes in the status of its query, and when the query is polled again."""

from __future__ import annotations

import pytest

from functions.ingest.polling.crawl_state import PollResult
from functions.ingest.polling.status import MAX_ERROR_CHARACTERS, after_failure, after_poll, next_poll_ms
from shared.channels.cursor import Cursor
from shared.domain.errors import ChannelUnavailable, RateLimited
from shared.domain.mentions.mention import Post
from shared.domain.poll_status import PollStatus
from shared.domain.time import MINUTE_MS

NOW_MS = 1_790_000_000_000
BEFORE = PollStatus("rss", "q", attempt_ms=NOW_MS - MINUTE_MS, success_ms=NOW_MS - MINUTE_MS, lag_ms=5, rate_limits=2)
POST = Post("rss", "1", "1", "text")


def test_a_success_clears_the_errors_and_tells_the_lag() -> None:
    cursor = Cursor("7", fresh_until_ms=NOW_MS + 3)
    result = PollResult((POST,), cursor, complete=True, newest_ms=NOW_MS - 9)
    status = after_poll(result, BEFORE._replace(errors=4, error="410 Gone"), NOW_MS)
    assert (status.attempt_ms, status.success_ms, status.errors, status.error) == (NOW_MS, NOW_MS, 0, "")
    assert (status.items, status.lag_ms, status.fresh_until_ms) == (1, 9, NOW_MS + 3)


def test_a_post_from_the_future_has_no_lag_and_no_post_keeps_the_old_one() -> None:
    ahead = PollResult((POST,), Cursor("7"), complete=True, newest_ms=NOW_MS + 9)
    assert after_poll(ahead, BEFORE, NOW_MS).lag_ms == 0
    assert after_poll(ahead._replace(newest_ms=None), BEFORE, NOW_MS).lag_ms == 5


def test_an_error_is_counted_with_its_reason_and_the_last_success_stays() -> None:
    error = ChannelUnavailable("x" * 1_000)
    result = PollResult((), Cursor("7"), complete=False, reason=error.message, error=error)
    status = after_poll(result, BEFORE._replace(errors=1), NOW_MS)
    assert (status.success_ms, status.errors) == (BEFORE.success_ms, 2)
    assert status.error == "x" * MAX_ERROR_CHARACTERS
    assert status.rate_limits == 2


def test_a_rate_limit_is_not_an_error() -> None:
    error = RateLimited("slow down", retry_at_ms=NOW_MS + MINUTE_MS)
    result = PollResult(
        (), Cursor("7", not_before_ms=error.retry_at_ms), complete=False, reason=error.message, error=error
    )
    status = after_poll(result, BEFORE, NOW_MS)
    assert (status.errors, status.rate_limits, status.not_before_ms) == (0, 3, NOW_MS + MINUTE_MS)
    assert next_poll_ms(status) == NOW_MS + MINUTE_MS


def test_a_crawl_that_ran_out_of_requests_is_neither_an_error_nor_a_success() -> None:
    status = after_poll(PollResult((POST,), Cursor("7"), complete=False, reason="no time"), BEFORE, NOW_MS)
    assert (status.errors, status.success_ms, status.error) == (0, BEFORE.success_ms, "no time")


def test_a_failure_on_our_side_counts_as_an_error() -> None:
    status = after_failure(BEFORE, "the table is busy", NOW_MS)
    assert (status.attempt_ms, status.errors, status.error) == (NOW_MS, 1, "the table is busy")


@pytest.mark.parametrize(("errors", "minutes"), [(0, 0), (1, 1), (2, 2), (3, 4), (5, 16), (6, 30), (60, 30)])
def test_a_failing_query_waits_twice_as_long_each_time_up_to_half_an_hour(errors: int, minutes: int) -> None:
    status = PollStatus("rss", "q", attempt_ms=NOW_MS, errors=errors)
    assert next_poll_ms(status) == (NOW_MS + minutes * MINUTE_MS if errors else 0)
