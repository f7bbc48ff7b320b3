"""What is announced: a decision of the alert policy in, notifications out, each under a name that is sent once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from functions.notify.messages.links import Links
from functions.notify.messages.notification import (
    CrisisEnded,
    Notification,
    PagedAgain,
    PagingExhausted,
    PlanOverdue,
    SilenceEnded,
    StepsGrouped,
    StepTaken,
)
from functions.notify.policy.crisis_state import Crisis
from functions.notify.policy.decision_types import DeadlineDecision, Decision, Rules, transition
from functions.notify.policy.escalation import Held
from shared.domain.drill import DRILL_OVER, drilled_brand
from shared.domain.moments.moment import Moment, Status, TimelineEntry

if TYPE_CHECKING:
    from functions.notify.policy.overdue import Overdue
    from shared.domain.people.subscriber import Subscriber
    from shared.messages.crisis.crisis_figures import CrisisFigures

UNACKNOWLEDGED = "unacknowledged-"
"""How the name of a page begins that comes because nobody has acknowledged."""


def notifications(
    decision: Decision, moment: Moment, step: TimelineEntry, *, zone: str, links: Links
) -> list[Notification]:
    """All notifications of a step: the end of the crisis, if this is it, and the step itself."""
    taken = Notification(
        owner=moment.id,
        transition=transition(step, moment.timeline),
        brand=moment.brand,
        kind=moment.kind,
        severity=moment.severity,
        status=moment.status,
        content=StepTaken(moment, step, zone, decision.paged_before),
        links=links.at_level(max(1, decision.crisis.paging.level)),
        page=decision.page,
        alert=decision.alert,
        level=max(1, decision.crisis.paging.level),
        silenced_by=decision.silenced_by,
    )
    return [*_end(decision, moment, zone=zone, links=links), taken]


def grouped(crisis: Crisis, links: Links) -> Notification:
    """The steps that waited, as one notification."""
    return Notification(
        owner=crisis.id,
        transition=f"bundle-{crisis.round}-{crisis.due_ms:013d}",
        brand=crisis.brand,
        kind=crisis.worst.kind,
        severity=crisis.worst.severity,
        status=Status.OPEN,
        content=StepsGrouped(crisis),
        links=links,
        alert=True,
    )


def silence_ended(decision: Decision, moment: Moment, held: Held, rules: Rules, links: Links) -> list[Notification]:
    """The notification that a moment goes on after its silence; none where nobody needs to be told."""
    if not (decision.page or decision.alert):
        return []
    found = Notification(
        owner=moment.id,
        transition=f"silence-over-{held.silence}-{held.until_ms:013d}",
        brand=moment.brand,
        kind=moment.kind,
        severity=moment.severity,
        status=moment.status,
        content=SilenceEnded(moment, held.until_ms, rules.zone, decision.paged_before),
        links=links.at_level(max(1, decision.crisis.paging.level)),
        page=decision.page,
        alert=decision.alert,
        level=max(1, decision.crisis.paging.level),
    )
    return [found]


def at_deadline(decision: DeadlineDecision, now_ms: int, links: Links) -> list[Notification]:
    """The notification of what was due at ``now_ms``, if anything was. Its name keeps it from being sent twice."""
    crisis, page = decision.crisis, decision.page
    name = f"{crisis.round}-{crisis.paging.run}"
    content: PagedAgain | PagingExhausted
    if page:
        content = PagedAgain(crisis, page, now_ms - crisis.paging.began_ms)
        name = f"{UNACKNOWLEDGED}{name}-level{page.level}-{page.repeat}"
    elif decision.exhausted:
        content, name = PagingExhausted(crisis, now_ms), f"exhausted-{name}"
    else:
        return []
    found = Notification(
        owner=crisis.id,
        transition=name,
        brand=crisis.brand,
        kind=crisis.worst.kind,
        severity=crisis.worst.severity,
        status=Status.OPEN,
        content=content,
        links=links.at_level(crisis.paging.level),
        page=page is not None,
        alert=decision.exhausted,
        level=crisis.paging.level,
    )
    return [found]


def plan_overdue(
    crisis: Crisis, figures: CrisisFigures, found: Sequence[Overdue], to: Subscriber | None, links: Links
) -> Notification:
    """The reminder of what is overdue. Its name keeps it from being sent twice."""
    return Notification(
        owner=crisis.id,
        transition=f"overdue-{crisis.round}-{found[-1].due_ms:013d}{f'-{to.id}' if to else ''}",
        brand=crisis.brand,
        kind=figures.lead.kind,
        severity=figures.severity,
        status=figures.status,
        content=PlanOverdue(crisis, tuple(found), figures.now_ms, to),
        links=links.at_level(max(1, crisis.paging.level)),
        alert=True,
        level=max(1, crisis.paging.level),
    )


def _end(decision: Decision, moment: Moment, *, zone: str, links: Links) -> list[Notification]:
    if not (decision.end_page or decision.end_alert):
        return []
    if drilled_brand(moment.brand) and moment.timeline[-1].note == DRILL_OVER:
        return []  # the mail with the score card says so
    crisis = decision.crisis
    end = Notification(
        owner=crisis.id,
        transition=f"over-{crisis.round}",
        brand=moment.brand,
        kind=crisis.worst.kind,
        severity=crisis.worst.severity,
        status=moment.status,
        content=CrisisEnded(crisis, moment.evidence, zone, decision.waiting),
        links=links.at_level(max(1, crisis.paging.level)),
        page=decision.end_page,
        alert=decision.end_alert,
        level=max(1, crisis.paging.level),
    )
    return [end]
