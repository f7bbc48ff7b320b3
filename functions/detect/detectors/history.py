"""A brand's past in, part by part, what its signals learn from it out: as if the brand had been watched then.

Posts that come late, as in a backfill, cannot teach states that have learnt newer buckets. So
the past is learnt again from the counters, in their order. What came late then counts as if it
had come in time, with two exceptions. On days on which hardly anybody posted, it is no proof
that nobody else did: the last posts of a feed are no history, unless a person says that it is
complete. And what is newer than :data:`STILL_LATE_MS` may be in the windows that the next posts
are judged by, which nothing late may fill.

The law: a brand whose older posts came late has, once its past is learnt, the very states of
one to which they came in time, as long as no pause is longer than a day and every channel was
collected.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, Protocol, runtime_checkable

from functions.detect.detectors.all_signals import evaluate_signals
from functions.detect.detectors.confirmed import Confirmed
from functions.detect.detectors.evaluation import DetectorState
from functions.detect.detectors.series import MinuteCounter, settled_until
from functions.detect.detectors.signal import Signal
from shared.domain.brand import Brand
from shared.domain.mentions.tally import Tally
from shared.domain.time import ALLOWED_LATENESS_MS, BUCKET_MS, DAY_MS, HOUR_MS, bucket_of

STILL_LATE_MS = 6 * HOUR_MS
"""What came late and is no older than this at the end of the past stays late: twice the longest window."""

DENSE = 12
"""On a day with posts in fewer than one of so many buckets, what came late says nothing of those without any."""

States = Mapping[Signal, DetectorState | None]


class PastCounter(NamedTuple):
    """One minute counter of the past; ``late`` where it still counts as late."""

    minute_ms: int
    tally: Tally
    late: bool


class Past(NamedTuple):
    """A part of a brand's past: its counters, the start of its newest bucket, and what is known of those times.

    ``confirmed`` are the episodes of each signal that people confirmed as real, of the whole past.
    ``levels`` are the mentions a bucket that became the normal of a signal at the end of this part.
    """

    counts: Sequence[MinuteCounter]
    until_ms: int
    confirmed: Mapping[Signal, Sequence[Confirmed]] = MappingProxyType({})
    levels: Mapping[Signal, float] = MappingProxyType({})


@runtime_checkable
class _Channels(Protocol):
    """A state that knows each channel by its name."""

    def shares(self) -> dict[str, float]: ...

    def only(self, names: Collection[str]) -> DetectorState: ...


@runtime_checkable
class _Seen(Protocol):
    """A state that knows how many mentions were ever seen."""

    @property
    def bucket_ms(self) -> int: ...

    @property
    def seen(self) -> int: ...

    def _replace(self, *, seen: int) -> DetectorState: ...


def learnt(brand: Brand, states: States, past: Past) -> dict[Signal, DetectorState | None]:
    """The states after the newest bucket of this part, from those before its first.

    A pause of a day or more is learnt, as always, with what follows it: its last day.
    """
    begun_ms = max((state.bucket_ms for state in states.values() if state), default=-1)
    if not past.counts and (begun_ms < 0 or past.until_ms - begun_ms >= DAY_MS or begun_ms >= past.until_ms):
        return dict(states)
    now_ms = past.until_ms + BUCKET_MS + brand.late_after_ms
    counts = _without_holes(begun_ms, past)
    found = evaluate_signals(brand, states, counts, now_ms, confirmed=past.confirmed)
    return {
        signal: (evaluation.at_level(past.levels[signal]) if signal in past.levels else None) or evaluation.state
        for signal, evaluation in found.items()
    }


def newest_settled(brand: Brand, lag_ms: int, now_ms: int) -> int:
    """The start of the newest bucket that has settled, for a brand whose mentions come ``lag_ms`` late."""
    return settled_until(now_ms, max(brand.late_after_ms, lag_ms + ALLOWED_LATENESS_MS))


def as_lived(counts: Sequence[MinuteCounter], until_ms: int, *, complete: bool) -> list[MinuteCounter]:
    """The counters of one day as they teach where the past ends with the bucket at ``until_ms``.

    ``complete``: a person says that no post is missing.
    """
    if not (complete or _is_dense(counts)):
        return list(counts)
    still_late_ms = until_ms - STILL_LATE_MS
    return [
        PastCounter(count.minute_ms, count.tally, late=count.late and count.minute_ms >= still_late_ms)
        for count in counts
    ]


def without_others(
    states: States, stored: States, recent: Sequence[MinuteCounter]
) -> dict[Signal, DetectorState | None]:
    """The states with those channels only that are stored, or whose posts came in time of late.

    Another one was brought by a backfill alone, and is not silent after it.
    """
    known: set[str] = {channel for count in recent if not count.late for channel in count.tally.channels}
    for state in stored.values():
        known |= state.shares().keys() if isinstance(state, _Channels) else set()
    return {signal: state.only(known) if isinstance(state, _Channels) else state for signal, state in states.items()}


def with_seen(states: States, stored: States, counts: Sequence[MinuteCounter]) -> dict[Signal, DetectorState | None]:
    """The states with the number of mentions ever seen going on from what is stored, by the ``counts`` after that.

    An open moment's mentions are what was seen since its opening: what a backfill brought is not among them.
    """
    return {signal: _with_seen(signal, state, stored.get(signal), counts) for signal, state in states.items()}


def _with_seen(
    signal: Signal, state: DetectorState | None, stored: DetectorState | None, counts: Sequence[MinuteCounter]
) -> DetectorState | None:
    if not isinstance(state, _Seen) or not isinstance(stored, _Seen):
        return state
    since = range(stored.bucket_ms + BUCKET_MS, state.bucket_ms + BUCKET_MS)
    return state._replace(
        seen=stored.seen + sum(getattr(count.tally, signal.counts) for count in counts if count.minute_ms in since)
    )


def _is_dense(counts: Sequence[MinuteCounter]) -> bool:
    buckets = {bucket_of(count.minute_ms) for count in counts if count.tally.mentions}
    return bool(buckets) and len(buckets) * DENSE * BUCKET_MS >= max(buckets) - min(buckets)


def _without_holes(begun_ms: int, past: Past) -> list[MinuteCounter]:
    """The counters, and an empty one for each bucket after ``begun_ms`` in which nobody posted."""
    known = {bucket_of(count.minute_ms) for count in past.counts}
    first_ms = min(known, default=begun_ms)
    if begun_ms >= 0 and first_ms - begun_ms <= DAY_MS:
        first_ms = begun_ms + BUCKET_MS
    return sorted([*past.counts, *_empty(first_ms, past.until_ms, known)], key=lambda count: count.minute_ms)


def _empty(first_ms: int, until_ms: int, known: Collection[int]) -> Iterator[PastCounter]:
    for start_ms in range(first_ms, until_ms + 1, BUCKET_MS):
        if start_ms not in known:
            yield PastCounter(start_ms, Tally(), late=True)
