"""Streams that resemble real brands: what recorded volume has and a Poisson process does not.

Fitted to five recorded brands: 4 to 6 bursts a day above three times the local level; half of
them one bucket long, one in ten 5 to 8 buckets; peaks of 4 to 8 levels in the middle, with a
Pareto tail of exponent 3 (CRM, GOOG, PFE), 1.3 (KO) or 0.7 (UPS); gaps with a coefficient of
variation of 1.1 to 1.4, so barely clustered beyond the day's own cycle; dispersion within
minutes 0.06 to 0.09; the busiest hour 2.5 to 7 times the quietest; residuals correlated 0.5 at
one bucket, 0.35 at an hour, 0.2 at three hours.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import dataclass

from shared.domain.time import BUCKET_MS, HOUR_MS, minute_of_week
from tests.benchmarks.comparison.bursts import DAY
from tests.benchmarks.comparison.streams import STREAMS, Draft, Stream

LEAST_LEVEL = 0.5
"""A repost brings whole posts, however quiet the brand: events scale with at least so many a bucket."""

LEAST_SIZE = 3.0
"""The smallest events, in local levels."""

Course = Callable[[random.Random, float], list[float]]
"""How an event of some size goes, bucket by bucket."""


def reposts(chance: random.Random, size: float) -> list[float]:
    """All at once: one bucket, sometimes two."""
    return [size] if chance.random() < 0.7 else [size, size * chance.uniform(0.2, 0.8)]


def thread(chance: random.Random, size: float) -> list[float]:
    """Replies to a post: they fade exponentially within minutes to an hour."""
    tau = max(1.0, chance.expovariate(1 / 4))
    return [size * math.exp(-i / tau) for i in range(int(4 * tau) + 1)]


def cascade(_: random.Random, size: float) -> list[float]:
    """News: up within a quarter of an hour, down by a power law for half a day (Omori's law)."""
    rise = [size * (i + 1) / 4 for i in range(3)]
    return rise + [size * (1 + i / 6) ** -1.2 for i in range(DAY // 2)]


@dataclass(frozen=True, slots=True)
class Events:
    """Events with a Pareto size up to ``most``, so many a day, more of them where more is posted."""

    a_day: float
    tail: float
    most: float
    course: Course

    def __call__(self, chance: random.Random, draft: Draft) -> None:
        """Add them to a draft."""
        base = list(draft.expected)
        mean = sum(base) / len(base)
        for number, level in enumerate(base):
            if chance.random() < self.a_day / DAY * level / mean:
                size = min(LEAST_SIZE * chance.paretovariate(self.tail), self.most)
                _add(draft, number, self.course(chance, size), max(level, LEAST_LEVEL))


@dataclass(frozen=True, slots=True)
class Mixed:
    """Events of which more than half are reposts, most others threads, and one in twenty is news."""

    a_day: float
    tail: float
    most: float

    def __call__(self, chance: random.Random, draft: Draft) -> None:
        """Add them to a draft."""
        for share, course in ((0.55, reposts), (0.4, thread), (0.05, cascade)):
            Events(share * self.a_day, self.tail, self.most, course)(chance, draft)


@dataclass(frozen=True, slots=True)
class Trading:
    """Monday to Friday, 14:30 to 21:00 UTC, so many times the rest, from one bucket to the next."""

    factor: float

    def __call__(self, _: random.Random, draft: Draft) -> None:
        """Raise the level of a draft in trading hours."""
        for number in range(len(draft.expected)):
            weekday, minute = divmod(minute_of_week(draft.first_ms + number * BUCKET_MS), 24 * 60)
            if weekday < 5 and 14 * 60 + 30 <= minute < 21 * 60:
                draft.expected[number] *= self.factor


@dataclass(frozen=True, slots=True)
class Bots:
    """So many more posts in the first bucket of every so many hours of the clock."""

    posts: float
    hours: int

    def __call__(self, _: random.Random, draft: Draft) -> None:
        """Add them to a draft."""
        for number in range(len(draft.expected)):
            if (draft.first_ms + number * BUCKET_MS) % (self.hours * HOUR_MS) == 0:
                draft.expected[number] += self.posts


def _add(draft: Draft, start: int, parts: list[float], level: float) -> None:
    for number, part in enumerate(parts, start):
        if number < len(draft.expected):
            draft.expected[number] += level * part


REALISTIC = (
    Stream("real 0.2", 0.2, 0.06, 0.6, disturbance=Mixed(3, 2.5, 60)),
    Stream("real 0.9 (PFE)", 0.7, 0.06, 0.7, weekend=-0.4, wander=0.35, memory=12, disturbance=Mixed(5, 2.9, 60)),
    Stream("real 3 (CRM)", 2.5, 0.08, 0.8, weekend=-0.6, wander=0.4, memory=24, disturbance=Mixed(6, 3.0, 60)),
    Stream("real 5 (UPS)", 2.2, 0.07, 0.8, weekend=-0.5, wander=0.3, memory=12, disturbance=Mixed(5, 1.0, 200)),
    Stream("real 11 (KO)", 8.0, 0.09, 0.5, weekend=-0.2, wander=0.4, memory=24, disturbance=Mixed(5, 1.4, 200)),
    Stream("real 20 (GOOG)", 17.0, 0.06, 0.45, weekend=-0.4, wander=0.4, memory=24, disturbance=Mixed(4, 2.9, 60)),
    Stream("real 100", 100.0, 0.05, 0.5, weekend=-0.3, wander=0.35, memory=24, disturbance=Mixed(4, 2.5, 60)),
    Stream("threads 5", 4.0, 0.06, 0.4, disturbance=Events(3, 2.0, 60, thread)),
    Stream("cascades 5", 4.0, 0.06, 0.4, disturbance=Events(0.3, 1.5, 100, cascade)),
    Stream("trading 3", 3.0, 0.1, 0.3, disturbance=Trading(5.0)),
    Stream("trading 20", 20.0, 0.05, 0.3, disturbance=Trading(3.0)),
    Stream("bot hourly 2", 2.0, 0.05, 0.4, disturbance=Bots(8.0, 1)),
    Stream("bot hourly 20", 20.0, 0.05, 0.4, disturbance=Bots(40.0, 1)),
    Stream("bot daily 2", 2.0, 0.05, 0.4, disturbance=Bots(40.0, 24)),
    Stream("scattered 0.5, 2", 0.5, 2.0),
    Stream("scattered 5, 1", 5.0, 1.0),
)
"""A number in the name is about the mean of a bucket."""

ALL_STREAMS = (*STREAMS, *REALISTIC)
