"""From minute counters to buckets of every signal, and back to what was said in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Protocol

from functions.detect.detector import Bucket
from functions.detect.signal import Signal
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


@dataclass(frozen=True, slots=True)
class Row:
    """What one bucket holds of every signal, in their order, and whether the brand was heard in it."""

    numbers: tuple[int, ...]
    heard: bool


Table = Mapping[int, Row]
"""The rows of the buckets that hold any counter, by their start."""

_numbers_of = attrgetter(*(signal.counts for signal in Signal))
_PLACE = {signal: place for place, signal in enumerate(Signal)}
_NOTHING = Row((0,) * len(Signal), heard=False)


def settled_until(now_ms: int) -> int:
    """The start of the newest bucket that has settled: closed for as long as mentions may be late.

    >>> settled_until(20 * 60_000), settled_until(20 * 60_000 - 1)
    (0, -300000)
    """
    return bucket_of(now_ms - BUCKET_MS - LATENESS_MS)


def closed(bucket_ms: int, now_ms: int) -> bool:
    """Whether the bucket that starts at ``bucket_ms`` is over."""
    return bucket_ms + BUCKET_MS <= now_ms


def tabled(counts: Iterable[Counted], *, late_too: bool) -> Table:
    """The counters by bucket, oldest first.

    Late mentions teach what is normal, and are left out of what may alert.
    """
    rows: dict[int, Row] = {}
    for count in counts:
        if late_too or not count.late:
            start = bucket_of(count.minute_ms)
            before = rows.get(start, _NOTHING)
            numbers = zip(before.numbers, _numbers_of(count.tally), strict=True)
            heard = before.heard or (not count.late and count.tally.mentions > 0)
            rows[start] = Row(tuple(old + new for old, new in numbers), heard)
    return dict(sorted(rows.items()))


def bucket_in(table: Table, signal: Signal, start_ms: int) -> Bucket:
    """The signal's bucket that starts at ``start_ms``; a silent one where the table has none."""
    row = table.get(start_ms, _NOTHING)
    return Bucket(start_ms, row.numbers[_PLACE[signal]], row.heard)


def talk(counts: Iterable[Counted], since_ms: int) -> Tally:
    """All that was said in time, from ``since_ms`` on."""
    return total(count.tally for count in counts if not count.late and count.minute_ms >= since_ms)
