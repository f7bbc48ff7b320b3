"""The time span that the chart of a moment shows, and the counts of its bars."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from shared.domain.moment import Moment
from shared.domain.tally import Tally
from shared.domain.time import BUCKET_MS, DAY_MS, HOUR_MS, MINUTE_MS

BEFORE_MS, AFTER_MS = HOUR_MS, 30 * MINUTE_MS
"""How much of the normal time before and after a moment is shown."""

MIN_SPAN_MS, MAX_SPAN_MS = 3 * HOUR_MS, 2 * DAY_MS
"""A shorter chart does not show what is normal; a longer one reads too many counters for one page."""

MAX_BARS = 60
"""As many as can be told apart on a phone 320 pixels wide."""

BAR_WIDTHS_MS = (BUCKET_MS, 2 * BUCKET_MS, 3 * BUCKET_MS, 6 * BUCKET_MS, HOUR_MS)


@dataclass(frozen=True, slots=True)
class Span:
    """From ``since_ms`` until before ``until_ms`` in whole bars of ``bar_ms``."""

    since_ms: int
    until_ms: int
    bar_ms: int

    @property
    def starts(self) -> range:
        """The start times of the bars."""
        return range(self.since_ms, self.until_ms, self.bar_ms)


@dataclass(frozen=True, slots=True)
class Bar:
    """The counts from ``at_ms`` on, for the length of a bar."""

    at_ms: int
    mentions: int = 0
    negative: int = 0


def span_of(moment: Moment, now_ms: int) -> Span:
    """An hour before the moment until now, or until half an hour after its end; three hours to two days.

    >>> from shared.domain.moment import Kind, Severity, Status
    >>> just_seen = Moment("acme", "1", Kind.VOLUME_BURST, Severity.SEV3, Status.OPEN, DAY_MS, 0, 0, "1")
    >>> span = span_of(just_seen, DAY_MS + 4 * MINUTE_MS)
    >>> (span.until_ms - DAY_MS) // MINUTE_MS, len(span.starts), span.bar_ms == BUCKET_MS
    (5, 37, True)
    """
    until = max(now_ms, moment.opened_ms) + 1
    if moment.ended_ms is not None:
        until = min(until, moment.ended_ms + AFTER_MS)
    since = max(0, until - MAX_SPAN_MS, min(moment.opened_ms - BEFORE_MS, until - MIN_SPAN_MS))
    bar = next((width for width in BAR_WIDTHS_MS if until - since <= width * MAX_BARS), BAR_WIDTHS_MS[-1])
    return Span(since - since % bar, until + -until % bar, bar)


def bars_of(span: Span, counted: Iterable[tuple[int, Tally]]) -> list[Bar]:
    """The bars of a span from (minute, tally) pairs in any order; pairs outside the span are left out."""
    sums = {at: [0, 0] for at in span.starts}
    for minute_ms, tally in counted:
        if span.since_ms <= minute_ms < span.until_ms:
            found = sums[minute_ms - (minute_ms - span.since_ms) % span.bar_ms]
            found[0] += tally.mentions
            found[1] += tally.negative
    return [Bar(at, mentions, negative) for at, (mentions, negative) in sums.items()]
