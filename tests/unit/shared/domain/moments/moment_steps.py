"""Moments in each status, and the steps that led there."""

from __future__ import annotations

from collections.abc import Callable

from shared.domain.brand import Brand
from shared.domain.moments.lifecycle import (
    acknowledge,
    dismiss,
    escalate,
    note,
    open_moment,
    recover,
    relapse,
    reopen,
    resolve,
)
from shared.domain.moments.moment import Kind, Moment, Severity, Status, Transition
from shared.domain.moments.transitions import Action
from shared.domain.time import DAY_MS, MINUTE_MS

Step = Callable[[Moment, Action], Moment]
OPENED_MS = 20_000 * DAY_MS
ANA = Action(OPENED_MS + 5 * MINUTE_MS, by="ana@example.com", via="moment page", note="it is the kettle")


def new(severity: Severity = Severity.SEV3) -> Moment:
    return open_moment(
        Brand("acme", "Acme"), Kind.VOLUME_BURST, OPENED_MS, OPENED_MS + MINUTE_MS, severity=severity, reasons=("why",)
    )


def to_sev1(moment: Moment, action: Action) -> Moment:
    return escalate(moment, Severity.SEV1, ("worse",), action)


def to_next_severity(moment: Moment, action: Action) -> Moment:
    return escalate(moment, Severity(max(1, moment.severity - 1)), ("worse",), action)


STEPS: dict[Transition, Step] = {
    Transition.ESCALATED: to_sev1,
    Transition.ACKNOWLEDGED: acknowledge,
    Transition.RECOVERING: recover,
    Transition.RELAPSED: relapse,
    Transition.RESOLVED: resolve,
    Transition.DISMISSED: dismiss,
    Transition.REOPENED: reopen,
    Transition.NOTED: note,
}
BY_A_PERSON = (acknowledge, resolve, dismiss)


def in_status(status: Status) -> Moment:
    """A moment that came to this status by its own transitions."""
    moment = new()
    path: dict[Status, tuple[Step, ...]] = {
        Status.OPEN: (),
        Status.ACKNOWLEDGED: (acknowledge,),
        Status.RECOVERING: (recover,),
        Status.RESOLVED: (resolve,),
        Status.DISMISSED: (dismiss,),
    }
    for step in path[status]:
        moment = step(moment, Action(OPENED_MS + 2 * MINUTE_MS))
    assert moment.status is status
    return moment
