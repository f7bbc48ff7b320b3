"""From minute counters to buckets of a signal, and back to what was said in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from functions.detect.alarm import Signal
from functions.detect.detector import Bucket
from shared.bucket import BUCKET_MS, LATENESS_MS, bucket_of
from shared.tally import Tally, total


class Counted(Protocol):
    """One minute counter: what was counted, and whether too late to alert."""

    @property
    def minute_ms(self) -> int:
        """The start of the minute, epoch milliseconds."""
        ...

    @property
    def tally(self) -> Tally:
        """What was counted in it."""
        ...

    @property
    def late(self) -> bool:
        """Whether it counts and teaches, and never alerts."""
        ...


MEASURE: Mapping[Signal, str] = {Signal.VOLUME: "mentions", Signal.NEGATIVE: "negative"}
"""The field of a tally that each signal counts."""


def settled_until(now_ms: int) -> int:
    """The start of the newest bucket that has settled: closed for as long as mentions may be late.

    >>> settled_until(20 * 60_000), settled_until(20 * 60_000 - 1)
    (0, -300000)
    """
    return bucket_of(now_ms - BUCKET_MS - LATENESS_MS)


def closed(bucket_ms: int, now_ms: int) -> bool:
    """Whether the bucket that starts at ``bucket_ms`` is over."""
    return bucket_ms + BUCKET_MS <= now_ms


def buckets(counts: Iterable[Counted], signal: Signal, *, late_too: bool) -> dict[int, Bucket]:
    """The signal's buckets that hold any counter, by their start.

    Late mentions teach what is normal, and are left out of what may alert.
    """
    sums: dict[int, int] = {}
    heard: set[int] = set()
    for count in counts:
        start = bucket_of(count.minute_ms)
        if not count.late and count.tally.mentions:
            heard.add(start)
        if late_too or not count.late:
            sums[start] = sums.get(start, 0) + getattr(count.tally, MEASURE[signal])
    return {start: Bucket(start, number, start in heard) for start, number in sorted(sums.items())}


def talk(counts: Iterable[Counted], since_ms: int) -> Tally:
    """All that was said in time, from ``since_ms`` on."""
    return total(count.tally for count in counts if not count.late and count.minute_ms >= since_ms)
