"""The length of a bucket in, what follows from it out: buckets in a span of time, and learning rates per bucket."""

from __future__ import annotations

from functools import lru_cache
from math import log10
from typing import NamedTuple

from shared.domain.time import BUCKET_MS, BUCKETS_PER_DAY, BUCKETS_PER_HOUR, BUCKETS_PER_WEEK, DAY_MS, HOUR_MS


def buckets_in(span_ms: float, bucket_ms: int = BUCKET_MS) -> int:
    """The number of buckets in a span of time, at least one.

    >>> buckets_in(HOUR_MS, 300_000), buckets_in(HOUR_MS, 900_000), buckets_in(1)
    (12, 4, 1)
    """
    return max(1, round(span_ms / bucket_ms))


def buckets_after(bucket_ms: int, start_ms: int) -> int:
    """How many buckets the one that starts at ``start_ms`` comes after the one at ``bucket_ms``, at least one.

    >>> buckets_after(0, 2 * BUCKET_MS), buckets_after(0, 0)
    (2, 1)
    """
    return max(1, (start_ms - bucket_ms) // BUCKET_MS)


def fading(half_life: float) -> float:
    """What is left after one bucket of something that halves every ``half_life`` buckets.

    >>> fading(1), round(fading(288), 4)
    (0.5, 0.9976)
    """
    return float(2.0 ** (-1.0 / half_life))


def learning_rate(half_life: float) -> float:
    """The weight of the newest bucket where what is known halves every ``half_life`` buckets.

    >>> learning_rate(1), round(learning_rate(288), 4)
    (0.5, 0.0024)
    """
    return 1.0 - fading(half_life)


HALF_HOUR, HOUR = buckets_in(HOUR_MS / 2), BUCKETS_PER_HOUR
DAY, WEEK, MONTH = BUCKETS_PER_DAY, BUCKETS_PER_WEEK, 4 * BUCKETS_PER_WEEK
"""Spans of the pipeline in its buckets; a month is four weeks."""


class LearningRates(NamedTuple):
    """Spans in buckets of ``bucket_ms``, and the learning rates that follow.

    ``level`` halves what it knows in a week, ``dispersion`` in four, an hour's factor in two
    weeks of its own buckets. ``fade`` is what a day's half-life leaves from one bucket to the
    next. ``weekly`` is just below the return period of one event a week.
    """

    bucket_ms: int
    day: float
    week: float
    level: float
    dispersion: float
    hour: float
    fade: float
    weekly: float

    def return_period(self, weeks: float) -> float:
        """The return period of one event in so many weeks, as a decimal logarithm of buckets.

        >>> round(BUCKET_RATES.return_period(1.0), 2)
        3.3
        """
        return log10(weeks * self.week)


@lru_cache
def learning_rates(bucket_ms: int) -> LearningRates:
    """The rates of a series with buckets of this length."""
    day = DAY_MS / bucket_ms
    return LearningRates(
        bucket_ms,
        day=day,
        week=7 * day,
        level=learning_rate(7 * day),
        dispersion=learning_rate(28 * day),
        hour=learning_rate(7 * day / 12),
        fade=fading(day),
        weekly=round(log10(7 * day) - 0.0045, 3),
    )


BUCKET_RATES = learning_rates(BUCKET_MS)
"""The rates of the pipeline's own buckets."""
