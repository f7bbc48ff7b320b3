"""A notification: what is announced, to whom and how loudly. The outputs make messages of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from functions.notify.messages.links import Links
from functions.notify.policy.crisis_state import Crisis
from functions.notify.policy.escalation import DuePage
from shared.domain.drill import drilled_brand
from shared.domain.moments.moment import Evidence, Kind, Moment, Severity, Status, TimelineEntry

if TYPE_CHECKING:
    from functions.notify.policy.overdue import Overdue
    from shared.domain.people.subscriber import Subscriber
    from shared.messages.crisis.crisis_figures import CrisisFigures


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
        from shared.messages.crisis.crisis_summary import crisis_figures  # noqa: PLC0415 - only what people are told needs them

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
