"""What a person can do about a moment, by the name that addresses, links and commands have for it."""

from __future__ import annotations

from enum import StrEnum

from shared.domain.moments.moment import Transition


class Act(StrEnum):
    """What a person does; the value is the last part of its address (``POST /moments/{id}/ack``)."""

    ACK = "ack"
    NOTE = "note"
    DISMISS = "dismiss"
    RESOLVE = "resolve"
    REOPEN = "reopen"

    @property
    def transition(self) -> Transition:
        """The step that it leaves on the timeline.

        >>> str(Act.ACK.transition)
        'acknowledged'
        """
        return _TRANSITIONS[self]


_TRANSITIONS = {
    Act.ACK: Transition.ACKNOWLEDGED,
    Act.NOTE: Transition.NOTED,
    Act.DISMISS: Transition.DISMISSED,
    Act.RESOLVE: Transition.RESOLVED,
    Act.REOPEN: Transition.REOPENED,
}
