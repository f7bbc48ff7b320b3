"""Whether a crisis gets worse or better: what was counted in the last minutes beside the minutes before, in words."""

from __future__ import annotations

import math
from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from shared.domain.mentions.tally import Tally
from shared.domain.moments.moment import Kind, Moment, Status
from shared.domain.time import MINUTE_MS, minute_of
from shared.messages.figures import count_noun, is_past_peak

WINDOW_MINUTES = 10
"""Two of these are compared; a shorter one scatters too much, a longer one says it too late."""

CLEAR_RATIO, CLEAR_DEVIATIONS = 1.25, 1.0
"""A change is one from this ratio on, and if it is larger than the usual scatter of counts (Poisson)."""


class Direction(StrEnum):
    """Where a crisis is heading."""

    RISING = "rising"
    STEADY = "steady"
    FALLING = "falling"
    RECOVERING = "recovering"
    OVER = "over"


TREND_TEXT = {
    Direction.RISING: "Still rising",
    Direction.STEADY: "Neither rising nor falling",
    Direction.FALLING: "Falling, not yet normal",
    Direction.RECOVERING: "Going back to normal",
    Direction.OVER: "Over",
}

UNCOUNTED = frozenset({Kind.CHANNEL_SILENCE, Kind.INFLUENTIAL_VOICE})
"""Kinds that are about no number of posts."""


class Trend(NamedTuple):
    """The direction, with the counts of the last ten minutes and of the ten before; ``None`` where not compared."""

    direction: Direction
    recent: int | None = None
    before: int | None = None


def trend_of(lead: Moment, status: Status, counted: Iterable[tuple[int, Tally]], now_ms: int) -> Trend:
    """The trend of a crisis of this ``status`` at ``now_ms``, from the counters of its minutes.

    The minute that has only begun is left out. Until there are two windows since the
    opening, and where there are no counters, the latest count is compared with the peak.
    """
    if not status.ongoing:
        return Trend(Direction.OVER)
    young = now_ms - lead.opened_ms < 2 * WINDOW_MINUTES * MINUTE_MS
    windows = None if young or lead.kind in UNCOUNTED else _windows(lead, counted, now_ms)
    if windows is None:
        known = _without_counts(lead)
        return Trend(Direction.RECOVERING if status is Status.RECOVERING else known)
    return Trend(Direction.RECOVERING if status is Status.RECOVERING else direction(*windows), *windows)


def _without_counts(lead: Moment) -> Direction:
    """Where nothing can be compared, it rises until its peak is past; one author's post does neither."""
    if lead.kind in UNCOUNTED:
        return Direction.STEADY
    return Direction.FALLING if is_past_peak(lead) else Direction.RISING


def direction(recent: int, before: int) -> Direction:
    """Whether ``recent`` is clearly more or less than ``before``, both counts of equal times.

    >>> [str(direction(*counts)) for counts in ((60, 30), (30, 28), (20, 40), (1, 0), (0, 0))]
    ['rising', 'steady', 'falling', 'steady', 'steady']
    """
    scatter = CLEAR_DEVIATIONS * math.sqrt(recent + before)
    if recent >= CLEAR_RATIO * before and recent - before > scatter:
        return Direction.RISING
    if before >= CLEAR_RATIO * recent and before - recent > scatter:
        return Direction.FALLING
    return Direction.STEADY


def trend_text(trend: Trend, lead: Moment) -> str:
    """The trend in words, with its counts where it has them; empty for what neither rises nor falls, as a silence.

    >>> from shared.domain.moments.moment import Severity
    >>> surge = Moment("acme", "1", Kind.NEGATIVE_SURGE, Severity.SEV1, Status.OPEN, 0, 0, 0, "1")
    >>> trend_text(Trend(Direction.RISING, 62, 31), surge)
    'Still rising: 62 negative posts in the last 10 min, 31 before'
    """
    if trend.direction is Direction.STEADY and lead.kind in UNCOUNTED:
        return ""
    words = TREND_TEXT[trend.direction]
    if trend.recent is None or trend.before is None:
        return words
    noun = count_noun(lead.kind, lead.evidence.subject)
    return f"{words}: {trend.recent:,} {noun} in the last {WINDOW_MINUTES} min, {trend.before:,} before"


def counted_by(kind: Kind, subject: str, tally: Tally) -> int:
    """How many posts of a tally a moment of this kind counts.

    >>> counted_by(Kind.NEGATIVE_SURGE, "", Tally(mentions=9, negative=4))
    4
    """
    if kind is Kind.TRENDING_HASHTAG:
        return tally.hashtags.get(subject, 0)
    if kind is Kind.CHANNEL_SILENCE:
        return tally.channels.get(subject, 0)
    return {
        Kind.NEGATIVE_SURGE: tally.negative,
        Kind.SENTIMENT_SHIFT: tally.negative,
        Kind.SHARING_WAVE: tally.critical_shares,
        Kind.QUESTION_WAVE: tally.questions,
        Kind.PURCHASE_WAVE: tally.purchases,
        Kind.PRAISE_WAVE: tally.praises,
    }.get(kind, tally.mentions)


def _windows(lead: Moment, counted: Iterable[tuple[int, Tally]], now_ms: int) -> tuple[int, int] | None:
    """The counts of the last two windows; ``None`` where there are no counters."""
    until = minute_of(now_ms)
    middle, since = until - WINDOW_MINUTES * MINUTE_MS, until - 2 * WINDOW_MINUTES * MINUTE_MS
    recent = before = 0
    known = False
    for minute_ms, tally in counted:
        known = True
        if since <= minute_ms < until:
            count = counted_by(lead.kind, lead.evidence.subject, tally)
            recent, before = (recent + count, before) if minute_ms >= middle else (recent, before + count)
    return (recent, before) if known else None
