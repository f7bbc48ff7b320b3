"""The posts around a statement: in normal times, before it, and after it, from the counters by minute."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from shared.domain.mentions.tally import Tally
from shared.domain.time import HOUR_MS, MINUTE_MS

NORMAL_MS = 3 * HOUR_MS
"""How much of the time before the crisis tells what is normal."""

BEFORE_MS = HOUR_MS
"""How much of the crisis before the statement is compared."""

SPREAD_MS = 10 * MINUTE_MS
"""Posts of the first minutes after a statement are by people who have hardly read it."""

LOOKS = (30, 60, 180)
"""Minutes after a statement at which its effect is estimated."""

EDGES = (-60, -30, -10, 0, 10, 30, 60, 180)
"""The posts are compared in spans between these minutes after the statement, short ones near it."""

BUSIEST_MINUTES = 15


class Posts(NamedTuple):
    """Scored posts of a span of ``minutes``: the negative and the other ones."""

    minutes: float
    negative: int
    other: int

    @property
    def scored(self) -> int:
        """All of them."""
        return self.negative + self.other

    @property
    def negative_share(self) -> float | None:
        """The share of the negative ones; ``None`` where there are no posts."""
        return self.negative / self.scored if self.scored else None


class Span(NamedTuple):
    """The posts from ``start`` to ``end`` minutes after the statement, negative numbers are before it."""

    start: float
    end: float
    posts: Posts


class Around(NamedTuple):
    """The posts in normal times, before a statement and after it.

    ``spans`` are all from an hour before it on, in short spans, and ``busiest`` is how many scored posts
    a minute came in the busiest quarter of an hour of the crisis.
    """

    normal: Posts
    before: Posts
    after: Posts
    spans: Sequence[Span]
    busiest: float


class Course(NamedTuple):
    """What was counted by minute from ``since_ms`` on, oldest first, and when the crisis began."""

    counted: Sequence[tuple[int, Tally]]
    since_ms: int
    began_ms: int


def posts_around(course: Course, said_ms: int, minutes: int, last_ms: int = 0) -> Around:
    """The posts around a statement of ``said_ms``, up to ``minutes`` after it.

    What came before ``last_ms``, the statement before this one, is not compared.
    """
    first_ms = course.counted[0][0] if course.counted else course.began_ms  # a brand may be new
    normal_from = min(max(course.began_ms - NORMAL_MS, course.since_ms, first_ms), course.began_ms)
    before_from = max(said_ms - BEFORE_MS, course.began_ms, last_ms)
    until_ms = said_ms + minutes * MINUTE_MS
    return Around(
        _sum(course.counted, normal_from, course.began_ms),
        _sum(course.counted, before_from, said_ms),
        _sum(course.counted, said_ms + SPREAD_MS, until_ms),
        [
            Span((start - said_ms) / MINUTE_MS, (end - said_ms) / MINUTE_MS, _sum(course.counted, start, end))
            for start, end in _edges(said_ms, before_from, until_ms)
        ],
        _busiest(course.counted, course.began_ms, max(until_ms, said_ms)),
    )


def _edges(said_ms: int, from_ms: int, until_ms: int) -> list[tuple[int, int]]:
    edges = [said_ms + minute * MINUTE_MS for minute in EDGES]
    clipped = [(max(start, from_ms), min(end, until_ms)) for start, end in pairwise(edges)]
    return [(start, end) for start, end in clipped if start < end]


def _sum(counted: Sequence[tuple[int, Tally]], since_ms: int, until_ms: int) -> Posts:
    found = [tally for _, tally in counted_between(counted, since_ms, until_ms)]
    negative, scored = sum(tally.negative for tally in found), sum(tally.scored for tally in found)
    return Posts(max(0, until_ms - since_ms) / MINUTE_MS, negative, scored - negative)


def counted_between(counted: Sequence[tuple[int, Tally]], since_ms: int, until_ms: int) -> Sequence[tuple[int, Tally]]:
    """Those of ``since_ms <= minute < until_ms``."""
    first, last = (bisect_left(counted, at_ms, key=itemgetter(0)) for at_ms in (since_ms, until_ms))
    return counted[first:last]


def _busiest(counted: Sequence[tuple[int, Tally]], since_ms: int, until_ms: int) -> float:
    """Scored posts a minute of the busiest quarter of an hour between these times."""
    busiest = kept = first = 0
    found = [(at_ms, tally.scored) for at_ms, tally in counted_between(counted, since_ms, until_ms)]
    for at_ms, scored in found:
        kept += scored
        while found[first][0] <= at_ms - BUSIEST_MINUTES * MINUTE_MS:
            kept -= found[first][1]
            first += 1
        busiest = max(busiest, kept)
    return busiest / min(BUSIEST_MINUTES, max(1, (until_ms - since_ms) / MINUTE_MS))
