"""What is stored of a channel: how much it says at which hour and day, and how unevenly."""

from __future__ import annotations

from math import sqrt
from typing import Any, NamedTuple

from functions.detect.detectors.codec import Document, StateCodec, peaks_document, peaks_restored
from functions.detect.stats.peaks import Peaks, initial_peaks
from functions.detect.stats.rates import BUCKET_RATES, DAY, HALF_HOUR, HOUR, WEEK, learning_rate
from functions.detect.stats.rounding import rounded
from functions.detect.stats.seasonality import HOURS
from shared.domain.time import BUCKET_MINUTES, BUCKET_MS, minute_of_week

DAYS = 7
_HOUR_MINUTES, _DAY_MINUTES = 60, 24 * 60

_HOUR_RATE = learning_rate(14 * HOUR)
_DAY_RATE = 1.0 / (4 * DAY)
_DAY_PRIOR = DAY / 3
_LEAST = 1e-4


class ChannelBucket(NamedTuple):
    """One bucket of one brand on one channel: its posts, and whether the channel was collected at all.

    ``local_minute`` is the minute of the week in the brand's own time zone, -1 where that is UTC.
    """

    start_ms: int
    posts: int
    collected: bool = True
    local_minute: int = -1

    @property
    def minute(self) -> int:
        """The minute of the week, from Monday 00:00, by the brand's clock."""
        return self.local_minute if self.local_minute >= 0 else minute_of_week(self.start_ms)


class ChannelBaseline(NamedTuple):
    """What is normal of a channel: ``level`` posts a bucket, ``hours`` of the local day, and factors of the weekdays.

    ``dispersion`` is that of the smoothed count; ``seen`` and ``expected`` are the count and
    its expectation, smoothed in the same way over :meth:`width` buckets.
    """

    level: float
    hours: tuple[float, ...]
    days: tuple[float, ...]
    dispersion: float
    seen: float
    expected: float

    def at(self, minute: int) -> float:
        """Posts expected of the bucket at this minute of the local week."""
        return max(self.hours[hour_of_day(minute)] * self.days[weekday(minute)], _LEAST)

    @property
    def width(self) -> float:
        """Buckets in which about twelve posts are expected: half an hour to half a day."""
        return min(max(12.0 / max(self.level, _LEAST), float(HALF_HOUR)), DAY / 2.0)

    @property
    def per_bucket(self) -> float:
        """Posts a bucket, never quite none."""
        return max(self.level, _LEAST)

    def smoothed(self, posts: int, minute: int) -> tuple[float, float]:
        """The count and its expectation with this bucket, a bucket's worth each."""
        gain = 2.0 / (self.width + 1.0)
        return self.seen + gain * (posts - self.seen), self.expected + gain * (self.at(minute) - self.expected)

    def updated(self, posts: int, minute: int, learnt: int, trust: float) -> ChannelBaseline:
        """After a bucket, ``learnt`` ones before; what it teaches is limited to five deviations, and weighed."""
        normal, hour, day = self.at(minute), hour_of_day(minute), weekday(minute)
        credible = min(float(posts), normal + 5.0 * sqrt(normal + self.dispersion * normal * normal) + 1.0)
        taught = credible if learnt >= DAY else float(posts)
        visits = learnt // DAY * HOUR + minute % _HOUR_MINUTES // BUCKET_MINUTES
        hours, days = list(self.hours), list(self.days)
        hour_rate = min(trust * max(_HOUR_RATE, 1.0 / (visits + 1.0)), 1.0)
        hours[hour] = rounded(max(hours[hour] + hour_rate * (taught - normal), 0.0))
        if learnt >= 2 * DAY:
            days_seen = learnt // WEEK * DAY + minute % _DAY_MINUTES // BUCKET_MINUTES
            day_rate = min(trust, 1.0) * max(_DAY_RATE, 1.0 / (days_seen + _DAY_PRIOR))
            days[day] = rounded(min(max(days[day] + day_rate * (taught - normal) / self.per_bucket, 0.05), 4.0))
        level_rate = min(trust * max(BUCKET_RATES.level, 1.0 / (learnt + 1.0)), 1.0)
        seen, expected = self.smoothed(posts, minute)
        return ChannelBaseline(
            rounded(self.level + level_rate * (taught - self.level)),
            tuple(hours),
            tuple(days),
            self._dispersion(seen, expected, learnt, trust),
            rounded(seen),
            rounded(expected),
        )

    def _dispersion(self, seen: float, expected: float, learnt: int, trust: float) -> float:
        """The dispersion by the method of moments, of windows in which anything is expected."""
        mean = expected * self.width
        if mean < 1.0:
            return self.dispersion
        limit = 5.0 * sqrt(mean + self.dispersion * mean * mean)
        aside = min(max((seen - expected) * self.width, -limit), limit)
        excess = min(max((aside * aside - mean) / (mean * mean), -1.0), 10.0)
        rate = min(trust, 1.0) * max(BUCKET_RATES.dispersion, 1.0 / (learnt + 20.0))
        return rounded(min(max(self.dispersion + rate * (excess - self.dispersion), 0.001), 20.0))


class SilenceState(NamedTuple):
    """What is known of a brand's channel after the bucket at ``bucket_ms``; ``buckets`` collected ones were learnt.

    ``silent`` and ``sparse`` are the posts expected since the last post, and since the one
    before it; ``since_ms`` and ``sparse_ms`` the starts of the buckets with those posts.
    ``suspect`` says for how many buckets the silence was suspicious; ``envelope`` is the
    largest return period of late. ``local``: the hours are those of the brand's own time zone.
    """

    bucket_ms: int
    buckets: int
    suspect: int
    silent: float
    sparse: float
    since_ms: int
    sparse_ms: int
    envelope: float
    baseline: ChannelBaseline
    peaks: Peaks
    local: bool = True

    def quieted(self) -> SilenceState:
        """The same habits and record, just after a post, and windows in which as much came as was expected."""
        at_ms, baseline = self.bucket_ms, self.baseline._replace(seen=self.baseline.expected)
        calm = self._replace(suspect=0, silent=0.0, sparse=0.0, since_ms=at_ms, sparse_ms=at_ms)
        return calm._replace(envelope=0.0, baseline=baseline)


def hour_of_day(minute: int) -> int:
    """The hour of the day, 0 to 23, at this minute of the week."""
    return minute % _DAY_MINUTES // _HOUR_MINUTES


def weekday(minute: int) -> int:
    """The day of the week, 0 for Monday, at this minute of it.

    >>> weekday(0), weekday(6 * 24 * 60)
    (0, 6)
    """
    return minute // _DAY_MINUTES


def in_local_time(state: SilenceState, offset_hours: int) -> SilenceState:
    """A state whose hours were those of UTC, with the hours of a clock that is so many hours ahead of it.

    >>> state = begin(ChannelBucket(0, 1))
    >>> hours = tuple(map(float, range(24)))
    >>> in_local_time(state._replace(baseline=state.baseline._replace(hours=hours), local=False), 2).baseline.hours[:3]
    (22.0, 23.0, 0.0)
    """
    hours = tuple(state.baseline.hours[(hour - offset_hours) % HOURS] for hour in range(HOURS))
    return state._replace(baseline=state.baseline._replace(hours=hours), local=True)


def begin(bucket: ChannelBucket) -> SilenceState:
    """The state after a channel's first bucket."""
    at_ms, count = bucket.start_ms, float(bucket.posts)
    baseline = ChannelBaseline(count, (count,) * HOURS, (1.0,) * DAYS, 0.5, count, count)
    peaks = initial_peaks(at_ms // BUCKET_MS)
    return SilenceState(at_ms, int(bucket.collected), 0, 0.0, 0.0, at_ms, at_ms, 0.0, baseline, peaks)


def _written(state: SilenceState) -> dict[str, Any]:
    baseline = state.baseline
    return {
        "bucket": state.bucket_ms,
        "heard": state.buckets,
        "suspect": state.suspect,
        "run": [state.silent, state.sparse, state.since_ms, state.sparse_ms],
        "envelope": state.envelope,
        "hours": list(baseline.hours),
        "days": list(baseline.days),
        "habit": [baseline.level, baseline.dispersion, baseline.seen, baseline.expected],
        "board": peaks_document(state.peaks),
        "local": state.local,
    }


def _read(found: Document) -> SilenceState:
    level, dispersion, seen, expected = found["habit"]
    silent, sparse, since_ms, sparse_ms = found["run"]
    return SilenceState(
        bucket_ms=found["bucket"],
        buckets=found["heard"],
        suspect=found["suspect"],
        silent=silent,
        sparse=sparse,
        since_ms=since_ms,
        sparse_ms=sparse_ms,
        envelope=found["envelope"],
        baseline=ChannelBaseline(level, tuple(found["hours"]), tuple(found["days"]), dispersion, seen, expected),
        peaks=peaks_restored(found["board"]),
        local=bool(found.get("local", False)),
    )


CODEC = StateCodec(1, _written, _read)
"""The stored form of one channel, under a kilobyte. Without ``local`` its hours are those of UTC."""
