"""An on-call policy in words that a person can check: whom it pages when, how often, and when it is quiet."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, islice

from shared.domain.moments.moment import Severity
from shared.domain.people.oncall import OnCall, clock_time
from shared.domain.time import MINUTE_MS
from shared.messages.phrases import duration

END = "After {} nobody is paged any more; a mail to everybody and an event say that nobody answered."


def oncall_words(oncall: OnCall, time_zone: str) -> list[str]:
    """One sentence a line.

    >>> for line in oncall_words(OnCall(), "Europe/Berlin"): print(line)
    SEV1 and SEV2: level 1 is paged at once, level 2 after 10 min, level 3 after 20 min.
    While nobody acknowledges, everybody paged so far is paged again after 5 min, 15 min, 25 min and 30 min.
    After 35 min nobody is paged any more; a mail to everybody and an event say that nobody answered.
    SEV3 and SEV4: by e-mail at once, at any hour.
    """
    paging = [severity for severity in Severity if severity.pages]
    groups = [list(same) for _, same in groupby(paging, key=oncall.levels_for)]
    lines = [line for same in groups for line in _paging_lines(oncall, same, alone=len(groups) == 1)]
    return [*lines, _quiet_line(oncall, time_zone)]


def _paging_lines(oncall: OnCall, same: list[Severity], *, alone: bool) -> list[str]:
    severity, names = same[0], _listed([found.name for found in same])
    scope = "" if alone else f"{names}: "
    repeats = [deadline.after_ms for deadline in oncall.deadlines(severity) if deadline.repeat]
    levels = [f", level {n} after {duration(minute * MINUTE_MS)}" for n, minute in _later_levels(oncall, severity)]
    again = _listed([duration(after_ms) for after_ms in repeats])
    return [
        f"{names}: level 1 is paged at once{''.join(levels)}.",
        f"{scope}While nobody acknowledges, everybody paged so far is paged again after {again}."
        if repeats
        else f"{scope}Nobody is paged a second time.",
        scope + END.format(duration(oncall.exhausted_after_ms(severity))),
    ]


def _quiet_line(oncall: OnCall, time_zone: str) -> str:
    quiet, names = oncall.quiet_hours, _listed([severity.name for severity in Severity if not severity.pages])
    if quiet is None:
        return f"{names}: by e-mail at once, at any hour."
    start, end = clock_time(quiet.start), clock_time(quiet.end)
    return f"{names}: by e-mail; between {start} and {end} ({time_zone}) they wait until {end}."


def _later_levels(oncall: OnCall, severity: Severity) -> Iterator[tuple[int, int]]:
    return islice(enumerate(oncall.levels_for(severity), 1), 1, None)


def _listed(names: list[str]) -> str:
    """Names as a person lists them."""
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part) if names else ""
