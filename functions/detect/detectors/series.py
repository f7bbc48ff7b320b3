"""Minute counters in, the buckets of a brand out: settled and unsettled ones, and what was collected in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from types import MappingProxyType
from typing import NamedTuple, Protocol

from functions.detect.detectors.confirmed import Confirmed, Part
from functions.detect.detectors.signal import COUNT_SIGNALS, Signal
from shared.domain.gaps import Gap
from shared.domain.mentions.tally import Tally, Voice, loudest, total
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


class BucketSums(NamedTuple):
    """What one bucket holds: the sums of its counters, and whether any mention of the brand came in time."""

    numbers: tuple[int, ...]
    in_time: bool
    hashtags: Mapping[str, int]
    channels: Mapping[str, int]
    voices: Mapping[str, Voice]

    def number(self, name: str) -> int:
        """The sum of one field of the tallies."""
        return self.numbers[_PLACE[name]]


_EMPTY = BucketSums((0,) * len(_FIELDS), in_time=False, hashtags={}, channels={}, voices={})

_NOTHING: Mapping[Signal, Sequence[Confirmed]] = MappingProxyType({})


class Buckets(NamedTuple):
    """The buckets that hold any counter, by their start, oldest first; any other is an empty one."""

    sums: Mapping[int, BucketSums]

    def at(self, start_ms: int) -> BucketSums:
        """What the bucket that starts then holds."""
        return self.sums.get(start_ms, _EMPTY)


class BrandSeries(NamedTuple):
    """What was counted of a brand until ``now_ms``: buckets that have settled, and the newer ones.

    Of a brand whose mentions come late, ``now_ms`` is the time until which they have come.
    ``until_ms`` is the start of the newest bucket that has settled.

    ``settled_in_time`` is of the settled ones what did not come late: where long windows are
    judged, nothing else may get in. ``unsettled_with_late`` are the newer buckets with what
    came late: a channel whose posts come late has not been silent. ``unreachable`` names the
    channels that cannot be polled, each since when, and ``missed`` the times
    whose posts were not read afterwards either. From ``outage_ms`` on so much is missing
    that what is counted does not stand for the brand. ``confirmed`` are the episodes of each
    signal that people confirmed as real.
    """

    now_ms: int
    until_ms: int
    settled: Buckets
    unsettled: Buckets
    settled_in_time: Buckets
    unsettled_with_late: Buckets
    unreachable: Mapping[str, int]
    missed: Mapping[str, Sequence[Gap]] = MappingProxyType({})
    outage_ms: int | None = None
    confirmed: Mapping[Signal, Sequence[Confirmed]] = _NOTHING

    def collected(self, start_ms: int) -> bool:
        """Whether the bucket that starts then was collected: if it is empty, nobody posted."""
        return self.outage_ms is None or start_ms + BUCKET_MS <= self.outage_ms

    def collected_from(self, channel: str, start_ms: int) -> bool:
        """Whether it was from this channel."""
        end_ms = start_ms + BUCKET_MS
        if channel in self.unreachable and end_ms > self.unreachable[channel]:
            return False
        return not any(gap.begin_ms < end_ms and start_ms < gap.end_ms for gap in self.missed.get(channel, ()))

    def confirmed_part(self, signal: Signal, start_ms: int) -> Part:
        """What the bucket that starts then is of the signal's episodes that people confirmed as real."""
        parts = (episode.part(start_ms) for episode in self.confirmed.get(signal, ()))
        return min((part for part in parts if part), default=Part.NONE)

    def unsettled_starts(self) -> range:
        """The starts of the newer buckets, the open one included."""
        return range(self.until_ms + BUCKET_MS, bucket_of(self.now_ms) + 1, BUCKET_MS)


def settled_until(now_ms: int, lateness_ms: int = ALLOWED_LATENESS_MS) -> int:
    """The start of the newest bucket that has settled: closed for as long as mentions may be late.

    >>> settled_until(20 * 60_000), settled_until(20 * 60_000 - 1)
    (0, -300000)
    """
    return bucket_of(now_ms - BUCKET_MS - lateness_ms)


def closed(bucket_ms: int, now_ms: int) -> bool:
    """Whether the bucket that starts at ``bucket_ms`` is over."""
    return bucket_ms + BUCKET_MS <= now_ms


def brand_series(
    counts: Sequence[MinuteCounter], now_ms: int, *, lag_ms: int = 0, limit_ms: int = ALLOWED_LATENESS_MS
) -> BrandSeries:
    """The buckets of these counters at ``now_ms``, for a brand whose mentions come ``lag_ms`` late.

    Late mentions, by more than ``limit_ms``, teach what is normal, and are left out of what may alert.
    Behind the lag, as many buckets stay unsettled as a moment needs to be followed to its end.
    """
    passed_ms = now_ms - lag_ms
    until_ms = settled_until(now_ms, max(limit_ms, lag_ms + ALLOWED_LATENESS_MS))
    newer_ms = until_ms + BUCKET_MS
    older = [count for count in counts if count.minute_ms < newer_ms]
    newer = [count for count in counts if count.minute_ms >= newer_ms]
    newest_ms = max((count.minute_ms for count in newer if not count.late), default=passed_ms) if lag_ms else now_ms
    return BrandSeries(
        min(now_ms, max(passed_ms, newest_ms)),
        until_ms,
        settled=_buckets(older),
        unsettled=_buckets(_in_time(newer)),
        settled_in_time=_buckets(_in_time(older)),
        unsettled_with_late=_buckets(newer),
        unreachable={},
    )


def tally_since(counts: Iterable[MinuteCounter], since_ms: int) -> Tally:
    """All mentions that came in time, from ``since_ms`` on."""
    return total(count.tally for count in counts if not count.late and count.minute_ms >= since_ms)


def _in_time(counts: Iterable[MinuteCounter]) -> Iterator[MinuteCounter]:
    return (count for count in counts if not count.late)


def _buckets(counts: Iterable[MinuteCounter]) -> Buckets:
    sums: dict[int, BucketSums] = {}
    for count in counts:
        start = bucket_of(count.minute_ms)
        before = sums.get(start, _EMPTY)
        numbers = zip(before.numbers, _numbers_of(count.tally), strict=True)
        sums[start] = BucketSums(
            tuple(old + new for old, new in numbers),
            before.in_time or (not count.late and count.tally.mentions > 0),
            _added(before.hashtags, count.tally.hashtags),
            _added(before.channels, count.tally.channels),
            loudest(before.voices, count.tally.voices),
        )
    return Buckets(dict(sorted(sums.items())))


def _added(old: Mapping[str, int], new: Mapping[str, int]) -> Mapping[str, int]:
    if not (old and new):
        return old or new
    return {**old, **{name: old.get(name, 0) + number for name, number in new.items()}}
