"""Parses durations such as ``5m``, ``12h`` or ``30d``, and times that are so long ago."""

from __future__ import annotations

import re

from shared.domain.errors import InvalidInput
from shared.domain.time import DAY_MS, HOUR_MS, MINUTE_MS, WEEK_MS, parse_time

UNITS_MS = {"m": MINUTE_MS, "h": HOUR_MS, "d": DAY_MS, "w": WEEK_MS}


def duration_ms(text: str, option: str) -> int:
    """The milliseconds of a whole number of minutes, hours, days or weeks.

    Raises:
        InvalidInput: it is not a duration; the message names the ``option``.

    >>> duration_ms("5m", "--bucket"), duration_ms("30d", "--since")
    (300000, 2592000000)
    """
    found = re.fullmatch(r"([0-9]{1,6})([mhdw])", text.strip().lower(), re.ASCII)
    if found is None or not int(found[1]):
        raise InvalidInput(
            f"{option} must be a number of m, h, d or w for example 5m or 30d, not {text[:40]!r}", field=option
        )
    return int(found[1]) * UNITS_MS[found[2]]


def ago_ms(text: str, option: str, now_ms: int) -> int:
    """The time so long before ``now_ms`` (at least 0), or the time of a date.

    Raises:
        InvalidInput: it is neither; the message names the ``option``.

    >>> ago_ms("1d", "--since", 90_000_000), ago_ms("1970-01-02", "--since", 0)
    (3600000, 86400000)
    """
    if re.match(r"[0-9]{4}-", text.strip(), re.ASCII):
        return parse_time(text, field=option)
    return max(0, now_ms - duration_ms(text, option))
