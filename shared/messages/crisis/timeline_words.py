"""The lines of a timeline: an entry in, what happened out, for the page of a crisis and for its case file."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from shared.domain.moments.moment import TimelineEntry, Transition
from shared.domain.response.notes import brief, is_of_record
from shared.messages.phrases import one_line
from shared.messages.quote import safe_text, shorten

LONGEST_NOTE = 400

BY_ITSELF: Mapping[Transition, str] = MappingProxyType(
    {
        Transition.OPENED: "detected, {severity}",
        Transition.ESCALATED: "worse, now {severity}",
        Transition.ACKNOWLEDGED: "taken care of",
        Transition.RECOVERING: "going back to normal",
        Transition.RELAPSED: "worse again",
        Transition.RESOLVED: "over",
        Transition.DISMISSED: "closed",
        Transition.REOPENED: "opened again",
        Transition.NOTED: "",
    }
)
"""What is told of a moment that nobody changed by hand."""

BY_PERSON: Mapping[Transition, str] = MappingProxyType(
    {
        Transition.ACKNOWLEDGED: "is on it",
        Transition.RESOLVED: "declared it over",
        Transition.DISMISSED: "closed it",
        Transition.REOPENED: "opened it again",
    }
)
"""What a person did, after their name."""


def by_itself_text(entry: TimelineEntry, title: str = "") -> str:
    """What was detected; ``title`` is that of the moment where a crisis has several.

    >>> from shared.domain.moments.moment import Severity
    >>> found = TimelineEntry(0, Transition.OPENED, Severity.SEV1)
    >>> by_itself_text(found, "burst of posts"), by_itself_text(found)
    ('Burst of posts: detected, SEV1', 'Detected, SEV1')
    """
    told = BY_ITSELF[entry.change].format(severity=entry.severity.name)
    text = ": ".join(filter(None, (title, told)))
    return ", ".join(filter(None, (f"{text[:1].upper()}{text[1:]}", one_line(entry.note, LONGEST_NOTE))))


def by_person_text(entry: TimelineEntry) -> str:
    """What a person did, after their name; what is recorded, as the note tells it.

    >>> from shared.domain.moments.moment import Severity
    >>> by_person_text(TimelineEntry(0, Transition.DISMISSED, Severity.SEV3, "ana", "false alarm: a game"))
    'closed it (false alarm: a game)'
    >>> by_person_text(TimelineEntry(0, Transition.NOTED, Severity.SEV3, "ana", "Statement on x: “We look into it.”"))
    'Statement on x: “We look into it.”'
    """
    note, did = one_line(entry.note, LONGEST_NOTE), BY_PERSON.get(entry.change, "")
    return f"{did} ({note})" if did and note else did or note


def line_of(entry: TimelineEntry, title: str = "") -> str:
    """The whole line: what happened, and who did it from where; what is recorded is on the same page in full.

    >>> from shared.domain.moments.moment import Severity
    >>> line_of(TimelineEntry(0, Transition.ACKNOWLEDGED, Severity.SEV1, "ana", via="link"))
    'Ana is on it (link)'
    >>> line_of(TimelineEntry(0, Transition.NOTED, Severity.SEV1, "ana", "the kettle, not the toaster"))
    'Note by ana: the kettle, not the toaster'
    >>> line_of(TimelineEntry(0, Transition.NOTED, Severity.SEV1, "ben", "Confirmed: “Only the K2.”", via="api"))
    'Confirmed: “Only the K2.”, by ben'
    """
    if not entry.by_person:
        return by_itself_text(entry, title)
    by, did = shorten(safe_text(entry.by), 40), by_person_text(entry._replace(note=brief(entry.note)))
    where = f" ({safe_text(entry.via)})" if entry.via and entry.via != "api" else ""
    if entry.change in BY_PERSON:
        return f"{by[:1].upper()}{by[1:]} {did}{where}"
    if entry.step or is_of_record(entry.note):
        return f"{did}, by {by}{where}"
    return f"Note by {by}{where}: {did}"
