"""What people may do about moments, and what an act on a whole crisis does to each of its moments."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from shared.domain.act import Act
from shared.domain.errors import IllegalTransition
from shared.domain.moment import Moment, Status, TimelineEntry
from shared.domain.moment_lifecycle import (
    Action,
    acknowledge,
    acknowledgement,
    dismiss,
    note,
    reopen,
    resolve,
)
from shared.domain.time import iso

Step = Callable[[Moment, Action], Moment]


STEPS: Mapping[Act, Step] = MappingProxyType(
    {Act.ACK: acknowledge, Act.NOTE: note, Act.DISMISS: dismiss, Act.RESOLVE: resolve, Act.REOPEN: reopen}
)


def of_moment(moment: Moment, act: Act, action: Action) -> Moment:
    """The moment after the act; unchanged where somebody did it before.

    Raises:
        IllegalTransition: its status does not allow it.
    """
    return STEPS[act](moment, action)


def of_crisis(moments: Sequence[Moment], act: Act, action: Action) -> list[Moment]:
    """The moments of a crisis after the act, in their order; those that it does not concern unchanged.

    Raises:
        IllegalTransition: it concerns none of them.
    """
    concerned = {moment.id for moment in moments if _concerns(moment, act)}
    if not concerned and not any(entry_of(moment, act) for moment in moments):
        raise IllegalTransition(f"no moment of the crisis is ongoing{_ended_by(moments)}", field="status")
    return [of_moment(moment, act, action) if moment.id in concerned else moment for moment in moments]


def entry_of(moment: Moment, act: Act, action: Action | None = None) -> TimelineEntry | None:
    """The step on the timeline that this act left and that still holds: the first acknowledgement, else the last.

    A note is the one that ``action`` wrote.
    """
    if act is Act.ACK:
        return acknowledgement(moment)
    found = (entry for entry in reversed(moment.timeline) if entry.change is act.transition)
    if act is Act.NOTE and action:
        found = (entry for entry in found if (entry.by, entry.note) == (action.by, action.note))
    return next(found, None)


def _concerns(moment: Moment, act: Act) -> bool:
    """Whether the act, done to the whole crisis, changes this moment; what is over already is not changed by it.

    To dismiss a crisis also says of its ended moments that they called for nothing.
    """
    if act is Act.DISMISS:
        return moment.status is not Status.DISMISSED
    return moment.status.ongoing


def _ended_by(moments: Sequence[Moment]) -> str:
    """Who ended the last of the moments and when, for the person who comes too late."""
    ends = [entry for moment in moments for entry in moment.timeline if entry.change.ends]
    last = max(ends, key=lambda entry: entry.at_ms, default=None)
    return f". {last.by} {last.change} it at {iso(last.at_ms)}" if last else ""
