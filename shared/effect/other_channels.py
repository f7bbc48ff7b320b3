"""A statement on one channel: the negative posts of this channel beside those of the channels that it did not reach.

It is shown for comparison and is no part of the verdict: how much channels differ by themselves is
not known, and people carry a statement from one to another, so the difference is rather too small.
"""

from __future__ import annotations

from typing import NamedTuple

from shared.domain.time import HOUR_MS, MINUTE_MS
from shared.effect.windows import BEFORE_MS, SPREAD_MS, Course, counted_between

LEAST_NEGATIVE = 30
"""Fewer negative posts before the statement, there or elsewhere, are no comparison."""


class Pace(NamedTuple):
    """Negative posts an hour before and after a statement."""

    before: float
    after: float

    @property
    def change(self) -> float:
        """The relative change: -0.5 is half of it.

        >>> Pace(120, 40).change
        -0.6666666666666667
        """
        return self.after / self.before - 1


class OtherChannels(NamedTuple):
    """The negative posts on the channel of a statement, and on all others of which they are known."""

    reached: Pace
    others: Pace


def other_channels(course: Course, channel: str, said_ms: int, minutes: int, last_ms: int = 0) -> OtherChannels | None:
    """The comparison ``minutes`` after a statement on ``channel``.

    ``None`` for a statement that was made elsewhere than on a channel that is heard (it reaches
    all), and where there are too few negative posts.
    """
    since_ms = max(said_ms - BEFORE_MS, course.began_ms, last_ms)
    before = _negative(course, channel, since_ms, said_ms)
    after = _negative(course, channel, said_ms + SPREAD_MS, said_ms + minutes * MINUTE_MS)
    if min(before) < LEAST_NEGATIVE:
        return None
    hours = (said_ms - since_ms) / HOUR_MS, minutes / 60 - SPREAD_MS / HOUR_MS
    return OtherChannels(*(Pace(one / hours[0], two / hours[1]) for one, two in zip(before, after, strict=True)))


def _negative(course: Course, channel: str, since_ms: int, until_ms: int) -> tuple[int, int]:
    """The negative posts on the channel, and on the others."""
    here = elsewhere = 0
    for _, tally in counted_between(course.counted, since_ms, until_ms):
        for name, times in tally.negative_channels.items():
            here, elsewhere = (here + times, elsewhere) if name == channel else (here, elsewhere + times)
    return here, elsewhere
