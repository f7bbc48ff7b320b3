"""What recurs daily or weekly within an hour, such as a newsletter at 09:00 or a show on Thursdays at 20:15.

The 24 factors of a day cannot express it. A few single buckets of the local day are
remembered in which far more was counted than normal, each with the days on which that
happened again: a sparse seasonal component. What came on the last two days, or on this
weekday of the last two weeks, is expected.
"""

from __future__ import annotations

from typing import NamedTuple

MOST = 6
"""Buckets of the day that are remembered: two newsletters of a quarter of an hour each."""

LEAST = 4
"""Mentions in a bucket that may recur."""

_KEPT, _RATE = 0.5, 0.3
"""It came again if there was half as much; how fast its size is learnt."""

_ALL_DAYS = (1 << 14) - 1
_DAILY, _WEEKLY = 0b11, 1 << 6 | 1 << 13


class Recurrence(NamedTuple):
    """A bucket of the day, how many mentions come in it, and on which of the last 14 days: bits, the latest lowest."""

    slot: int
    size: float
    days: int


Recurrences = tuple[Recurrence, ...]


def expected(known: Recurrences, slot: int) -> float:
    """The mentions that recur in this bucket of the day, 0 if nothing does.

    >>> expected((Recurrence(108, 60.0, 0b11),), 108), expected((Recurrence(108, 60.0, 0b01),), 108)
    (60.0, 0.0)
    >>> expected((Recurrence(108, 60.0, 1 << 6 | 1 << 13),), 108)    # this weekday, twice
    60.0
    """
    for one in known:
        if one.slot == slot:
            return one.size if _is_due(one.days) else 0.0
    return 0.0


def updated(known: Recurrences, slot: int, count: float, limit: float) -> Recurrences:
    """What recurs after one more bucket; a count above ``limit`` is far from normal.

    >>> updated((), 108, 60.0, 9.0)
    (Recurrence(slot=108, size=60.0, days=1),)
    >>> updated((Recurrence(108, 60.0, 1),), 108, 50.0, 9.0)
    (Recurrence(slot=108, size=57.0, days=3),)
    """
    for place, one in enumerate(known):
        if one.slot == slot:
            return _visited(known, place, count)
    return _with(known, Recurrence(slot, float(count), 1)) if count > limit and count >= LEAST else known


def _is_due(days: int) -> bool:
    return days & _DAILY == _DAILY or days & _WEEKLY == _WEEKLY


def _visited(known: Recurrences, place: int, count: float) -> Recurrences:
    """After another day with this bucket; what has not come for 14 days is forgotten."""
    slot, size, days = known[place]
    again = count > _KEPT * size
    days = (days << 1 | again) & _ALL_DAYS
    size = round(size + _RATE * (count - size), 1) if again else size
    return known[:place] + ((Recurrence(slot, size, days),) if days else ()) + known[place + 1 :]


def _with(known: Recurrences, new: Recurrence) -> Recurrences:
    """A new one takes a free place, or that of the smallest which came only once."""
    if len(known) < MOST:
        return (*known, new)
    once = [(one.size, place) for place, one in enumerate(known) if one.days.bit_count() == 1]
    if not once or min(once)[0] > new.size:
        return known
    place = min(once)[1]
    return (*known[:place], new, *known[place + 1 :])
