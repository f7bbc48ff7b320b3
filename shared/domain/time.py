"""Time as the pipeline counts it: minutes, buckets of five minutes, hours.

Every time inside the code is an ``int`` of milliseconds since 1970 in UTC. Only ``iso``
and ``parse_time`` convert to and from text. Whatever depends on how long a bucket is
derives it from :data:`BUCKET_MS`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache

from shared.domain.errors import InvalidInput

SECOND_MS = 1_000
MINUTE_MS = 60 * SECOND_MS
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
WEEK_MS = 7 * DAY_MS

BUCKET_MS = 5 * MINUTE_MS
"""The length of a bucket, the span that detection counts and evaluates at once."""

BUCKET_MINUTES = BUCKET_MS // MINUTE_MS
BUCKETS_PER_HOUR = HOUR_MS // BUCKET_MS
BUCKETS_PER_DAY = DAY_MS // BUCKET_MS
BUCKETS_PER_WEEK = WEEK_MS // BUCKET_MS

BUCKET_WORDS = {1: "one minute", 5: "five minutes", 10: "ten minutes"}.get(BUCKET_MINUTES, f"{BUCKET_MINUTES} minutes")
"""How a person says the length of a bucket."""

ALLOWED_LATENESS_MS = 15 * MINUTE_MS
"""A mention collected later than this after its publication counts, but never raises an alert, unless its brand has
another limit, up to :data:`MAX_LATENESS_MS`."""

MAX_LATENESS_MS = 6 * HOUR_MS

MAX_CLOCK_SKEW_MS = 2 * MINUTE_MS
"""How far a channel's clock may run ahead of ours before its times are not trusted."""

MAX_TIME_MS = 253_402_300_799_999
"""9999-12-31T23:59:59.999Z, the last time that the text form can express."""

FIRST_MILLISECONDS = 1e11
"""Numbers from here on are milliseconds (since 1973), smaller ones are seconds (until the year 5138)."""

MINUTES_PER_WEEK = WEEK_MS // MINUTE_MS

_MONDAY_MS = 4 * DAY_MS
"""1970-01-05, the first Monday of the epoch."""

_OFFSET_MS = 15 * MINUTE_MS
"""Clocks change at full quarters of an hour, so that an offset holds for each of them."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


def minute_of(at_ms: int) -> int:
    """The start of the minute that holds ``at_ms``.

    >>> minute_of(119_999)
    60000
    """
    return at_ms - at_ms % MINUTE_MS


def bucket_of(at_ms: int) -> int:
    """The start of the bucket that holds ``at_ms``.

    >>> bucket_of(BUCKET_MS + 1) == BUCKET_MS
    True
    """
    return at_ms - at_ms % BUCKET_MS


def hour_of(at_ms: int) -> int:
    """The start of the hour that holds ``at_ms``.

    >>> hour_of(HOUR_MS + 1) == HOUR_MS
    True
    """
    return at_ms - at_ms % HOUR_MS


def minute_of_week(at_ms: int, time_zone: str = "UTC") -> int:
    """The minute of the week, from Monday 00:00, by the clock of this time zone (an IANA name; UTC if unknown).

    >>> summer, winter = parse_time("2026-07-06T01:00:00Z"), parse_time("2026-01-05T01:00:00Z")
    >>> minute_of_week(summer), minute_of_week(summer, "Europe/Berlin"), minute_of_week(winter, "Europe/Berlin")
    (60, 180, 120)
    """
    offset_ms = 0 if time_zone == "UTC" else _utc_offset_ms(time_zone, at_ms - at_ms % _OFFSET_MS)
    return (at_ms + offset_ms - _MONDAY_MS) // MINUTE_MS % MINUTES_PER_WEEK


def zone_of(time_zone: str) -> tzinfo | None:
    """The time zone of this IANA name, ``None`` if it is unknown.

    >>> zone_of("Mars/Olympus")
    """
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # noqa: PLC0415 - most functions need no zone to start

    try:
        return ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


@lru_cache(maxsize=4096)
def _utc_offset_ms(time_zone: str, at_ms: int) -> int:
    offset = _utc(at_ms).astimezone(zone_of(time_zone) or UTC).utcoffset()
    return 0 if offset is None else offset // _MS


def hour_stamp(at_ms: int) -> str:
    """The hour as written in keys: ``yyyymmddHH`` in UTC.

    >>> hour_stamp(0)
    '1970010100'
    """
    return f"{_utc(at_ms):%Y%m%d%H}"


def day_stamp(at_ms: int) -> str:
    """The day as written in keys: ``yyyymmdd`` in UTC.

    >>> day_stamp(DAY_MS)
    '19700102'
    """
    return f"{_utc(at_ms):%Y%m%d}"


def minute_stamp(at_ms: int) -> str:
    """The minute as written in keys: ``yyyymmddHHMM`` in UTC.

    >>> minute_stamp(MINUTE_MS)
    '197001010001'
    """
    return f"{_utc(at_ms):%Y%m%d%H%M}"


def month_stamp(at_ms: int) -> str:
    """The month as written in keys: ``yyyymm`` in UTC.

    >>> month_stamp(0)
    '197001'
    """
    return f"{_utc(at_ms):%Y%m}"


def iso_or_none(at_ms: int | None) -> str | None:
    """A time in ISO 8601; ``None`` where there is none (0 counts as none).

    >>> iso_or_none(1_000), iso_or_none(0), iso_or_none(None)
    ('1970-01-01T00:00:01Z', None, None)
    """
    return iso(at_ms) if at_ms else None


def iso(at_ms: int) -> str:
    """ISO 8601 in UTC with a Z; milliseconds only where there are any.

    >>> iso(0), iso(1_500)
    ('1970-01-01T00:00:00Z', '1970-01-01T00:00:01.500Z')
    """
    precision = "milliseconds" if at_ms % SECOND_MS else "seconds"
    return _utc(at_ms).isoformat(timespec=precision).replace("+00:00", "Z")


def parse_time(value: object, *, field: str = "time") -> int:
    """Milliseconds from ISO 8601 or epoch seconds or milliseconds.

    Numbers below 10^11 are seconds (until the year 5138), above it milliseconds.
    A text without an offset is in UTC, which is what channels mean.

    Raises:
        InvalidInput: it is none of these, or outside the years 1970 to 9999.

    >>> parse_time("1970-01-01T01:00:00+01:00"), parse_time(1), parse_time("1500")
    (0, 1000, 1500000)
    """
    at_ms: int | None
    try:
        at_ms = _from_number(value) if _is_number(value) else _from_text(str(value))
    except (ValueError, OverflowError):
        at_ms = None
    if at_ms is not None and at_ms < 0:
        raise InvalidInput(f"{field} must not be before 1970{_got(value)}", field=field)
    if at_ms is None or at_ms > MAX_TIME_MS:
        raise InvalidInput(
            f"{field} must be ISO 8601 such as 2026-03-01T14:05:00Z, or epoch seconds{_got(value)}", field=field
        )
    return at_ms


def _got(value: object) -> str:
    """The value, where it is worth showing."""
    return f"; got {str(value)[:40]!r}" if isinstance(value, str | float) else ""


def _is_number(value: object) -> bool:
    if isinstance(value, bool):
        return False
    if isinstance(value, int | float):
        return True
    return isinstance(value, str) and value.strip().replace(".", "", 1).isdecimal()


def _from_number(value: object) -> int:
    number = float(value) if isinstance(value, int | float) else float(str(value))
    return round(number if number >= FIRST_MILLISECONDS else number * SECOND_MS)


def _from_text(value: str) -> int:
    moment = datetime.fromisoformat(value.strip())
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware - _EPOCH) // _MS


def _utc(at_ms: int) -> datetime:
    return _EPOCH + at_ms * _MS
