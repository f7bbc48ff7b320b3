"""A query's past: how far back it is asked for, and how far that has come."""

from __future__ import annotations

from typing import NamedTuple

from shared.channels.cursor import Cursor
from shared.domain.time import DAY_MS, MINUTE_MS

MAX_PAUSE_MS = 30 * MINUTE_MS
"""The longest pause after attempts that brought nothing."""


class Backfill(NamedTuple):
    """The past of one query of one brand, from ``since_ms`` on until it was asked for, at ``asked_ms``.

    It has a cursor of its own, so that what is posted now is polled as before. ``posts`` is how
    many posts it brought, and ``expected`` how many there are (-1: nobody has counted).
    ``failures`` is how many attempts in a row brought nothing, the last at ``attempt_ms``, and
    ``error`` why. ``done_ms`` is when it ended, -1 before that.
    """

    channel: str
    brand: str
    query: str
    since_ms: int
    asked_ms: int
    cursor: Cursor = Cursor()
    posts: int = 0
    expected: int = -1
    failures: int = 0
    attempt_ms: int = 0
    error: str = ""
    done_ms: int = -1

    def is_due(self, now_ms: int) -> bool:
        """Whether it may go on now: after 1, 2, 4 … 30 minutes where the last attempts brought nothing.

        >>> Backfill("rss", "acme", "https://a.example/feed", 0, 0).is_due(0)
        True
        >>> Backfill("rss", "acme", "https://a.example/feed", 0, 0, failures=3).is_due(3 * MINUTE_MS)
        False
        """
        pause_ms = min(MINUTE_MS << min(self.failures - 1, 10), MAX_PAUSE_MS) if self.failures else 0
        return self.done_ms < 0 and now_ms >= max(self.attempt_ms + pause_ms, self.cursor.not_before_ms)


def earliest_ms(past_days: int, since_ms: int, now_ms: int) -> int:
    """From when on a channel can be asked that reaches back ``past_days`` days (0: it lists what it lists).

    >>> earliest_ms(6, 0, 10 * DAY_MS) // DAY_MS, earliest_ms(0, 0, 10 * DAY_MS)
    (4, 0)
    """
    return max(since_ms, now_ms - past_days * DAY_MS) if past_days else since_ms
