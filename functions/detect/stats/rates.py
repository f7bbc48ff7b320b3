"""The pace of a series: how many buckets make a day, and how fast each thing is learnt in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import log10

from shared.domain.time import BUCKET_MS, DAY_MS


@dataclass(frozen=True, slots=True)
class LearningRates:
    """Buckets of ``bucket_ms`` and the learning rates that follow, each one minus two to the minus one half-life.

    ``level`` halves what it knows in a week, ``spread`` in four, an hour's factor in two
    weeks of its own buckets, a weekday's in four of its own days. ``fade`` is what a day's
    halving leaves from one bucket to the next. Times are in buckets.
    """

    bucket_ms: int
    day: float = field(init=False)
    week: float = field(init=False)
    month: float = field(init=False)
    level: float = field(init=False)
    spread: float = field(init=False)
    hour: float = field(init=False)
    weekday: float = field(init=False)
    fade: float = field(init=False)

    def __post_init__(self) -> None:
        day = DAY_MS / self.bucket_ms
        rates = {
            "day": day,
            "week": 7 * day,
            "month": 28 * day,
            "level": _rate(7 * day),
            "spread": _rate(28 * day),
            "hour": _rate(7 * day / 12),
            "weekday": _rate(4 * day),
            "fade": 2.0 ** (-1.0 / day),
        }
        for name, rate in rates.items():
            object.__setattr__(self, name, rate)

    def once_in(self, weeks: float) -> float:
        """The return period of one event in so many weeks, as a decimal logarithm of buckets.

        >>> round(BUCKET_RATES.once_in(1.0), 2)
        3.3
        """
        return log10(weeks * self.week)


def _rate(half_life: float) -> float:
    return float(1.0 - 2.0 ** (-1.0 / half_life))


BUCKET_RATES = LearningRates(BUCKET_MS)
"""The pace of the pipeline."""
