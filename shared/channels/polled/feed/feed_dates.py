"""A date as a feed writes it in, epoch milliseconds out; ``None`` where it does not say one moment.

feedparser guesses: it takes "2026/11/25" for the first of the month, leaves out AM and PM,
and takes a zone that it does not know for UTC. A date misread into the past would make
every entry of the feed too late to be told.
"""

from __future__ import annotations

import re
from calendar import timegm
from datetime import date

from shared.domain.time import HOUR_MS, MINUTE_MS, SECOND_MS

EARLIEST_YEAR, LATEST_YEAR = 1990, 9999
"""A time before the first web page is a zero that nobody replaced."""

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_HOURS = {
    **dict.fromkeys(("z", "ut", "utc", "gmt", "wet"), 0.0),
    **dict.fromkeys(("bst", "cet", "west"), 1.0),
    **dict.fromkeys(("cest", "eet", "sast"), 2.0),
    **dict.fromkeys(("eest", "msk"), 3.0),
    "jst": 9.0,
    "kst": 9.0,
    "hkt": 8.0,
    "sgt": 8.0,
    "aest": 10.0,
    "aedt": 11.0,
    "nzst": 12.0,
    "nzdt": 13.0,
    "brt": -3.0,
    "art": -3.0,
    "edt": -4.0,
    "est": -5.0,
    "cdt": -5.0,
    "cst": -6.0,
    "mdt": -6.0,
    "mst": -7.0,
    "pdt": -7.0,
    "pst": -8.0,
    "akst": -9.0,
    "akdt": -8.0,
    "hst": -10.0,
}
"""Names of zones that mean one offset: those of RFC 822 and well-known ones; IST and AST mean several."""

_CLOCK = (
    r"(?:[T\s,]+(?:at\s+)?(?P<hour>\d{1,2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,]\d+)?)?\s*(?P<half>[ap]\.?m\.?)?)?"
    r"\s*(?P<zone>[A-Za-z]{1,5})?(?P<offset>[+-]\d{1,2}(?::?\d{2})?)?(?:\s*\([^()]*\))?"
)
_ISO = re.compile(r"(?P<year>\d{4})([-/.]?)(?P<month>\d{1,2})\2(?P<day>\d{1,2})" + _CLOCK, re.IGNORECASE)
_DAY_FIRST = re.compile(
    r"(?:[A-Za-z]{2,9}\.?,?\s+)?(?P<day>\d{1,2})(?:st|[nr]d|th)?[\s-]+(?P<name>[A-Za-z]{3,9})\.?,?[\s-]+(?P<year>\d{4}|\d{2})"
    + _CLOCK,
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?(?P<name>[A-Za-z]{3,9})\.?\s+(?P<day>\d{1,2})(?:st|[nr]d|th)?,?\s+(?P<year>\d{4})"
    + _CLOCK,
    re.IGNORECASE,
)
_ASCTIME = re.compile(
    r"[A-Za-z]{3}\s+(?P<name>[A-Za-z]{3})\s+(?P<day>\d{1,2})\s+(?P<hour>\d{2}):(?P<minute>\d{2}):(?P<second>\d{2})"
    r"\s+(?P<zone>[A-Za-z]{1,5})?(?P<offset>[+-]\d{4})?\s*(?P<year>\d{4})(?P<half>)",
    re.IGNORECASE,
)
_EPOCH = re.compile(r"\d{10}|\d{13}")


def feed_time(text: str) -> int | None:
    """The moment that a date says; without a zone in UTC, without a clock at midnight.

    >>> feed_time("2026/11/25 10:00:00") == feed_time("Wed, 25 Nov 2026 05:00 AM EST") == 1795600800000
    True
    >>> feed_time("0000-00-00 00:00:00"), feed_time("Wed, 25 Nov 2026 07:00:00 XYZ"), feed_time("1970-01-01")
    (None, None, None)
    """
    given = text.strip()[:80]
    if _EPOCH.fullmatch(given):
        return int(given) if len(given) > len("1795600800") else int(given) * SECOND_MS
    for pattern in (_ISO, _DAY_FIRST, _ASCTIME, _MONTH_FIRST):
        if (found := pattern.fullmatch(given)) is not None:
            try:
                return _moment(found)
            except (ValueError, KeyError):
                return None
    return None


def _moment(found: re.Match[str]) -> int:
    """Raises: ValueError, KeyError: there is no such date, hour or zone."""
    day = date(_year(found["year"]), _month(found), int(found["day"]))
    return timegm(day.timetuple()) * SECOND_MS + _clock_ms(found) - _offset_ms(found["zone"], found["offset"])


def _year(text: str) -> int:
    year = int(text)
    if len(text) == 2:  # noqa: PLR2004 - RFC 822 has years of two digits
        year += 2000 if year < 70 else 1900  # noqa: PLR2004 - as RFC 2822 reads them, and POSIX
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise ValueError(f"no plausible year: {text}")
    return year


def _month(found: re.Match[str]) -> int:
    if "name" in found.re.groupindex:
        return _MONTHS.index(found["name"][:3].lower()) + 1
    return int(found["month"])


def _clock_ms(found: re.Match[str]) -> int:
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    half = (found["half"] or "").lower()
    if (half and not 1 <= hour <= 12) or hour > 24 or minute > 59 or second > 60:  # noqa: PLR2004 - a clock
        raise ValueError("no such time of day")
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS


def _offset_ms(zone: str | None, offset: str | None) -> int:
    """How far the zone is ahead of UTC; ``GMT+2`` is two hours ahead."""
    name = (zone or "z").lower()
    if offset is None or name not in {"z", "ut", "utc", "gmt"}:
        return round(_HOURS[name] * HOUR_MS)
    digits = offset[1:].replace(":", "")
    hours, minutes = (int(digits), 0) if len(digits) <= 2 else (int(digits[:-2]), int(digits[-2:]))  # noqa: PLR2004 - hours alone, as in +09
    if hours > 14 or minutes > 59:  # noqa: PLR2004 - no place on Earth is further from UTC
        raise ValueError("no such offset")
    return (hours * HOUR_MS + minutes * MINUTE_MS) * (-1 if offset[0] == "-" else 1)
