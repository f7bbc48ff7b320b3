"""Change here how numbers, times, shares and severities are worded, for a person who has just woken up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import Protocol

from shared.domain.moments.moment import Evidence, Moment, Severity
from shared.domain.time import HOUR_MS, MINUTE_MS, SECOND_MS, day_stamp, zone_of
from shared.messages.quote import safe_text, shorten

URGENCY = {
    Severity.SEV1: "the highest, act now",
    Severity.SEV2: "high, act now",
    Severity.SEV3: "moderate, look at it today",
    Severity.SEV4: "low, for your information",
}

UNKNOWN = -1.0
"""The normal count where it is not at hand."""

RATIO_SHOWN = 999
"""Above this ratio the exact figure says nothing more."""

_WHOLE_FROM = 10
_NAME_LENGTH = 60
_TAG_LENGTH = 40


def times_normal(evidence: Evidence) -> str:
    """How many times the normal count was observed.

    >>> times_normal(Evidence(observed=48, expected=4.0)), times_normal(Evidence(observed=7, expected=2.0))
    ('12x', '3.5x')
    >>> times_normal(Evidence(observed=9_000, expected=0.1))
    'over 999x'
    """
    return "many times" if evidence.expected == UNKNOWN else times(evidence.ratio)


def times(ratio: float) -> str:
    """So many times, exact only where that says something.

    >>> times(2.04), times(12.4)
    ('2x', '12x')
    """
    if ratio > RATIO_SHOWN:
        return f"over {RATIO_SHOWN}x"
    return f"{ratio:.0f}x" if ratio >= _WHOLE_FROM else f"{ratio:.1f}x".replace(".0x", "x")


def normal_count(expected: float) -> str:
    """The normal count in words; a small one with a decimal, so that it agrees with the ratio that stands beside it.

    >>> normal_count(0.2), normal_count(1.6), normal_count(4.0), normal_count(14.4)
    ('hardly any', 'about 1.6', 'about 4', 'about 14')
    """
    if round(expected) < 1:
        return "hardly any"
    return f"about {expected:.1f}".removesuffix(".0") if expected < 10 else f"about {round(expected):,}"  # noqa: PLR2004 - from two digits on, a decimal says nothing


def percent(share: float) -> str:
    """A share in whole percent.

    >>> percent(0.716)
    '72%'
    """
    return f"{share * 100:.0f}%"


def duration(duration_ms: int) -> str:
    """A duration as people say it, in whole minutes.

    >>> duration(55 * MINUTE_MS), duration(2 * HOUR_MS + 5 * MINUTE_MS), duration(HOUR_MS), duration(20_000)
    ('55 min', '2 h 5 min', '1 h', '1 min')
    """
    minutes = max(1, round(duration_ms / MINUTE_MS))
    hours, rest = divmod(minutes, HOUR_MS // MINUTE_MS)
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest else "") if part)


def time_of_day(at_ms: int) -> str:
    """The time of day in UTC.

    >>> time_of_day(50_700_000)
    '14:05 UTC'
    """
    return f"{_at(at_ms, UTC):%H:%M} UTC"


def date_and_time(at_ms: int, zone: str = "UTC") -> str:
    """Date and time in UTC, and those in the city of the brand's time zone; an unknown zone is left out.

    The city's date is told where it is another one.

    >>> date_and_time(1_772_373_900_000, "Europe/Berlin")
    '14:05 UTC on 1 March 2026 (15:05 in Berlin)'
    >>> date_and_time(1_772_407_800_000, "Asia/Kolkata")
    '23:30 UTC on 1 March 2026 (05:00 on 2 March in Kolkata)'
    >>> date_and_time(1_772_373_900_000, "Nowhere/Land")
    '14:05 UTC on 1 March 2026'
    """
    day = _at(at_ms, UTC)
    shown = f"{time_of_day(at_ms)} on {date_of(at_ms)}"
    local = _zone(zone)
    if local is None:
        return shown
    there, city = _at(at_ms, local), zone.rpartition("/")[2].replace("_", " ")
    other_day = f" on {_day_and_month(there)}" if there.date() != day.date() else ""
    return f"{shown} ({there:%H:%M}{other_day} in {city})"


def date_of(at_ms: int) -> str:
    """The date in UTC.

    >>> date_of(0)
    '1 January 1970'
    """
    day = _at(at_ms, UTC)
    return f"{_day_and_month(day)} {day.year}"


def time_with_date(at_ms: int, began_ms: int) -> str:
    """A time of a crisis: alone on the day on which that began, else with the day, and with the year if it differs.

    >>> time_with_date(60_000, 0), time_with_date(86_460_000, 0), time_with_date(60_000, 365 * 86_400_000)
    ('00:01 UTC', '00:01 UTC on 2 January', '00:01 UTC on 1 January 1970')
    """
    if day_stamp(at_ms) == day_stamp(began_ms):
        return time_of_day(at_ms)
    same_year = _at(at_ms, UTC).year == _at(began_ms, UTC).year
    return f"{time_of_day(at_ms)} on {_day_and_month(_at(at_ms, UTC)) if same_year else date_of(at_ms)}"


def _day_and_month(day: datetime) -> str:
    return f"{day.day} {_MONTHS.split()[day.month - 1]}"


class Branded(Protocol):
    """A moment, or anything else that has a brand."""

    @property
    def brand(self) -> str:
        """The brand's id."""

    @property
    def brand_name(self) -> str:
        """The brand's name, as somebody typed it."""


def brand_name(of: Branded, length: int = _NAME_LENGTH) -> str:
    """The brand's name, safe on one line; its id where the name is empty."""
    return shorten(safe_text(of.brand_name), length) or of.brand


def negative_share_text(evidence: Evidence) -> str:
    """The share of negative posts, and the normal one if it is known.

    >>> negative_share_text(Evidence(negative_share=0.716, normal_negative_share=0.12)), negative_share_text(Evidence())
    ('72% of the posts are negative (normally 12%)', 'not known, none of the posts could be scored')
    """
    if evidence.negative_share is None:
        return "not known, none of the posts could be scored"
    normal = evidence.normal_negative_share
    normally = f" (normally {percent(normal)})" if normal is not None else ""
    return f"{percent(evidence.negative_share)} of the posts are negative{normally}"


def confidence_note(moment: Moment) -> str:
    """How far the reader can trust the figures."""
    if moment.decision.get("flood"):
        return "little is known yet of this brand; so many posts are reported whatever is normal for it."
    if moment.decision.get("severe"):
        return "the brand had as much in the last weeks; this is reported because it is so severe."
    if moment.decision.get("learning"):
        return "we are still learning what is normal for this brand, so take the figures with care."
    return "we learnt what is normal from this brand's own past, for this time of day."


def top_counts(counts: Mapping[str, int], keep: int = 5) -> str:
    """The largest counts, with names that are safe to read.

    >>> top_counts({"rss": 2, "mastodon": 1_300})
    'mastodon 1,300, rss 2'
    """
    best = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:keep]
    return ", ".join(f"{shorten(safe_text(name), _TAG_LENGTH)} {count:,}" for name, count in best if safe_text(name))


def one_line(text: str, length: int = 200) -> str:
    """One of our own sentences, on one line and not too long."""
    return shorten(" ".join(text.split()), length)


_MONTHS = "January February March April May June July August September October November December"
"""Here and not from strftime, which uses the machine's language."""


def _at(at_ms: int, zone: tzinfo) -> datetime:
    return datetime.fromtimestamp(at_ms / SECOND_MS, zone)


def _zone(name: str) -> tzinfo | None:
    """The zone; ``None`` for UTC, and for a zone that this machine does not know (Lambda's image may know none)."""
    return None if name in ("", "UTC", "Etc/UTC") else zone_of(name)
