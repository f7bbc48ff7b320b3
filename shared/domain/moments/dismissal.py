"""Why a person dismissed a moment: a reason of four, and what they wrote about it."""

from __future__ import annotations

from enum import StrEnum

from shared.domain.moments.moment import Moment, Transition


class DismissReason(StrEnum):
    """Why a moment calls for nothing. Only a false alarm counts against the detector."""

    FALSE_ALARM = "false_alarm"
    KNOWN = "known"
    PLANNED = "planned"
    OTHER = "other"

    @property
    def words(self) -> str:
        """The reason as the timeline shows it."""
        return self.value.replace("_", " ")


def dismissal_note(reason: DismissReason, text: str = "") -> str:
    """The note of the timeline that holds the reason.

    >>> dismissal_note(DismissReason.FALSE_ALARM, "a game of that name"), dismissal_note(DismissReason.KNOWN)
    ('false alarm: a game of that name', 'known')
    """
    return f"{reason.words}: {text}" if text else reason.words


def dismiss_reason(moment: Moment) -> DismissReason | None:
    """Why a person dismissed the moment; ``None`` if it is not dismissed, or no person did it.

    >>> from shared.domain.moments.moment import Kind, Severity, Status, TimelineEntry
    >>> entry = TimelineEntry(9, Transition.DISMISSED, Severity.SEV3, by="ana", note="planned: the sale")
    >>> moment = Moment("acme", "1", Kind.VOLUME_BURST, Severity.SEV3, Status.DISMISSED, 0, 0, 9, "1")
    >>> str(dismiss_reason(moment._replace(timeline=(entry,))))
    'planned'
    """
    for entry in reversed(moment.timeline):
        if entry.change is Transition.REOPENED:
            return None
        if entry.change is Transition.DISMISSED and entry.by_person:
            words = entry.note.partition(":")[0]
            return next((reason for reason in DismissReason if reason.words == words), DismissReason.OTHER)
    return None
