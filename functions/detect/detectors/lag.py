"""How late a brand's mentions come: minute counters in, the lag behind which the brand is judged out.

A bucket that looks calm may only be one whose posts have not come yet. So no bucket is
calm before the brand's lag has passed it. The lag is that of nine mentions of ten: a few
stragglers of a live brand delay nothing, a channel that always comes late does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from functions.detect.detectors.series import MinuteCounter
from shared.domain.time import BUCKET_MS, MINUTE_MS, bucket_of

STRAGGLERS = 0.1
"""The part of the mentions that may come later than the lag."""

LEAST_MENTIONS = 10
"""With fewer of late, the lag that is remembered counts as well."""

WINDOW_MS = 30 * MINUTE_MS
"""Mentions count for the lag as long after they may come as this."""


def observed_lag(counts: Iterable[MinuteCounter], now_ms: int, remembered_ms: int, limit_ms: int) -> int:
    """The lag of a brand, full minutes in milliseconds; 0 for one whose mentions come within a minute.

    ``remembered_ms`` is the lag that was observed before, ``limit_ms`` after how long a
    mention is too late to alert: no lag is longer.
    """
    found = [count for count in counts if not count.late and count.minute_ms >= now_ms - limit_ms - WINDOW_MS]
    delays: Counter[int] = Counter()
    for count in found:
        delays.update(count.tally.delays)
    mentions = sum(count.tally.mentions for count in found)
    lag_ms = _passed_by_most(delays, mentions) * MINUTE_MS
    return min(lag_ms if mentions >= LEAST_MENTIONS else max(lag_ms, remembered_ms), limit_ms)


def own_lag(counts: Iterable[MinuteCounter], bucket_ms: int, now_ms: int) -> int:
    """How late an alarm in the bucket that starts at ``bucket_ms`` comes because its posts came late, milliseconds.

    A brand that is heard live may get one batch late. What goes on in the posts after it
    can be as late.
    """
    after_ms = max(0, now_ms - bucket_ms - BUCKET_MS)
    delays = (
        max(count.tally.delays, default=0)
        for count in (counts if after_ms else ())
        if not count.late and bucket_of(count.minute_ms) == bucket_ms
    )
    return min(after_ms, max(delays, default=0) * MINUTE_MS)


def _passed_by_most(delays: Counter[int], mentions: int) -> int:
    """The delay in minutes that no more than the stragglers among ``mentions`` exceed.

    >>> _passed_by_most(Counter({10: 60}), 60), _passed_by_most(Counter({10: 60}), 6_000)
    (10, 0)
    """
    later = 0
    for minutes in sorted(delays, reverse=True):
        later += delays[minutes]
        if later > STRAGGLERS * mentions:
            return minutes
    return 0
