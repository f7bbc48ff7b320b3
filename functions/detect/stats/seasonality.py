"""The seasonality of a brand's day: by what factor an hour of the local day differs from the mean.

Factors are stored as natural logarithms with five decimals, and learnt little by little.
Each belongs to the middle of its hour, and the factor runs linearly in between. The minute
of the week is that of the brand's own time zone, so a clock change moves nothing.
"""

from __future__ import annotations

HOURS = 24
Hours = tuple[float, ...]
"""24 factors for the hours of the day, as logarithms."""

FLAT: Hours = (0.0,) * HOURS
"""The seasonality of a brand nothing is known of."""

_STEP = 0.5
"""Two hours that differ by more than this logarithm, a factor of 1.6, have a step between them."""

_DAY = 24 * 60
_PLACES = tuple(
    ((minute - 30) // 60 % HOURS, (minute + 30) // 60 % HOURS, (minute - 30) % 60 / 60.0) for minute in range(_DAY)
)
"""For each minute of the day: the hours whose middles lie before and after it, and how far it is between them."""

_MOST = 3.0
"""The largest logarithm of a factor: twenty times the mean."""


def log_factor(hours: Hours, minute: int) -> float:
    """The logarithm of the factor at a minute of the local week.

    >>> log_factor((0.0, 0.5) + (0.0,) * 22, 60)    # 01:00, between two hours
    0.25
    """
    before, after, part = _PLACES[minute % _DAY]
    return hours[before] * (1.0 - part) + hours[after] * part


def log_factor_before_step(hours: Hours, minute: int) -> float | None:
    """The lower of the two logarithms where the talk steps up or down between two hours, ``None`` where it does not.

    Nobody knows when within the hour it steps, so what is still as low as before is no fall.

    >>> log_factor_before_step((0.0, 0.6) + (0.0,) * 22, 60), log_factor_before_step((0.0, 0.5) + (0.0,) * 22, 60)
    (0.0, None)
    """
    before, after, _ = _PLACES[minute % _DAY]
    one, other = hours[before], hours[after]
    return min(one, other) if abs(one - other) > _STEP else None


def updated(hours: Hours, surplus: float, minute: int, rate: float) -> Hours:
    """The factors after a bucket with ``surplus`` more than expected (0.5: half as much again).

    >>> updated(FLAT, 1.0, 30, 0.1)[:2]
    (0.1, 0.0)
    """
    before, after, part = _PLACES[minute % _DAY]
    changed, step = list(hours), rate * surplus
    changed[before] = _within(changed[before] + step * (1.0 - part))
    if part:
        changed[after] = _within(changed[after] + step * part)
    return tuple(changed)


def _within(number: float) -> float:
    return round(number if -_MOST < number < _MOST else min(max(number, -_MOST), _MOST), 5)
