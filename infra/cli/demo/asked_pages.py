"""The pages that a crisis asks for: what happened to its moments in, the severity of each page out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from shared.domain.moments.moment import Severity, Transition
from shared.domain.time import MINUTE_MS, parse_time


def asked_pages(timelines: Iterable[Sequence[Mapping[str, Any]]]) -> list[str]:
    """The severity of each page: one for every severity that the crisis reached and that wakes somebody.

    ``timelines`` are those of its moments, as the API has them. A worse moment that opens within a
    minute of a page belongs to it. There are no others while somebody acknowledges every page.

    >>> def step(minute, change, severity):
    ...     return {"at": f"2026-03-01T14:{minute:02}:00Z", "change": change, "severity": severity}
    >>> asked_pages([[step(5, "opened", "SEV2")], [step(6, "opened", "SEV1"), step(6, "acknowledged", "SEV1")]])
    ['SEV2', 'SEV1']
    >>> asked_pages([[step(5, "opened", "SEV2")], [step(5, "opened", "SEV1")], [step(9, "opened", "SEV3")]])
    ['SEV1']
    """
    paged: list[str] = []
    worst, paged_ms = Severity.SEV4, 0
    for at_ms, severity, change in sorted(step for timeline in timelines for step in _beginnings(timeline)):
        if not severity.pages or severity >= worst:
            continue
        if not paged or change is Transition.ESCALATED or at_ms - paged_ms >= MINUTE_MS:
            paged.append(severity.name)
            paged_ms = at_ms
        worst = severity
    return paged


def _beginnings(timeline: Sequence[Mapping[str, Any]]) -> Iterable[tuple[int, Severity, Transition]]:
    """When a moment opened or became worse, and how severe it was then."""
    for step in timeline:
        if step["change"] in (Transition.OPENED, Transition.ESCALATED):
            yield parse_time(step["at"]), Severity[step["severity"]], Transition(step["change"])
