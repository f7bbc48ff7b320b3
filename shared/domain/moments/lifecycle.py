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
from typing import Any

from shared.domain.brand import Brand
from shared.domain.errors import IllegalTransition
from shared.domain.moments.history import acknowledged, reopened_ms
from shared.domain.moments.moment import (
    Evidence,
    Kind,
    Moment,
    Severity,
    Status,
    TimelineEntry,
    Transition,
    moment_id,
)
from shared.domain.moments.transitions import Action, applied, check_space, target
from shared.domain.time import DAY_MS

REOPEN_WITHIN_MS = 6 * DAY_MS
"""How long after its opening a moment can be reopened; for a day longer, detect reads moments that no episode names."""


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
    target(moment, Transition.ESCALATED)
    if severity >= moment.severity:
        return moment
    return applied(moment._replace(severity=severity, reasons=tuple(reasons)), Transition.ESCALATED, action)


def acknowledge(moment: Moment, action: Action) -> Moment:
    """The moment that a person takes care of; unchanged where somebody does already.

    A recovering moment goes on recovering, and is acknowledged if it relapses.

    Raises:
        IllegalTransition: the moment is over.
    """
    if moment.status.ongoing and acknowledged(moment):
        return moment
    return applied(moment, Transition.ACKNOWLEDGED, action)


def recover(moment: Moment, action: Action) -> Moment:
    """The moment on its way back to normal; unchanged where it is already.

    Raises:
        IllegalTransition: the moment is over.
    """
    return moment if moment.status is Status.RECOVERING else applied(moment, Transition.RECOVERING, action)


def relapse(moment: Moment, action: Action) -> Moment:
    """The moment that was recovering and got worse again: acknowledged once somebody has, else open.

    Raises:
        IllegalTransition: the moment is not recovering.
    """
    after = applied(moment, Transition.RELAPSED, action)
    return after._replace(status=Status.ACKNOWLEDGED) if acknowledged(moment) else after


def resolve(moment: Moment, action: Action) -> Moment:
    """The moment that is over; unchanged where it is already.

    Raises:
        IllegalTransition: the moment was dismissed.
    """
    return moment if moment.status is Status.RESOLVED else applied(moment, Transition.RESOLVED, action)


def dismiss(moment: Moment, action: Action) -> Moment:
    """The moment that calls for nothing after all, also if it is over; unchanged where it was dismissed already."""
    return moment if moment.status is Status.DISMISSED else applied(moment, Transition.DISMISSED, action)


def reopen(moment: Moment, action: Action) -> Moment:
    """The moment that is not over after all; unchanged where it was reopened already.

    Raises:
        IllegalTransition: it was never over, it began too long ago, or its timeline is full.
    """
    if moment.status.ongoing and reopened_ms(moment) is not None:
        return moment
    target(moment, Transition.REOPENED)
    if action.at_ms - moment.opened_ms > REOPEN_WITHIN_MS:
        days = REOPEN_WITHIN_MS // DAY_MS
        message = f"moment {moment.id!r} began more than {days} days ago; what goes on opens a new one"
        raise IllegalTransition(message, field="status")
    check_space(moment)
    return applied(moment, Transition.REOPENED, action)


def note(moment: Moment, action: Action, step: str = "") -> Moment:
    """The moment with one more note, its status unchanged; unchanged where the same person wrote the same before.

    A note may say that a ``step`` of the response plan is done.

    Raises:
        IllegalTransition: its timeline is full.
    """
    mine = (entry.note for entry in moment.timeline if entry.change is Transition.NOTED and entry.by == action.by)
    if action.note in mine:
        return moment
    check_space(moment)
    after = applied(moment, Transition.NOTED, action)
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
