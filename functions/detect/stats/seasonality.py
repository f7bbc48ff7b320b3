"""The seasonality of a brand's week: by what factor an hour of the day and a day of the week differ.

Factors are stored as natural logarithms with five decimals, and learnt little by little.
The hour's factor runs linearly between the middles of the hours; days are those of UTC.
"""

from __future__ import annotations

from typing import NamedTuple

from functions.detect.stats.rates import BUCKET_RATES, LearningRates
from shared.domain.time import DAY_MS, HOUR_MS

HOURS, DAYS = 24, 7
_DAY_OF_EPOCH = 3
"""1970-01-01 was a Thursday, the fourth day of a week that begins on Monday."""


class Seasonality(NamedTuple):
    """24 factors for the hours of the day and 7 for the days from Monday, as logarithms."""

    hours: tuple[float, ...]
    days: tuple[float, ...]


FLAT = Seasonality((0.0,) * HOURS, (0.0,) * DAYS)
"""The seasonality of a brand nothing is known of."""


def hour_of_day(at_ms: int) -> int:
    """The hour of the UTC day, 0 to 23."""
    return at_ms % DAY_MS // HOUR_MS


def weekday(at_ms: int) -> int:
    """The day of the week in UTC, 0 for Monday.

    >>> weekday(0), weekday(4 * DAY_MS)
    (3, 0)
    """
    return (at_ms // DAY_MS + _DAY_OF_EPOCH) % DAYS


def log_factor(seasonality: Seasonality, at_ms: int) -> float:
    """The logarithm of the time's factor.

    >>> log_factor(Seasonality((0.0, 0.5) + (0.0,) * 22, (0.1,) * 7), 3_600_000)    # 01:00, between two hours
    0.35
    """
    before, after, part = _place(at_ms)
    hour = seasonality.hours[before] * (1.0 - part) + seasonality.hours[after] * part
    return hour + seasonality.days[weekday(at_ms)]


def updated(
    seasonality: Seasonality, surplus: float, at_ms: int, buckets: int, rates: LearningRates = BUCKET_RATES
) -> Seasonality:
    """The seasonality after a bucket with ``surplus`` more than expected (0.5: half as much again).

    ``buckets`` is the number learnt from before: the more, the less one more can change.
    """
    before, after, part = _place(at_ms)
    rate = max(rates.hour, 1.0 / (buckets / HOURS + 25.0)) * surplus
    hours = list(seasonality.hours)
    hours[before] = _within(hours[before] + rate * (1.0 - part), 3.0)
    hours[after] = _within(hours[after] + rate * part, 3.0)
    days, today = list(seasonality.days), weekday(at_ms)
    days[today] = _within(days[today] + max(rates.weekday, 1.0 / (buckets / DAYS + rates.day)) * surplus, 2.0)
    return Seasonality(tuple(hours), tuple(days))


def _place(at_ms: int) -> tuple[int, int, float]:
    """The hours whose middles lie before and after the time, and how far it is between them."""
    position = at_ms % DAY_MS / HOUR_MS - 0.5
    before = int(position) if position >= 0.0 else -1
    return before % HOURS, (before + 1) % HOURS, position - before


def _within(number: float, limit: float) -> float:
    return round(min(max(number, -limit), limit), 5)
