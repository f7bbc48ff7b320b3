"""What happened in a crisis, in its order; the timelines of its moments say when it was recorded."""

from __future__ import annotations

from typing import NamedTuple

from shared.domain.moments.moment import Moment, TimelineEntry
from shared.domain.response.notes import statement_note
from shared.domain.response.statement import Statement
from shared.domain.time import MINUTE_MS
from shared.messages.crisis.crisis_figures import CrisisFigures
from shared.messages.phrases import time_with_date


class ToldEntry(NamedTuple):
    """An entry on the timeline of ``moment``, and when what it tells happened; ``recorded`` is when, in words.

    ``recorded`` is empty where that is the same, to a minute.
    """

    at_ms: int
    entry: TimelineEntry
    moment: Moment
    recorded: str = ""


def told_timeline(figures: CrisisFigures) -> list[ToldEntry]:
    """All entries, the earliest first. A statement stands at the time when it was said, as in the clock."""
    said = {(each.recorded_ms, statement_note(each.channel, each.text)): each.published_ms for each in _said(figures)}
    entries = ((entry, moment) for moment in figures.moments for entry in moment.timeline)
    told = (
        _told(entry, moment, said.get((entry.at_ms, entry.note), entry.at_ms), figures.began_ms)
        for entry, moment in entries
    )
    return sorted(told, key=lambda one: one.at_ms)


def _said(figures: CrisisFigures) -> list[Statement]:
    return [each.statement for each in figures.answered]


def _told(entry: TimelineEntry, moment: Moment, at_ms: int, began_ms: int) -> ToldEntry:
    later = abs(entry.at_ms - at_ms) > MINUTE_MS
    return ToldEntry(at_ms, entry, moment, f"recorded at {time_with_date(entry.at_ms, began_ms)}" if later else "")
