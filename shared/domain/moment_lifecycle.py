"""A moment's life as a state machine: a moment and an action in, the moment after it out.

Any function may change a moment with these transitions: detect follows what people post,
a person acknowledges, resolves or dismisses. They are pure. To store the result, take
:func:`next_version` of it and write it on condition that the stored version is still the
one that was read (:func:`shared.store.moments.put_change`).

A resolved or dismissed moment never changes again; what comes back opens a new moment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, NamedTuple

from shared.domain.brand import Brand
from shared.domain.errors import IllegalTransition
from shared.domain.moment import Evidence, Kind, Moment, Severity, Status, TimelineEntry, Transition, moment_id

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
        Status.RESOLVED: {},
        Status.DISMISSED: {},
    }
)
"""From each status: the possible transitions, and the status after each."""

TIMELINE_LIMIT = 60
"""Entries after which recoveries and relapses are no longer written down, so that a moment that keeps
relapsing stays small. All other transitions are always written."""

_REPEATABLE = frozenset({Transition.RECOVERING, Transition.RELAPSED})


class Action(NamedTuple):
    """Who changes a moment, and when (epoch milliseconds).

    ``via`` says from where (a page, the API, a link in a mail), ``note`` why; both may be empty.
    """

    at_ms: int
    by: str = "foreshock"
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
    return _apply(replace(moment, severity=severity, reasons=tuple(reasons)), Transition.ESCALATED, action)


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
    return replace(after, status=Status.ACKNOWLEDGED) if acknowledged(moment) else after


def resolve(moment: Moment, action: Action) -> Moment:
    """The moment that is over; unchanged where it is already.

    Raises:
        IllegalTransition: the moment was dismissed.
    """
    return moment if moment.status is Status.RESOLVED else _apply(moment, Transition.RESOLVED, action)


def dismiss(moment: Moment, action: Action) -> Moment:
    """The moment that calls for nothing after all; unchanged where it was dismissed already.

    Raises:
        IllegalTransition: the moment is resolved.
    """
    return moment if moment.status is Status.DISMISSED else _apply(moment, Transition.DISMISSED, action)


def acknowledged(moment: Moment) -> bool:
    """Whether somebody takes care of the moment, or did before it began to recover."""
    written = any(entry.change is Transition.ACKNOWLEDGED for entry in moment.timeline)
    return written or moment.status is Status.ACKNOWLEDGED


def next_version(before: Moment, after: Moment, at_ms: int) -> Moment:
    """``after`` as what follows ``before`` in the table, changed at ``at_ms``."""
    return replace(after, version=before.version + 1, updated_ms=max(at_ms, before.updated_ms, after.updated_ms))


def _target(moment: Moment, transition: Transition) -> Status:
    target = TRANSITIONS[moment.status].get(transition)
    if target is None:
        raise IllegalTransition(
            f"moment {moment.id!r} is {moment.status}; it cannot become {transition}", field="status"
        )
    return target


def _apply(moment: Moment, transition: Transition, action: Action) -> Moment:
    """The moment after the transition, with one more entry on its timeline, never earlier than the last one."""
    status = _target(moment, transition)
    at_ms = max([action.at_ms, *(entry.at_ms for entry in moment.timeline[-1:])])
    entry = TimelineEntry(at_ms, transition, moment.severity, by=action.by, note=action.note, via=action.via)
    written = transition not in _REPEATABLE or len(moment.timeline) < TIMELINE_LIMIT
    return replace(
        moment,
        status=status,
        updated_ms=max(at_ms, moment.updated_ms),
        ended_ms=moment.ended_ms if status.ongoing else at_ms,
        timeline=(*moment.timeline, entry) if written else moment.timeline,
    )
