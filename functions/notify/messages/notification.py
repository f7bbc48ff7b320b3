"""Notifications: a decision in, what the outputs shall announce out. The outputs make messages of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from functions.notify.alert_policy import DeadlineDecision, Decision, Rules, transition
from functions.notify.crisis_state import Crisis
from functions.notify.escalation import DuePage, Held
from functions.notify.messages.links import Links
from shared.domain.drill import DRILL_OVER, drilled_brand
from shared.domain.moments.moment import Evidence, Kind, Moment, Severity, Status, TimelineEntry

if TYPE_CHECKING:
    from functions.notify.overdue import Overdue
    from shared.domain.people.subscriber import Subscriber
    from shared.messages.crisis_figures import CrisisFigures

UNACKNOWLEDGED = "unacknowledged-"
"""How the name of a page begins that comes because nobody has acknowledged."""


class StepTaken(NamedTuple):
    """A step of a moment. ``paged_before``: the severity paged earlier, when it is now worse."""

    moment: Moment
    step: TimelineEntry
    zone: str
    paged_before: Severity | None = None


class CrisisEnded(NamedTuple):
    """The end of a crisis, with the latest evidence and the grouped lines that were not sent yet."""

    crisis: Crisis
    evidence: Evidence
    zone: str
    waiting: tuple[str, ...] = ()


class StepsGrouped(NamedTuple):
    """The steps of a crisis that waited to be sent together."""

    crisis: Crisis


class SilenceEnded(NamedTuple):
    """A moment that goes on after its silence has ended. ``paged_before``: as for a step."""

    moment: Moment
    at_ms: int
    zone: str
    paged_before: Severity | None = None


class PagedAgain(NamedTuple):
    """A page of a crisis that nobody has acknowledged, ``waited_ms`` after paging began."""

    crisis: Crisis
    page: DuePage
    waited_ms: int


class PagingExhausted(NamedTuple):
    """The end of paging: everybody was paged, and nobody has acknowledged."""

    crisis: Crisis
    at_ms: int


class PlanOverdue(NamedTuple):
    """Steps and public words of the plan of a crisis that are overdue; ``to`` alone is told, ``None``: everybody."""

    crisis: Crisis
    found: tuple[Overdue, ...]
    at_ms: int
    to: Subscriber | None = None


class Notification(NamedTuple):
    """One thing to announce.

    ``owner`` (the id of a moment or a crisis) and ``transition`` name it; each output
    gets it once under that name. ``page``: it must wake somebody; ``alert``: people
    should read it. ``kind``, ``severity``, ``status`` and ``level`` are for filter policies:
    a page goes to everybody on call up to ``level``. ``silenced_by`` is the silence for which
    people are not told.
    ``figures`` are those of the whole crisis, ``zone`` is the brand's time zone; both are added for
    what people are told.
    """

    owner: str
    transition: str
    brand: str
    kind: Kind
    severity: Severity
    status: Status
    content: StepTaken | CrisisEnded | StepsGrouped | SilenceEnded | PagedAgain | PagingExhausted | PlanOverdue
    links: Links
    page: bool = False
    alert: bool = False
    level: int = 1
    silenced_by: str = ""
    figures: CrisisFigures | None = None
    zone: str = "UTC"

    @property
    def told(self) -> CrisisFigures:
        """The figures of the crisis; where they were not added, from what is known here."""
        from shared.messages.crisis_figures import crisis_figures  # noqa: PLC0415 - only what people are told needs them

        return self.figures or crisis_figures(self.known_moments(), None, self.at_ms)

    @property
    def mail_link(self) -> str:
        """The link for a mail, the same for all messages of a crisis."""
        return self.links.mail_link(self.told.id)

    @property
    def sms_link(self) -> str:
        """The link for a text."""
        return self.links.sms_link(self.told.id)

    def known_moments(self) -> tuple[Moment, ...]:
        """The moment of the step, or what the state of the crisis has of its moments."""
        match self.content:
            case StepTaken(moment) | SilenceEnded(moment):
                return (moment,)
            case (
                CrisisEnded(crisis)
                | StepsGrouped(crisis)
                | PagedAgain(crisis)
                | PagingExhausted(crisis)
                | PlanOverdue(crisis)
            ):
                return tuple(episode.moment(crisis) for episode in crisis.episodes.values())

    @property
    def drill(self) -> bool:
        """Whether it is about a drill, of which only those learn who want to."""
        return bool(drilled_brand(self.brand))

    @property
    def event_id(self) -> str:
        """The name under which machines recognize a repetition."""
        return f"{self.owner}/{self.transition}"

    @property
    def at_ms(self) -> int:
        """When what is announced happened."""
        match self.content:
            case StepTaken(_, step):
                return step.at_ms
            case CrisisEnded(crisis):
                return crisis.ended_ms
            case StepsGrouped(crisis):
                return crisis.due_ms
            case PagedAgain(crisis, _, waited_ms):
                return crisis.paging.began_ms + waited_ms
            case PagingExhausted(_, at_ms) | SilenceEnded(_, at_ms) | PlanOverdue(_, _, at_ms):
                return at_ms

    def attributes(self, audience: str, levels: int | None = None) -> dict[str, str | list[str]]:
        """The message attributes that subscription filter policies may match.

        They work because the message structure is a plain string: SNS does not match
        attributes where each protocol has its own JSON body (Amazon SNS, message filtering).
        """
        return {
            "brand": drilled_brand(self.brand) or self.brand,
            "kind": self.kind.value,
            "severity": self.severity.name,
            "status": self.status.value,
            "level": audience,
            "oncall_level": [str(level) for level in range(1, (levels or self.level) + 1)],
            "drill": "true" if self.drill else "false",
        }


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
