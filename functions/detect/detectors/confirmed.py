"""Episodes that people confirmed as real in, whether a bucket belongs to one out.

What was real is no measure of a brand's noise: it leaves the record and the baseline, so
that a crisis does not hide the next. Without a word from anybody every episode counts in
full, and so does one that a person dismissed.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from shared.domain.time import DAY_MS, HOUR_MS

AFTERMATH_MS = 2 * HOUR_MS
"""What follows within two hours belongs to the same episode, as in the record of peaks."""

LONGEST_MS = 3 * DAY_MS
"""What lasts longer is learnt from then on: it may have become the normal."""


class Part(IntEnum):
    """Whether a bucket belongs to a confirmed episode, and teaches nothing."""

    NONE = 0
    EPISODE = 1
    AFTERMATH = 2
    """It is over: what was posted in it is no longer in the window either."""


class Confirmed(NamedTuple):
    """An episode that is confirmed: its first bucket, and its end, both in epoch milliseconds."""

    first_ms: int
    end_ms: int

    def part(self, start_ms: int) -> Part:
        """What the bucket that starts then is of the episode.

        >>> [Confirmed(0, HOUR_MS).part(hours * HOUR_MS).name for hours in (-1, 0, 1, 3, 4)]
        ['NONE', 'EPISODE', 'EPISODE', 'AFTERMATH', 'NONE']
        """
        if not self.first_ms <= start_ms <= min(self.end_ms + AFTERMATH_MS, self.first_ms + LONGEST_MS):
            return Part.NONE
        return Part.EPISODE if start_ms <= self.end_ms else Part.AFTERMATH
