"""From minute counters to buckets of every signal, and back to what was said in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Protocol

from functions.detect.detectors.count.scoring import CountBucket
from functions.detect.detectors.hashtag.scoring import TagBucket
from functions.detect.detectors.negative_share.scoring import ShareBucket
from functions.detect.detectors.signal import COUNT_SIGNALS, Signal
from shared.domain.tally import Tally, total
from shared.domain.time import ALLOWED_LATENESS_MS, BUCKET_MS, bucket_of


class MinuteCounter(Protocol):
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


_FIELDS = (*(signal.counts for signal in COUNT_SIGNALS), "scored")
_PLACE = {name: place for place, name in enumerate(_FIELDS)}
_numbers_of = attrgetter(*_FIELDS)


@dataclass(frozen=True, slots=True)
class BucketSums:
    """What one bucket holds: the sums of its counters, and whether the brand was heard in it in time."""

    numbers: tuple[int, ...]
    heard: bool
    hashtags: Mapping[str, int] = field(default_factory=dict)
    channels: Mapping[str, int] = field(default_factory=dict)

    def number(self, name: str) -> int:
        """The sum of one field of the tallies."""
        return self.numbers[_PLACE[name]]


_NOTHING = BucketSums((0,) * len(_FIELDS), heard=False)


@dataclass(frozen=True, slots=True)
class Buckets:
    """The buckets that hold any counter, by their start, oldest first; any other is a silent one."""

    rows: Mapping[int, BucketSums]

    def count(self, signal: Signal, start_ms: int) -> CountBucket:
        """The bucket of a signal that counts."""
        row = self.rows.get(start_ms, _NOTHING)
        return CountBucket(start_ms, row.number(signal.counts), row.heard)

    def mood(self, start_ms: int) -> ShareBucket:
        """The bucket of the negative share."""
        row = self.rows.get(start_ms, _NOTHING)
        return ShareBucket(start_ms, row.number("negative"), row.number("scored"))

    def channels(self, start_ms: int) -> Mapping[str, int]:
        """The posts of each channel."""
        return self.rows.get(start_ms, _NOTHING).channels

    def tags(self, start_ms: int) -> TagBucket:
        """The bucket of the hashtags."""
        row = self.rows.get(start_ms, _NOTHING)
        return TagBucket(start_ms, row.number("mentions"), row.hashtags)


@dataclass(frozen=True, slots=True)
class BrandSeries:
    """What was counted of a brand until ``now_ms``: buckets that have settled, and the newer ones.

    ``timely`` is of the settled ones what did not come late: where long windows are
    judged, nothing else may get in. ``lately`` are the newer buckets with what came late:
    whoever was heard late has not been silent. ``deaf`` names the channels that cannot be heard, each
    since when; ``deaf_ms`` is from when on so much is missing that what is heard is not the
    brand's talk.
    """

    now_ms: int
    settled: Buckets
    unsettled: Buckets
    settled_in_time: Buckets
    unsettled_with_late: Buckets
    unreachable: Mapping[str, int] = field(default_factory=dict)
    outage_ms: int | None = None

    def collected(self, start_ms: int) -> bool:
        """Whether the brand was listened to in the bucket that starts then: its silence is a silence."""
        return self.outage_ms is None or start_ms + BUCKET_MS <= self.outage_ms

    def collected_from(self, channel: str, start_ms: int) -> bool:
        """Whether this channel was."""
        return channel not in self.unreachable or start_ms + BUCKET_MS <= self.unreachable[channel]

    @property
    def until_ms(self) -> int:
        """The start of the newest bucket that has settled."""
        return settled_until(self.now_ms)


def settled_until(now_ms: int) -> int:
    """The start of the newest bucket that has settled: closed for as long as mentions may be late.

    >>> settled_until(20 * 60_000), settled_until(20 * 60_000 - 1)
    (0, -300000)
    """
    return bucket_of(now_ms - BUCKET_MS - ALLOWED_LATENESS_MS)


def closed(bucket_ms: int, now_ms: int) -> bool:
    """Whether the bucket that starts at ``bucket_ms`` is over."""
    return bucket_ms + BUCKET_MS <= now_ms


def brand_series(counts: Sequence[MinuteCounter], now_ms: int) -> BrandSeries:
    """What the counters say.

    Late mentions teach what is normal, and are left out of what may alert.
    """
    newer_ms = settled_until(now_ms) + BUCKET_MS
    older = [count for count in counts if count.minute_ms < newer_ms]
    newer = [count for count in counts if count.minute_ms >= newer_ms]
    return BrandSeries(now_ms, _tabled(older), _tabled(_in_time(newer)), _tabled(_in_time(older)), _tabled(newer))


def _in_time(counts: Iterable[MinuteCounter]) -> Iterator[MinuteCounter]:
    return (count for count in counts if not count.late)


def _tabled(counts: Iterable[MinuteCounter]) -> Buckets:
    rows: dict[int, BucketSums] = {}
    for count in counts:
        start = bucket_of(count.minute_ms)
        before = rows.get(start, _NOTHING)
        numbers = zip(before.numbers, _numbers_of(count.tally), strict=True)
        in_time = before.heard or (not count.late and count.tally.mentions > 0)
        rows[start] = BucketSums(
            tuple(old + new for old, new in numbers),
            in_time,
            _added(before.hashtags, count.tally.hashtags),
            _added(before.channels, count.tally.channels),
        )
    return Buckets(dict(sorted(rows.items())))


def _added(old: Mapping[str, int], new: Mapping[str, int]) -> Mapping[str, int]:
    if not (old and new):
        return old or new
    return {**old, **{name: old.get(name, 0) + number for name, number in new.items()}}


def tally_since(counts: Iterable[MinuteCounter], since_ms: int) -> Tally:
    """All that was said in time, from ``since_ms`` on."""
    return total(count.tally for count in counts if not count.late and count.minute_ms >= since_ms)
