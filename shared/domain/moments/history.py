"""What the timeline of a moment says: who takes care of it, whether it was reopened, whether people found it real."""

from __future__ import annotations

from shared.domain.moments.moment import Moment, Status, TimelineEntry, Transition


def acknowledged(moment: Moment) -> bool:
    """Whether somebody takes care of the moment, or did before it began to recover."""
    return acknowledgement(moment) is not None or moment.status is Status.ACKNOWLEDGED


def acknowledgement(moment: Moment) -> TimelineEntry | None:
    """Who took care of the moment and when, since it opened or was reopened."""
    return next((entry for entry in _since_reopening(moment) if entry.change is Transition.ACKNOWLEDGED), None)


def reopened_ms(moment: Moment) -> int | None:
    """When a person reopened the moment for the last time."""
    return next((entry.at_ms for entry in reversed(moment.timeline) if entry.change is Transition.REOPENED), None)


def confirmed(moment: Moment) -> bool:
    """Whether a person treated the moment as real: acknowledged or resolved it by hand, and nobody dismissed it."""
    real = (Transition.ACKNOWLEDGED, Transition.RESOLVED)
    return not dismissed(moment) and any(entry.by_person and entry.change in real for entry in moment.timeline)


def dismissed(moment: Moment) -> bool:
    """Whether a person said that the moment calls for nothing, and nobody has reopened it since.

    A moment of a brand that is no longer watched is dismissed too, by no person.
    """
    return any(entry.by_person and entry.change is Transition.DISMISSED for entry in _since_reopening(moment))


def _since_reopening(moment: Moment) -> tuple[TimelineEntry, ...]:
    """The timeline since the moment was reopened for the last time; all of it if it never was."""
    places = [place for place, entry in enumerate(moment.timeline) if entry.change is Transition.REOPENED]
    return moment.timeline[places[-1] :] if places else moment.timeline
