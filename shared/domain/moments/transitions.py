"""The table of a moment's transitions, and what each of them does to its status and its timeline."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from shared.domain.errors import IllegalTransition
from shared.domain.moments.moment import SYSTEM, Moment, Status, TimelineEntry, Transition
from shared.domain.time import iso

TRANSITIONS: Mapping[Status, Mapping[Transition, Status]] = MappingProxyType(
    {
        Status.OPEN: {
            Transition.ESCALATED: Status.OPEN,
            Transition.ACKNOWLEDGED: Status.ACKNOWLEDGED,
            Transition.RECOVERING: Status.RECOVERING,
            Transition.RESOLVED: Status.RESOLVED,
            Transition.DISMISSED: Status.DISMISSED,
        },
        Status.ACKNOWLEDGED: {
            Transition.ESCALATED: Status.ACKNOWLEDGED,
            Transition.RECOVERING: Status.RECOVERING,
            Transition.RESOLVED: Status.RESOLVED,
            Transition.DISMISSED: Status.DISMISSED,
        },
        Status.RECOVERING: {
            Transition.ACKNOWLEDGED: Status.RECOVERING,
            Transition.RELAPSED: Status.OPEN,  # or acknowledged, once somebody has acknowledged it
            Transition.RESOLVED: Status.RESOLVED,
            Transition.DISMISSED: Status.DISMISSED,
        },
        Status.RESOLVED: {
            Transition.DISMISSED: Status.DISMISSED,  # in the morning: it was a false alarm
            Transition.REOPENED: Status.OPEN,
        },
        Status.DISMISSED: {Transition.REOPENED: Status.OPEN},
    }
)
"""From each status: the possible transitions, and the status after each. A note is possible in every one."""

TIMELINE_LIMIT = 60
"""Entries after which recoveries and relapses are no longer written down, so that a moment that keeps
relapsing stays small. All other transitions are always written."""

PEOPLE_LIMIT = 200
"""Entries after which a moment takes no further notes and is not reopened, so that no client can fill its item."""

PEOPLE_BYTES = 250_000
"""The same in bytes of notes and names: a moment is one item of its table, which takes 400 KB with all its evidence."""

_REPEATABLE = frozenset({Transition.RECOVERING, Transition.RELAPSED})


class Action(NamedTuple):
    """Who changes a moment, and when (epoch milliseconds).

    ``via`` says from where (``api``, ``link``, ``page``, ``cli``, a product's name), ``note`` why; both may be empty.
    """

    at_ms: int
    by: str = SYSTEM
    via: str = ""
    note: str = ""


def target(moment: Moment, transition: Transition) -> Status:
    """The status of the moment after the transition.

    Raises:
        IllegalTransition: it is not possible from the status that the moment has.
    """
    after = moment.status if transition is Transition.NOTED else TRANSITIONS[moment.status].get(transition)
    if after is None:
        raise IllegalTransition(
            f"moment {moment.id!r} is {moment.status}; it cannot become {transition}{_ended_by(moment)}", field="status"
        )
    return after


def _ended_by(moment: Moment) -> str:
    """Who ended the moment and when, for the person who comes too late."""
    end = next((entry for entry in reversed(moment.timeline) if entry.change.ends), None)
    return "" if moment.status.ongoing or end is None else f". {end.by} {end.change} it at {iso(end.at_ms)}"


def check_space(moment: Moment) -> None:
    """Make sure that the timeline takes another entry of a person.

    Raises:
        IllegalTransition: it is full.
    """
    written = "".join(f"{entry.note}{entry.by}" for entry in moment.timeline)
    if len(moment.timeline) >= PEOPLE_LIMIT or len(written.encode()) >= PEOPLE_BYTES:
        raise IllegalTransition(f"the timeline of moment {moment.id!r} is full", field="status")


def applied(moment: Moment, transition: Transition, action: Action) -> Moment:
    """The moment after the transition, with one more entry on its timeline, never earlier than the last one."""
    status = target(moment, transition)
    at_ms = max([action.at_ms, *(entry.at_ms for entry in moment.timeline[-1:])])
    entry = TimelineEntry(at_ms, transition, moment.severity, by=action.by, note=action.note, via=action.via)
    written = transition not in _REPEATABLE or len(moment.timeline) < TIMELINE_LIMIT
    ended_ms = at_ms if moment.ended_ms is None else moment.ended_ms
    return moment._replace(
        status=status,
        updated_ms=max(at_ms, moment.updated_ms),
        ended_ms=None if status.ongoing else ended_ms,
        timeline=(*moment.timeline, entry) if written else moment.timeline,
    )
