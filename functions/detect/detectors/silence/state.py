"""What is remembered of a channel's habit: how much it says at which hour and day, and how unevenly."""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt
from typing import Any, NamedTuple

from functions.detect.detectors.codec import Migrations, board_document, board_restored, brought_forward
from functions.detect.stats.peaks import Peaks, initial_peaks
from functions.detect.stats.rounding import rounded
from shared.domain.time import BUCKET_MS, DAY_MS, HOUR_MS

FORMAT = 1
"""The version of the document. Reading an older one goes through :data:`MIGRATIONS`."""

MIGRATIONS: Migrations = {}

DAY = 288
"""Buckets a day."""

_HOURS, _DAYS, _IN_HOUR = 24, 7, 12
_HOUR_RATE = 1.0 - 2.0 ** (-1.0 / (14 * _IN_HOUR))
_DAY_RATE = 1.0 / (4 * DAY)
_DAY_PRIOR = DAY / 3
_LEVEL_RATE = 1.0 - 2.0 ** (-1.0 / (7 * DAY))
_SPREAD_RATE = 1.0 - 2.0 ** (-1.0 / (28 * DAY))
_LEAST = 1e-4


class ChannelBucket(NamedTuple):
    """Five minutes of one brand on one channel: its posts, and whether the channel was collected at all."""

    start_ms: int
    posts: int
    collected: bool = True


class ChannelBaseline(NamedTuple):
    """The normal course of a channel: ``level`` posts a bucket, ``hours`` of the UTC day, and factors of the weekdays.

    ``spread`` is the dispersion of the smoothed count; ``seen`` and ``expected`` are the
    count and its expectation, smoothed alike over :meth:`width` buckets.
    """

    level: float
    hours: tuple[float, ...]
    days: tuple[float, ...]
    spread: float
    seen: float
    expected: float

    def at(self, at_ms: int) -> float:
        """Posts expected of the bucket at this time."""
        return max(self.hours[_hour(at_ms)] * self.days[_weekday(at_ms)], _LEAST)

    @property
    def width(self) -> float:
        """Buckets in which about twelve posts are expected: half an hour to half a day."""
        return min(max(12.0 / max(self.level, _LEAST), 6.0), DAY / 2.0)

    def smoothed(self, posts: int, at_ms: int) -> tuple[float, float]:
        """The count and its expectation with this bucket, a bucket's worth each."""
        gain = 2.0 / (self.width + 1.0)
        return self.seen + gain * (posts - self.seen), self.expected + gain * (self.at(at_ms) - self.expected)

    def taught(self, posts: int, at_ms: int, heard: int, trust: float) -> ChannelBaseline:
        """After a bucket; what it may teach is limited to five deviations, and weighed by ``trust``."""
        normal, hour, day = self.at(at_ms), _hour(at_ms), _weekday(at_ms)
        credible = min(float(posts), normal + 5.0 * sqrt(normal + self.spread * normal * normal) + 1.0)
        taught = credible if heard >= DAY else float(posts)
        visits = heard // DAY * _IN_HOUR + at_ms % HOUR_MS // BUCKET_MS
        hours, days = list(self.hours), list(self.days)
        hour_rate = min(trust * max(_HOUR_RATE, 1.0 / (visits + 1.0)), 1.0)
        hours[hour] = rounded(max(hours[hour] + hour_rate * (taught - normal), 0.0))
        if heard >= 2 * DAY:
            days_seen = heard // (7 * DAY) * DAY + at_ms % DAY_MS // BUCKET_MS
            day_rate = min(trust, 1.0) * max(_DAY_RATE, 1.0 / (days_seen + _DAY_PRIOR))
            by = day_rate * (taught - normal) / max(self.level, _LEAST)
            days[day] = rounded(min(max(days[day] + by, 0.05), 4.0))
        level_rate = min(trust * max(_LEVEL_RATE, 1.0 / (heard + 1.0)), 1.0)
        seen, expected = self.smoothed(posts, at_ms)
        return ChannelBaseline(
            rounded(self.level + level_rate * (taught - self.level)),
            tuple(hours),
            tuple(days),
            self._spread(seen, expected, heard, trust),
            rounded(seen),
            rounded(expected),
        )

    def _spread(self, seen: float, expected: float, heard: int, trust: float) -> float:
        """The dispersion by the method of moments, of windows in which anything is expected."""
        mean = expected * self.width
        if mean < 1.0:
            return self.spread
        limit = 5.0 * sqrt(mean + self.spread * mean * mean)
        aside = min(max((seen - expected) * self.width, -limit), limit)
        excess = min(max((aside * aside - mean) / (mean * mean), -1.0), 10.0)
        rate = min(trust, 1.0) * max(_SPREAD_RATE, 1.0 / (heard + 20.0))
        return rounded(min(max(self.spread + rate * (excess - self.spread), 0.001), 20.0))


class SilenceState(NamedTuple):
    """What is remembered of a brand's channel after the bucket at ``bucket_ms``.

    ``heard`` counts the collected buckets. ``silent`` and ``sparse`` are the posts
    expected since the last post, and since the one before it; ``since_ms`` and
    ``sparse_ms`` the starts of the buckets with those posts. ``suspect`` says for how many
    buckets the silence was suspicious; ``envelope`` is the largest return period of late.
    """

    bucket_ms: int
    heard: int
    suspect: int
    silent: float
    sparse: float
    since_ms: int
    sparse_ms: int
    envelope: float
    habit: ChannelBaseline
    board: Peaks


def begin(bucket: ChannelBucket) -> SilenceState:
    """The state after a channel's first bucket."""
    at_ms, count = bucket.start_ms, float(bucket.posts)
    habit = ChannelBaseline(count, (count,) * _HOURS, (1.0,) * _DAYS, 0.5, count, count)
    board = initial_peaks(at_ms // BUCKET_MS)
    return SilenceState(at_ms, int(bucket.collected), 0, 0.0, 0.0, at_ms, at_ms, 0.0, habit, board)


def document(state: SilenceState) -> dict[str, Any]:
    """The state as JSON values, under a kilobyte."""
    habit = state.habit
    return {
        "v": FORMAT,
        "bucket": state.bucket_ms,
        "heard": state.heard,
        "suspect": state.suspect,
        "run": [state.silent, state.sparse, state.since_ms, state.sparse_ms],
        "envelope": state.envelope,
        "hours": list(habit.hours),
        "days": list(habit.days),
        "habit": [habit.level, habit.spread, habit.seen, habit.expected],
        "board": board_document(state.board),
    }


def restored(found: Mapping[str, Any]) -> SilenceState:
    """The state a document holds, brought forward from older formats.

    Raises:
        Poison: it is no such document, or of a format newer than this code.
    """
    return brought_forward(found, FORMAT, MIGRATIONS, _state)


def _state(found: Mapping[str, Any]) -> SilenceState:
    level, spread, seen, expected = found["habit"]
    silent, sparse, since_ms, sparse_ms = found["run"]
    return SilenceState(
        bucket_ms=found["bucket"],
        heard=found["heard"],
        suspect=found["suspect"],
        silent=silent,
        sparse=sparse,
        since_ms=since_ms,
        sparse_ms=sparse_ms,
        envelope=found["envelope"],
        habit=ChannelBaseline(level, tuple(found["hours"]), tuple(found["days"]), spread, seen, expected),
        board=board_restored(found["board"]),
    )


def _hour(at_ms: int) -> int:
    return at_ms % DAY_MS // HOUR_MS


def _weekday(at_ms: int) -> int:
    """0 for Monday; the epoch began on a Thursday."""
    return (at_ms // DAY_MS + 3) % _DAYS
