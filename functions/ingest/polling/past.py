"""The past of a query: the polling core with a cursor of its own, which begins where the past does."""

from __future__ import annotations

from functions.ingest.polling.crawl_state import PollResult
from shared.channels.backfill import Backfill
from shared.channels.cursor import Cursor
from shared.channels.protocol import Channel
from shared.domain.errors import RateLimited
from shared.domain.web_address import without_secrets

GIVE_UP = 8
"""Attempts in a row that bring nothing, over an hour and a half, after which a past is given up."""

MAX_ERROR_CHARACTERS = 300


def begun(channel: Channel, past: Backfill) -> Backfill:
    """The past with the cursor at which its crawl goes on; a new one as if everything before the past had been read.

    A cursor with a position is none of a first crawl, so that one that is interrupted goes on
    where it stopped. What was published before it was asked for is backfill (``begun_ms``), and
    its times are believed (``completed_ms``). What was delivered is not remembered: a post that
    is stored twice is the same mention.
    """
    if past.cursor.position:
        return past
    position = channel.start_position(past.since_ms)
    return past._replace(cursor=Cursor(position=position, begun_ms=past.asked_ms, completed_ms=past.asked_ms))


def within(result: PollResult, past: Backfill) -> PollResult:
    """The result with the posts of the past alone: the poll of today brings what is newer, or has no date."""
    posts = [one for one in result.posts if one.published_ms and past.since_ms <= one.published_ms < past.asked_ms]
    return result._replace(posts=tuple(posts))


def after(past: Backfill, result: PollResult, now_ms: int) -> Backfill:
    """How far the past, which was :func:`begun`, is after this poll.

    It has ended once the cursor moved: that a poll then begins with the newest posts again is
    not waited for.
    """
    ended = result.complete or result.cursor.position != past.cursor.position
    stands = result.cursor.resume == past.cursor.resume and bool(result.requests or result.error)
    failed = not ended and stands and not isinstance(result.error, RateLimited)
    failures = past.failures + 1 if failed else 0
    return past._replace(
        cursor=result.cursor._replace(seen=()),
        posts=past.posts + len(result.posts),
        failures=failures,
        attempt_ms=now_ms,
        error="" if ended else without_secrets(result.reason)[:MAX_ERROR_CHARACTERS],
        done_ms=now_ms if ended or failures >= GIVE_UP else -1,
    )


def limited(past: Backfill, error: RateLimited, now_ms: int) -> Backfill:
    """How far it is where the channel wants no request yet: no failure, and the wait is kept."""
    cursor = past.cursor._replace(not_before_ms=error.retry_at_ms)
    shown = without_secrets(error.message)[:MAX_ERROR_CHARACTERS]
    return past._replace(cursor=cursor, attempt_ms=now_ms, error=shown)


def after_failure(past: Backfill, reason: str, now_ms: int) -> Backfill:
    """How far it is after an attempt that failed on our side, or without credentials."""
    failures = past.failures + 1
    error = without_secrets(reason)[:MAX_ERROR_CHARACTERS]
    done_ms = now_ms if failures >= GIVE_UP else -1
    return past._replace(failures=failures, attempt_ms=now_ms, error=error, done_ms=done_ms)
