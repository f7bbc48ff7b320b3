"""The record of the clock: which public word was due when, and whether it came in time."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from shared.domain.time import MINUTE_MS
from shared.plans.plan import Clock
from shared.plans.progress import next_update_ms

MOST_UPDATES = 48
"""Updates that are reported; a crisis of days has hundreds."""


class Due(NamedTuple):
    """A public word that was due, and when it came; ``None`` while it has not."""

    what: str
    due_ms: int
    said_ms: int | None

    @property
    def kept(self) -> bool:
        """Whether it came in time, to the minute."""
        return self.said_ms is not None and self.late_minutes(self.said_ms) == 0

    def late_minutes(self, now_ms: int) -> int | None:
        """By how many whole minutes it missed its time, or has so far; 0: in time, ``None``: there is time left."""
        if self.said_ms is None and now_ms <= self.due_ms:
            return None
        return max(0, (now_ms if self.said_ms is None else self.said_ms) - self.due_ms) // MINUTE_MS


def clock_record(clock: Clock, from_ms: int, words_ms: Sequence[int], until_ms: int) -> list[Due]:
    """What was due from ``from_ms`` until ``until_ms``; ``words_ms`` are the times of what was said in public.

    The first word may be any, the scope is the second one, and each update counts for the
    time from the update before to its own.

    >>> minute = MINUTE_MS
    >>> found = clock_record(Clock(), 0, [4 * minute, 13 * minute, 25 * minute], 60 * minute)
    >>> [(due.what, due.due_ms // minute, due.late_minutes(60 * minute)) for due in found]
    [('first word', 5, 0), ('scope', 10, 3), ('update 1', 30, 0), ('update 2', 50, 10)]
    """
    words = sorted(set(words_ms))
    first, second = [*words[:2], None, None][:2]
    scope_ms = from_ms + clock.scope * MINUTE_MS
    times = [scope_ms]
    while len(times) <= MOST_UPDATES and (due_ms := next_update_ms(clock, from_ms, times[-1])) <= until_ms:
        times.append(due_ms)
    return [
        Due("first word", from_ms + clock.first_word * MINUTE_MS, first),
        Due("scope", scope_ms, second),
        *(Due(f"update {n}", due, _after(words, last)) for n, (last, due) in enumerate(pairwise(times), start=1)),
    ]


def _after(words: Sequence[int], last_ms: int) -> int | None:
    """The first word after the update before: it keeps this one, or makes good for it."""
    return next((word for word in words if word > last_ms), None)
