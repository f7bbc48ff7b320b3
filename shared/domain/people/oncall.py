"""Who is paged when: the levels of a brand's on-call policy, their deadlines, repeats, and quiet hours.

All minutes of a policy count from the first page of a crisis. They are kept from stored
times (:mod:`functions.notify.policy.escalation`), so a policy that changes holds from the next
page on.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any, NamedTuple

from shared.domain.moments.kind import Severity
from shared.domain.time import MINUTE_MS, SECOND_MS, zone_of

MAX_LEVELS = 5
MAX_MINUTES = 24 * 60
"""The latest deadline: a level that is paged a day later is no escalation."""

MAX_REPEATS = 20


class Deadline(NamedTuple):
    """A page that is due ``after_ms`` the first one, to everybody up to ``level``, unless somebody acknowledges.

    ``repeat`` counts the repeats from 1; 0 is the first page of its level.
    """

    after_ms: int
    level: int
    repeat: int = 0


class QuietHours(NamedTuple):
    """When mails of SEV3 and SEV4 wait: minutes of the brand's local day, ``end`` on the next day if it is earlier."""

    start: int
    end: int

    def until_ms(self, at_ms: int, time_zone: str) -> int:
        """When the quiet hours end that hold at ``at_ms``; 0 where none hold.

        Clocks that change move the end with them: it is the brand's local time that counts.

        >>> from shared.domain.time import iso, parse_time
        >>> night = QuietHours(22 * 60, 7 * 60)
        >>> iso(night.until_ms(parse_time("2026-03-28T22:30:00Z"), "Europe/Berlin"))  # clocks go forward at 01:00 UTC
        '2026-03-29T05:00:00Z'
        >>> night.until_ms(parse_time("2026-03-28T12:00:00Z"), "Europe/Berlin")
        0
        """
        local = datetime.fromtimestamp(at_ms / SECOND_MS, UTC).astimezone(zone_of(time_zone) or UTC)
        minute = local.hour * 60 + local.minute
        if not self._holds(minute):
            return 0
        day = local.date() + timedelta(days=0 if minute < self.end else 1)
        end = datetime(day.year, day.month, day.day, *divmod(self.end, 60), tzinfo=local.tzinfo)
        ends = (round(end.replace(fold=fold).timestamp() * SECOND_MS) for fold in (0, 1))
        return next((found for found in ends if found > at_ms), at_ms + MINUTE_MS)

    def _holds(self, minute: int) -> bool:
        if self.start < self.end:
            return self.start <= minute < self.end
        return minute >= self.start or minute < self.end


class OnCall(NamedTuple):
    """The on-call policy of a brand.

    ``levels`` are the minutes after which each level is paged, the first at 0;
    ``severities`` are those of single severities that differ. While nobody acknowledges,
    everybody paged so far is paged again every ``repeat_minutes``, at most ``repeats``
    times. ``quiet_hours`` hold mails of SEV3 and SEV4 back.
    """

    levels: tuple[int, ...] = (0, 10, 20)
    severities: Mapping[Severity, tuple[int, ...]] = MappingProxyType({})
    repeat_minutes: int = 5
    repeats: int = 4
    quiet_hours: QuietHours | None = None

    def levels_for(self, severity: Severity) -> tuple[int, ...]:
        """After how many minutes each level is paged at this severity."""
        return self.severities.get(severity, self.levels)

    def deadlines(self, severity: Severity) -> tuple[Deadline, ...]:
        """Every page after the first one, in order. A repeat that falls on a level's own page is that page.

        >>> [(d.after_ms // MINUTE_MS, d.level, d.repeat) for d in OnCall().deadlines(Severity.SEV1)]
        [(5, 1, 1), (10, 2, 0), (15, 2, 2), (20, 3, 0), (25, 3, 3), (30, 3, 4)]
        """
        levels = self.levels_for(severity)
        slots = (self.repeat_minutes * n for n in range(1, self.repeats + len(levels) + 1))
        repeats = [minute for minute in slots if minute not in levels][: self.repeats]
        pages = [Deadline(minute * MINUTE_MS, n) for n, minute in enumerate(levels[1:], 2)]
        pages += [
            Deadline(minute * MINUTE_MS, sum(at < minute for at in levels), n) for n, minute in enumerate(repeats, 1)
        ]
        return tuple(sorted(pages))

    def exhausted_after_ms(self, severity: Severity) -> int:
        """When to give up paging, counted from the first page: one repeat after the last page.

        >>> OnCall().exhausted_after_ms(Severity.SEV1) // MINUTE_MS
        35
        """
        last = max((deadline.after_ms for deadline in self.deadlines(severity)), default=0)
        return last + self.repeat_minutes * MINUTE_MS

    def quiet_until_ms(self, severity: Severity, at_ms: int, time_zone: str) -> int:
        """Until when a mail of this severity waits; 0: it goes out now."""
        if severity.pages or self.quiet_hours is None:
            return 0
        return self.quiet_hours.until_ms(at_ms, time_zone)


def to_document(oncall: OnCall) -> dict[str, Any]:
    """A policy as JSON values: as it is stored, and as the API shows it.

    >>> to_document(OnCall(quiet_hours=QuietHours(22 * 60, 7 * 60)))["quiet_hours"]
    {'from': '22:00', 'until': '07:00'}
    """
    quiet = oncall.quiet_hours
    return {
        "levels": list(oncall.levels),
        "severities": {severity.name: list(levels) for severity, levels in sorted(oncall.severities.items())},
        "repeat_minutes": oncall.repeat_minutes,
        "repeats": oncall.repeats,
        "quiet_hours": quiet and {"from": clock_time(quiet.start), "until": clock_time(quiet.end)},
    }


def from_document(document: Mapping[str, Any]) -> OnCall:
    """The policy of a document; what is missing is the default.

    Raises:
        KeyError, ValueError, TypeError: it is not a policy.
    """
    usual, quiet = OnCall(), document.get("quiet_hours")
    return OnCall(
        levels=tuple(document.get("levels", usual.levels)),
        severities={Severity[name]: tuple(found) for name, found in document.get("severities", {}).items()},
        repeat_minutes=document.get("repeat_minutes", usual.repeat_minutes),
        repeats=document.get("repeats", usual.repeats),
        quiet_hours=quiet and QuietHours(minute_of_day(quiet["from"]), minute_of_day(quiet["until"])),
    )


def clock_time(minute: int) -> str:
    """A minute of the day as a clock shows it.

    >>> clock_time(7 * 60 + 5)
    '07:05'
    """
    return f"{minute // 60:02d}:{minute % 60:02d}"


def minute_of_day(clock: str) -> int:
    """The minute of the day of a clock time.

    >>> minute_of_day("22:30")
    1350
    """
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
