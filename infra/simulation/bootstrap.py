"""A recorded series in; talk like it, bursts included, out: blocks of the series in random order.

A stationary block bootstrap (D. Politis and J. Romano, The stationary bootstrap, Journal of
the American Statistical Association 89, 1994): a block begins on a random day and has a
random length, a day on average, so bursts keep their size and their course. A new block
goes on at the same time of day, and on the same kind of day (working day or weekend).
There the shape of the series is the same too, so shape and residual of a bucket together
are its count: counts stay whole numbers, and the day's shape and the tail those of the series.

A bucket that was not collected stays so. What lies in a labelled window is left out:
alarms there are not false.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from statistics import fmean

from infra.simulation.traffic import MONDAY_MS
from infra.simulation.windows import Windows
from shared.domain.errors import InvalidInput
from shared.domain.time import BUCKET_MS, BUCKETS_PER_DAY, DAY_MS, HOUR_MS, WEEK_MS

LEAST_DAYS = 3
"""Days of buckets that are needed outside the windows."""

WEEKEND_WEEKS = 2
"""Weeks of a series from which on working days and weekends are kept apart."""

LONGEST_GAP = 7
"""Days of a gap in the series that are kept; a longer gap says no more."""

Series = Sequence[tuple[int, int]]
"""Pairs of bucket start (epoch ms, on the grid) and count, oldest first."""


class BlockBootstrap:
    """Talk drawn from a recorded series, which is laid out as a circle of whole days in UTC.

    ``_counts`` has a place for every bucket, with ``None`` where nothing was collected.
    ``_days`` has the days that may be drawn for each kind of day and time of day, and
    ``_usable`` the same by place.
    """

    def __init__(self, series: Series, windows: Windows) -> None:
        _check(series, windows)
        first_ms, last_ms = series[0][0], series[-1][0]
        self._by_weekend = last_ms - first_ms >= WEEKEND_WEEKS * WEEK_MS
        known, starts = dict(series), _day_starts(series)
        layout = [day_ms + slot * BUCKET_MS for day_ms in starts for slot in range(BUCKETS_PER_DAY)]
        self._counts = [known.get(start_ms) for start_ms in layout]
        outside = [first_ms <= start_ms <= last_ms and not windows.contain(start_ms) for start_ms in layout]
        weekend = [self._is_weekend(day_ms) for day_ms in starts]
        self._days = [[_days(slot, outside, weekend, kind) for slot in range(BUCKETS_PER_DAY)] for kind in (0, 1)]
        self._usable = [
            {day * BUCKETS_PER_DAY + slot for slot, days in enumerate(slots) for day in days} for slots in self._days
        ]

    def simulate(self, rng: random.Random, weeks: int) -> Iterator[tuple[int, int]]:
        """Start and count of every collected bucket of so many weeks; they begin at a random hour of a week."""
        first_ms = MONDAY_MS + rng.randrange(7 * 24) * HOUR_MS
        place: int | None = None
        for start_ms in range(first_ms, first_ms + weeks * WEEK_MS, BUCKET_MS):
            place = self._next(place, start_ms, rng)
            count = None if place is None else self._counts[place]
            if count is not None:
                yield start_ms, count

    def summary(self) -> dict[str, float | int | bool]:
        """What is drawn from: the mean of a collected bucket, days, and whether weekends are kept apart."""
        drawn = [self._counts[place] for place in self._usable[0] | self._usable[1]]
        collected = [count for count in drawn if count is not None]
        return {
            "mean": fmean(collected),
            "days": len(collected) / BUCKETS_PER_DAY,
            "missing": len(drawn) - len(collected),
            "weekends_apart": self._by_weekend,
        }

    def _next(self, place: int | None, start_ms: int, rng: random.Random) -> int | None:
        """The place of the next bucket: the one that follows, or a new block; ``None`` if none has this time of day."""
        slot, kind = start_ms % DAY_MS // BUCKET_MS, self._is_weekend(start_ms)
        days = self._days[kind][slot]
        if not days:
            return None
        if place is None or rng.random() * BUCKETS_PER_DAY < 1.0:
            return rng.choice(days) * BUCKETS_PER_DAY + slot
        place = (place + 1) % len(self._counts)
        while place not in self._usable[kind]:
            place = (place + BUCKETS_PER_DAY) % len(self._counts)
        return place

    def _is_weekend(self, start_ms: int) -> bool:
        """Whether it is Saturday or Sunday, where that makes a difference."""
        return self._by_weekend and (start_ms - MONDAY_MS) // DAY_MS % 7 >= 5  # noqa: PLR2004 - Saturday


def _check(series: Series, windows: Windows) -> None:
    """Refuse a series from which nothing can be drawn.

    Raises:
        InvalidInput: less than three days of it are outside the windows, or all counts there are 0.
    """
    outside = [count for start_ms, count in series if not windows.contain(start_ms)]
    where = " outside the labelled windows" if windows else ""
    if len(outside) * BUCKET_MS < LEAST_DAYS * DAY_MS:
        raise InvalidInput(f"{LEAST_DAYS} days of buckets{where} are needed to simulate a brand's talk", field="series")
    if not any(outside):
        raise InvalidInput(f"all counts of this series{where} are 0, so there is nothing to simulate", field="series")


def _day_starts(series: Series) -> list[int]:
    """The starts of the days of a series; of days without a bucket, at most a week in a row."""
    found = list[int]()
    for day in sorted({start_ms // DAY_MS for start_ms, _ in series}):
        found += range(max(day - LONGEST_GAP, found[-1] + 1) if found else day, day + 1)
    return [day * DAY_MS for day in found]


def _days(slot: int, outside: Sequence[bool], weekend: Sequence[bool], kind: bool | int) -> list[int]:
    """The days of this kind that may be drawn at this time of day; of the other kind if there is none."""
    days = [day for day in range(len(weekend)) if outside[day * BUCKETS_PER_DAY + slot]]
    return [day for day in days if weekend[day] == kind] or days
