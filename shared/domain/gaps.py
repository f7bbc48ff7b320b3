"""When a query was not heard, and how much of a time was: what ingest notes, detect and query read.

A poll that reads everything covers the time since the one before it. Where the next such
poll comes too late to alert in time, the time between them is a gap. What a gap holds is
mostly read afterwards; it is lost where the channel no longer lists it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from shared.domain.poll_status import LATE_AFTER_MS, PollStatus
from shared.domain.text import digest
from shared.domain.time import DAY_MS

KEPT_MS = 8 * DAY_MS
"""How long a gap is remembered: a week is shown."""

MOST_GAPS = 100
"""Gaps remembered of a query; of more, neighbours become one, which never makes them look shorter."""


class GapCause(StrEnum):
    """Why a query was not heard."""

    FAILED = "failed"
    LIMITED = "limited"
    BEHIND = "behind"
    NOT_POLLED = "not_polled"
    DROPPED = "dropped"


class Gap(NamedTuple):
    """A time in which a query was not heard, in epoch ms; ``lost``: what was posted then was not read afterwards."""

    begin_ms: int
    end_ms: int
    cause: GapCause
    lost: bool = False


GapsByQuery = Mapping[str, Sequence[Gap]]
"""The gaps of queries, by :func:`key_of`."""


def key_of(channel: str, query: str) -> str:
    """By what the gaps of a query are found; the query itself may hold a key, so it is not stored again."""
    return f"{channel}#{digest(query)}"


class CoveredTime(NamedTuple):
    """A time in which a query was watched, in ms: heard in time, read later, and lost (or not read so far)."""

    covered_ms: int = 0
    late_ms: int = 0
    lost_ms: int = 0

    @property
    def watched_ms(self) -> int:
        """All of it.

        >>> CoveredTime(50, 7, 3).watched_ms
        60
        """
        return sum(self)

    def plus(self, other: CoveredTime) -> CoveredTime:
        """Both together."""
        return CoveredTime(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


def open_gap(poll: PollStatus, now_ms: int) -> Gap | None:
    """The gap that a query is in; none while its next poll is not overdue.

    >>> minute = 60_000
    >>> open_gap(PollStatus("rss", "q", success_ms=minute, since_ms=1, errors=1), 12 * minute)
    Gap(begin_ms=60000, end_ms=720000, cause=<GapCause.FAILED: 'failed'>, lost=True)
    >>> open_gap(PollStatus("rss", "q", success_ms=minute, since_ms=1, errors=1), 11 * minute)
    """
    heard_ms = poll.success_ms or poll.since_ms
    if not heard_ms or now_ms - max(heard_ms, poll.fresh_until_ms) <= LATE_AFTER_MS:
        return None
    return Gap(heard_ms, now_ms, _cause(poll), lost=True)


def ended_gaps(before: PollStatus, now_ms: int, lost_until_ms: int = 0) -> list[Gap]:
    """The gaps that a complete poll at ``now_ms`` ended.

    What was posted up to ``lost_until_ms`` the channel no longer listed. The first poll of all
    looks back only so far, so the time in which none worked counts as lost.
    """
    found = []
    heard_ms = before.success_ms or before.since_ms
    if heard_ms and lost_until_ms > heard_ms:
        found.append(Gap(heard_ms, min(lost_until_ms, now_ms), GapCause.DROPPED, lost=True))
    if (gap := open_gap(before, now_ms)) and (rest := max(gap.begin_ms, lost_until_ms)) < now_ms:
        found.append(gap._replace(begin_ms=rest, lost=not before.success_ms))
    return found


def with_gaps(known: Iterable[Gap], new: Iterable[Gap], now_ms: int) -> tuple[Gap, ...]:
    """The gaps to remember, oldest first, without those of long ago; none overlaps another."""
    kept: list[Gap] = []
    for gap in sorted(one for one in (*known, *new) if one.end_ms > now_ms - KEPT_MS):
        if kept and gap.begin_ms < kept[-1].end_ms:
            kept[-1] = _joined(kept[-1], gap)
        else:
            kept.append(gap)
    while len(kept) > MOST_GAPS:
        apart = [after.begin_ms - before.end_ms for before, after in pairwise(kept)]
        closest = apart.index(min(apart))
        kept[closest : closest + 2] = [_joined(*kept[closest : closest + 2])]
    return tuple(kept)


def covered_time(poll: PollStatus, gaps: Sequence[Gap], since_ms: int, now_ms: int) -> CoveredTime:
    """How much of the time from ``since_ms`` to ``now_ms`` was covered, as far as the query was watched.

    >>> hour = 3_600_000
    >>> polled = PollStatus("rss", "q", success_ms=9 * hour, since_ms=hour)
    >>> covered_time(polled, [Gap(2 * hour, 5 * hour, GapCause.FAILED)], 0, 9 * hour).covered_ms / hour
    5.0
    """
    begin_ms = max(since_ms, poll.since_ms)
    if not poll.since_ms or begin_ms >= now_ms:
        return CoveredTime()
    late_ms = lost_ms = 0
    for gap in _all_gaps(poll, gaps, now_ms):
        part_ms = max(0, min(gap.end_ms, now_ms) - max(gap.begin_ms, begin_ms))
        late_ms += 0 if gap.lost else part_ms
        lost_ms += part_ms if gap.lost else 0
    return CoveredTime(now_ms - begin_ms - late_ms - lost_ms, late_ms, lost_ms)


def _all_gaps(poll: PollStatus, gaps: Sequence[Gap], now_ms: int) -> Iterator[Gap]:
    """Those that ended, and the one that is open."""
    current = open_gap(poll, now_ms)
    yield from with_gaps(gaps, [current] if current else [], now_ms)


def _joined(first: Gap, second: Gap) -> Gap:
    return Gap(first.begin_ms, max(first.end_ms, second.end_ms), second.cause, first.lost or second.lost)


def _cause(poll: PollStatus) -> GapCause:
    """Why a query has not been heard since its last success, by its last attempt."""
    if poll.errors:
        return GapCause.FAILED
    if poll.not_before_ms > poll.attempt_ms:
        return GapCause.LIMITED
    return GapCause.BEHIND if poll.attempt_ms > poll.success_ms else GapCause.NOT_POLLED
