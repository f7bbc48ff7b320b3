"""The record of the clock: which public word was due when, and whether it came in time.

One word answers what was due when it was said. The first word and the scope are due by the plan, however late they
come: the first thing that is said is the first word, the second one the scope. Updates are promises: each is due one
pause after the one before was, and a word that comes late moves the promise, for people wait from what they heard last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count, islice, takewhile
from typing import NamedTuple

from shared.domain.time import MINUTE_MS
from shared.plans.plan import Clock

MOST_UPDATES = 48
"""Updates that are reported; a crisis of days has hundreds."""

UPDATE = "update "
"""What the words after the scope are called, with their number behind it."""


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
        """By how many whole minutes it missed its time; 0: in time.

        So far at least one where it has not come; ``None``: there is time left.
        """
        if self.said_ms is None:
            return None if now_ms <= self.due_ms else max(1, (now_ms - self.due_ms) // MINUTE_MS)
        return max(0, self.said_ms - self.due_ms) // MINUTE_MS


def clock_record(clock: Clock, from_ms: int, words_ms: Sequence[int], until_ms: int) -> list[Due]:
    """What was due from ``from_ms`` until ``until_ms``; ``words_ms`` are the times of what was said in public.

    Here the scope comes three minutes late, so that the next update is due at 33 instead of 30; nothing is said at 53,
    and what is said at 75 is two minutes late for the next one, and no second answer to anything:

    >>> minute = MINUTE_MS
    >>> found = clock_record(Clock(), 0, [at * minute for at in (4, 13, 25, 75)], 95 * minute)
    >>> [(due.what, due.due_ms // minute, due.said_ms and due.late_minutes(75 * minute)) for due in found]
    [('first word', 5, 0), ('scope', 10, 3), ('update 1', 33, 0), ('update 2', 53, None), ('update 3', 73, 2), ('update 4', 95, None)]

    A first word that comes late is the first word, and the next one is promised from it:

    >>> [(due.what, due.due_ms // minute, due.said_ms) for due in clock_record(Clock(), 0, [25 * minute], 45 * minute)]
    [('first word', 5, 1500000), ('scope', 10, None), ('update 1', 45, None)]
    """  # noqa: E501 - the output of a doctest stands on one line
    words = sorted(set(words_ms))
    first, second = [*words[:2], None, None][:2]
    updates = takewhile(lambda due: due.due_ms <= until_ms, _updates(clock, from_ms, words))
    return [
        Due("first word", from_ms + clock.first_word * MINUTE_MS, first),
        Due("scope", from_ms + clock.scope * MINUTE_MS, second),
        *islice(updates, MOST_UPDATES),
    ]


def next_update_ms(clock: Clock, from_ms: int, now_ms: int, words_ms: Sequence[int] = ()) -> int:
    """When the next update after ``now_ms`` is due that has not been said already.

    Updates begin ``update_every`` minutes after the scope and go on at this pace for
    ``update_for`` minutes; then one comes every ``then_every`` minutes.

    >>> clock, minute = Clock(), MINUTE_MS
    >>> [next_update_ms(clock, 0, at * minute) // minute for at in (0, 29, 30, 129, 130, 190)]
    [30, 30, 50, 130, 190, 250]
    >>> [next_update_ms(clock, 0, 31 * minute, [at * minute for at in (4, 9, last)]) // minute for last in (29, 31)]
    [50, 51]
    """
    coming = (due for due in _updates(clock, from_ms, sorted(set(words_ms))) if due.said_ms is None)
    return next(due.due_ms for due in coming if due.due_ms > now_ms)


def first_update(clock: Clock, from_ms: int, words_ms: Sequence[int]) -> Due:
    """The first update, which the plan has as a step."""
    return next(_updates(clock, from_ms, sorted(set(words_ms))))


def _updates(clock: Clock, from_ms: int, words: Sequence[int]) -> Iterator[Due]:
    """The updates, without end; of each the word that answers it: in time, or late but before the next one is due."""
    begin = from_ms + clock.scope * MINUTE_MS
    slower = begin + clock.update_for // clock.update_every * clock.update_every * MINUTE_MS
    number, last = count(1), begin
    while True:
        due = _after(clock, slower, last)
        heard = next((word for word in words if last < word <= _after(clock, slower, due)), None)
        if heard is None:
            yield Due(f"{UPDATE}{next(number)}", due, None)
            last = due
        elif heard in words[:2]:  # it is the first word or the scope, and the promise of the update runs from it
            if heard > due:
                yield Due(f"{UPDATE}{next(number)}", due, None)
            last = heard
        else:
            yield Due(f"{UPDATE}{next(number)}", due, heard)
            last = max(due, heard)


def _after(clock: Clock, slower_ms: int, last_ms: int) -> int:
    """When the update after one at ``last_ms`` is due."""
    return last_ms + (clock.update_every if last_ms < slower_ms else clock.then_every) * MINUTE_MS
