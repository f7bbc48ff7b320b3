"""A moment's life as a state machine: a moment and an action in, the moment after it out.

Any function may change a moment with these transitions: detect follows what people post,
a person acknowledges, resolves or dismisses. They are pure. To store the result, take
:func:`next_version` of it and write it on condition that the stored version is still the
one that was read (:func:`shared.store.moments.put_change`).

A resolved or dismissed moment goes on only if a person reopens it; what comes back opens a
new moment. What a person reopens is open and acknowledged by nobody, as at its opening.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from shared.domain.brand import Brand
from shared.domain.errors import IllegalTransition
from shared.domain.moments.history import acknowledged, acknowledgement, confirmed, dismissed, reopened_ms
from shared.domain.moments.moment import (
    SYSTEM,
    Evidence,
    Kind,
    Moment,
    Severity,
    Status,
    TimelineEntry,
    Transition,
    moment_id,
)
from shared.domain.time import DAY_MS, iso

__all__ = [
    "PEOPLE_LIMIT",
    "REOPEN_WITHIN_MS",
    "TIMELINE_LIMIT",
    "TRANSITIONS",
    "Action",
    "acknowledge",
    "acknowledged",
    "acknowledgement",
    "confirmed",
    "dismiss",
    "dismissed",
    "do_step",
    "escalate",
    "next_version",
    "note",
    "open_moment",
    "recover",
    "relapse",
    "reopen",
    "reopened_ms",
    "resolve",
]

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

REOPEN_WITHIN_MS = 6 * DAY_MS
"""How long after its opening a moment can be reopened; for a day longer, detect reads moments that no episode names."""

_REPEATABLE = frozenset({Transition.RECOVERING, Transition.RELAPSED})


class Action(NamedTuple):
    """Who changes a moment, and when (epoch milliseconds).

    ``via`` says from where (``api``, ``link``, ``page``, ``cli``, a product's name), ``note`` why; both may be empty.
    """

    at_ms: int
    by: str = SYSTEM
    via: str = ""
    note: str = ""


def open_moment(
    brand: Brand,
    kind: Kind,
    bucket_ms: int,
    detected_ms: int,
    *,
    severity: Severity,
    reasons: Sequence[str] = (),
    evidence: Evidence | None = None,
    decision: Mapping[str, Any] | None = None,
) -> Moment:
    """A new moment that began in the bucket that starts at ``bucket_ms``; its crisis is its own until it is shared."""
    name = moment_id(brand.id, kind, bucket_ms)
    return Moment(
        brand=brand.id,
        id=name,
        kind=kind,
        severity=severity,
        status=Status.OPEN,
        opened_ms=bucket_ms,
        detected_ms=detected_ms,
        updated_ms=detected_ms,
        crisis=name,
        brand_name=brand.name,
        reasons=tuple(reasons),
        evidence=evidence or Evidence(),
        decision=decision or {},
        timeline=(TimelineEntry(detected_ms, Transition.OPENED, severity),),
    )


def escalate(moment: Moment, severity: Severity, reasons: Sequence[str], action: Action) -> Moment:
    """The moment with a worse severity and the reasons for it; unchanged where ``severity`` is no worse.

    Raises:
        IllegalTransition: the moment is recovering or over.
    """
    _target(moment, Transition.ESCALATED)
    if severity >= moment.severity:
        return moment
    return _apply(moment._replace(severity=severity, reasons=tuple(reasons)), Transition.ESCALATED, action)


def acknowledge(moment: Moment, action: Action) -> Moment:
    """The moment that a person takes care of; unchanged where somebody does already.

    A recovering moment goes on recovering, and is acknowledged if it relapses.

    Raises:
        IllegalTransition: the moment is over.
    """
    if moment.status.ongoing and acknowledged(moment):
        return moment
    return _apply(moment, Transition.ACKNOWLEDGED, action)


def recover(moment: Moment, action: Action) -> Moment:
    """The moment on its way back to normal; unchanged where it is already.

    Raises:
        IllegalTransition: the moment is over.
    """
    return moment if moment.status is Status.RECOVERING else _apply(moment, Transition.RECOVERING, action)


def relapse(moment: Moment, action: Action) -> Moment:
    """The moment that was recovering and got worse again: acknowledged once somebody has, else open.

    Raises:
        IllegalTransition: the moment is not recovering.
    """
    after = _apply(moment, Transition.RELAPSED, action)
    return after._replace(status=Status.ACKNOWLEDGED) if acknowledged(moment) else after


def resolve(moment: Moment, action: Action) -> Moment:
    """The moment that is over; unchanged where it is already.

    Raises:
        IllegalTransition: the moment was dismissed.
    """
    return moment if moment.status is Status.RESOLVED else _apply(moment, Transition.RESOLVED, action)


def dismiss(moment: Moment, action: Action) -> Moment:
    """The moment that calls for nothing after all, also if it is over; unchanged where it was dismissed already."""
    return moment if moment.status is Status.DISMISSED else _apply(moment, Transition.DISMISSED, action)


def reopen(moment: Moment, action: Action) -> Moment:
    """The moment that is not over after all; unchanged where it was reopened already.

    Raises:
        IllegalTransition: it was never over, it began too long ago, or its timeline is full.
    """
    if moment.status.ongoing and reopened_ms(moment) is not None:
        return moment
    _target(moment, Transition.REOPENED)
    if action.at_ms - moment.opened_ms > REOPEN_WITHIN_MS:
        days = REOPEN_WITHIN_MS // DAY_MS
        message = f"moment {moment.id!r} began more than {days} days ago; what goes on opens a new one"
        raise IllegalTransition(message, field="status")
    _check_space(moment)
    return _apply(moment, Transition.REOPENED, action)


def note(moment: Moment, action: Action, step: str = "") -> Moment:
    """The moment with one more note, its status unchanged; unchanged where the same person wrote the same before.

    A note may say that a ``step`` of the response plan is done.

    Raises:
        IllegalTransition: its timeline is full.
    """
    mine = (entry.note for entry in moment.timeline if entry.change is Transition.NOTED and entry.by == action.by)
    if action.note in mine:
        return moment
    _check_space(moment)
    after = _apply(moment, Transition.NOTED, action)
    return after._replace(timeline=(*after.timeline[:-1], after.timeline[-1]._replace(step=step)))


def do_step(moment: Moment, step: str, words: str, action: Action) -> Moment:
    """The moment with a note that the ``step`` of the response plan with these ``words`` is done.

    Raises:
        IllegalTransition: its timeline is full.
    """
    told = ". ".join(part for part in (f"Done: {words.rstrip('.')}", action.note) if part)
    return note(moment, action._replace(note=told), step)


def next_version(before: Moment, after: Moment, at_ms: int) -> Moment:
    """``after`` as what follows ``before`` in the table, changed at ``at_ms``."""
    return after._replace(version=before.version + 1, updated_ms=max(at_ms, before.updated_ms, after.updated_ms))


def _target(moment: Moment, transition: Transition) -> Status:
    target = moment.status if transition is Transition.NOTED else TRANSITIONS[moment.status].get(transition)
    if target is None:
        raise IllegalTransition(
            f"moment {moment.id!r} is {moment.status}; it cannot become {transition}{_ended_by(moment)}", field="status"
        )
    return target


def _ended_by(moment: Moment) -> str:
    """Who ended the moment and when, for the person who comes too late."""
    end = next((entry for entry in reversed(moment.timeline) if entry.change.ends), None)
    return "" if moment.status.ongoing or end is None else f". {end.by} {end.change} it at {iso(end.at_ms)}"


def _check_space(moment: Moment) -> None:
    if len(moment.timeline) >= PEOPLE_LIMIT:
        raise IllegalTransition(f"the timeline of moment {moment.id!r} is full", field="status")


def _apply(moment: Moment, transition: Transition, action: Action) -> Moment:
    """The moment after the transition, with one more entry on its timeline, never earlier than the last one."""
    status = _target(moment, transition)
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
