"""Write shards: over how many partitions the mentions of a brand are spread, at which time of publication.

A mention's key must be the same whenever it is written, or it is stored and counted twice. So
its shard depends on when it was *published*, and the number of shards changes for posts of
the future alone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from shared.domain.time import DAY_MS, MINUTE_MS

AHEAD_MS = 20 * MINUTE_MS
"""A change holds for what is published so much later: whoever writes with settings read before it has ended by then
(a call takes 15 minutes at most, and a post is dated two minutes ahead at most)."""

MOST, GROWTH = 64, 16
"""A brand that is too busy for its shards gets so many times as many: how busy it would be with enough is not known."""

BUSY_PER_MINUTE = 20_000
"""Mentions of one shard in one minute from which on it is too busy: a third of the 1,000 a second it can take."""

QUIET_MS = 7 * DAY_MS
"""A brand that was quiet for so long gets back the shards it began with. The next flood finds them few for twenty
minutes again, so it is long: a crisis has later waves."""

MOST_CHANGES = 40
"""A history so long is not made longer by a quiet week: the brand keeps its shards."""


class WriteShards(NamedTuple):
    """``now`` shards now, and what was before: (published until, shards) pairs, oldest first."""

    now: int = 1
    earlier: tuple[tuple[int, int], ...] = ()

    def at(self, published_ms: int) -> int:
        """The number of shards for what was published then.

        >>> shards = WriteShards(16, ((1_000, 1), (2_000, 4)))
        >>> [shards.at(at_ms) for at_ms in (999, 1_000, 1_999, 2_000)]
        [1, 4, 4, 16]
        """
        place = bisect_right([until for until, _ in self.earlier], published_ms)
        return self.earlier[place][1] if place < len(self.earlier) else self.now

    def most_between(self, since_ms: int, until_ms: int) -> int:
        """The largest number of shards for what was published from ``since_ms`` on, before ``until_ms``.

        >>> WriteShards(1, ((1_000, 1), (2_000, 4))).most_between(0, 1_500)
        4
        """
        ends = [until for until, _ in self.earlier if since_ms < until < until_ms]
        return max(self.at(at_ms) for at_ms in (since_ms, *ends))

    @property
    def most(self) -> int:
        """The largest number of shards at any time."""
        return max(self.now, *(count for _, count in self.earlier), 1)

    def is_changing(self, now_ms: int) -> bool:
        """Whether a change does not hold yet."""
        return bool(self.earlier) and now_ms < self.earlier[-1][0]

    def changed(self, count: int, now_ms: int) -> WriteShards:
        """With so many shards for what is published twenty minutes from now on.

        >>> WriteShards(1).changed(4, 0) == WriteShards(4, ((AHEAD_MS, 1),))
        True
        """
        if count == self.now:
            return self
        return WriteShards(count, (*self.earlier, (now_ms + AHEAD_MS, self.now)))

    def last_change_ms(self) -> int:
        """From when on the present number holds, epoch ms; 0 for always."""
        return self.earlier[-1][0] if self.earlier else 0

    def may_narrow(self, least: int, now_ms: int) -> bool:
        """Whether there are more than ``least``, for as long as a brand must have been quiet.

        >>> wide = WriteShards(16, ((0, 1),))
        >>> wide.may_narrow(1, QUIET_MS - 1), wide.may_narrow(1, QUIET_MS), wide.may_narrow(16, QUIET_MS)
        (False, True, False)
        """
        return self.now > least and len(self.earlier) < MOST_CHANGES and now_ms - self.last_change_ms() >= QUIET_MS

    def narrowed(self, least: int, hours: Iterable[int], now_ms: int) -> WriteShards:
        """With ``least`` shards, if none of the ``hours`` had as many mentions as these may take in a minute.

        >>> wide = WriteShards(16, ((0, 1),))
        >>> wide.narrowed(1, [0, BUSY_PER_MINUTE - 1], QUIET_MS) == WriteShards(1, ((0, 1), (QUIET_MS + AHEAD_MS, 16)))
        True
        >>> wide.narrowed(1, [0, BUSY_PER_MINUTE], QUIET_MS) == wide
        True
        """
        quiet = self.may_narrow(least, now_ms) and max(hours, default=0) < BUSY_PER_MINUTE * least
        return self.changed(least, now_ms) if quiet else self
