"""The posts around a statement: in normal times, before it, and after it, from the counters by minute."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from shared.domain.mentions.tally import Tally
from shared.domain.time import HOUR_MS, MINUTE_MS

NORMAL_MS = 3 * HOUR_MS
"""How much of the time before the crisis tells what is normal."""

BEFORE_MS = HOUR_MS
"""How much of the crisis before the statement is compared."""

SPREAD_MS = 10 * MINUTE_MS
"""Posts of the first minutes after a statement are by people who have not read it, and count on neither side."""

LOOKS = (30, 60, 180)
"""Minutes after a statement at which its effect is estimated."""


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


class Around(NamedTuple):
    """The posts in normal times, before a statement and after it."""

    normal: Posts
    before: Posts
    after: Posts


class Course(NamedTuple):
    """What was counted by minute from ``since_ms`` on, and when the crisis began."""

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
    return Around(
        _sum(course.counted, normal_from, course.began_ms),
        _sum(course.counted, before_from, said_ms),
        _sum(course.counted, said_ms + SPREAD_MS, said_ms + minutes * MINUTE_MS),
    )


def _sum(counted: Sequence[tuple[int, Tally]], since_ms: int, until_ms: int) -> Posts:
    found = [tally for at_ms, tally in counted if since_ms <= at_ms < until_ms]
    negative, scored = sum(tally.negative for tally in found), sum(tally.scored for tally in found)
    return Posts(max(0, until_ms - since_ms) / MINUTE_MS, negative, scored - negative)
