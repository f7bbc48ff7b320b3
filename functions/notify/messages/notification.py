"""A decision as letters: the messages of a step, each under the name it is told once by."""

from __future__ import annotations

from dataclasses import dataclass, field

from functions.notify.audience import Decision, transition
from functions.notify.crisis_state import Crisis
from functions.notify.messages import email, event, later_mails, sms
from functions.notify.messages.links import moment_link, short_link
from functions.notify.messages.message import Audience, Message, attributes
from shared.domain.moment import Moment, Status, TimelineEntry


@dataclass(frozen=True, slots=True)
class Links:
    """Where moments are shown: ``api`` in mails, ``short`` (as long or shorter) in texts, signed with ``key``."""

    api: str
    short: str
    key: bytes | None = field(default=None, repr=False)

    def mailed(self, moment_id: str) -> str:
        """The link to a moment for a mail."""
        return moment_link(self.api, moment_id, self.key)

    def texted(self, moment_id: str) -> str:
        """The link to a moment for a text message."""
        return short_link(self.short, moment_id, self.key)


@dataclass(frozen=True, slots=True)
class Letter:
    """One message and its name: ``owner`` (a moment or a crisis), ``transition``, audience."""

    owner: str
    transition: str
    message: Message
    brand: str = ""

    @property
    def name(self) -> str:
        """What is unique: told under this name means told."""
        return f"{self.transition}#{self.message.audience}"


def letters(decision: Decision, moment: Moment, step: TimelineEntry, *, zone: str, links: Links) -> list[Letter]:
    """All that this step makes us say, the page first; the bus carries every step."""
    told = _about(decision, moment, step, zone=zone, links=links) + _ending(decision, moment, zone=zone, links=links)
    return [*told, Letter(moment.id, transition(step), event.event(moment, step), moment.brand)]


def bundle(crisis: Crisis, links: Links) -> Letter:
    """The mail that groups what waited."""
    link = links.mailed(crisis.worst.id)
    text, subject = later_mails.bundle_body(crisis, link), later_mails.bundle_subject(crisis)
    message = Message(Audience.ALERT, text, subject, _of_crisis(crisis, Audience.ALERT, Status.OPEN))
    return Letter(crisis.id, f"bundle-{crisis.round}-{crisis.due_ms:013d}", message, crisis.brand)


def doubt(page: Letter, claimed_ms: int) -> Letter:
    """The mail that a page may not have gone out."""
    subject, text = later_mails.doubt_subject(page.brand), later_mails.doubt_body(page.message.text, claimed_ms)
    return _instead(page, "doubt", subject, text)


def capped(page: Letter, cap: int) -> Letter:
    """The mail in the place of a page that the day's limit of texts forbids."""
    subject, text = later_mails.capped_subject(page.brand), later_mails.capped_body(page.message.text, cap)
    return _instead(page, "capped", subject, text)


def _about(decision: Decision, moment: Moment, step: TimelineEntry, *, zone: str, links: Links) -> list[Letter]:
    found = []
    name, was = transition(step), decision.was
    if decision.page:
        text = sms.page_text(moment, links.texted(moment.id), was)
        subject = email.alert_subject(moment, was)
        found.append(Message(Audience.PAGE, text, subject, _of_moment(moment, Audience.PAGE)))
    if decision.alert:
        body = email.alert_body(moment, step, zone=zone, link=links.mailed(moment.id), was=was)
        subject = email.alert_subject(moment, was)
        found.append(Message(Audience.ALERT, body, subject, _of_moment(moment, Audience.ALERT)))
    return [Letter(moment.id, name, message, moment.brand) for message in found]


def _ending(decision: Decision, moment: Moment, *, zone: str, links: Links) -> list[Letter]:
    crisis, found = decision.crisis, []
    subject = later_mails.over_subject(crisis)
    if decision.over_page:
        mood = moment.evidence.negative_share
        text = sms.over_text(crisis, mood, links.texted(crisis.worst.id))
        found.append(Message(Audience.PAGE, text, subject, _of_crisis(crisis, Audience.PAGE, moment.status)))
    if decision.over:
        link = links.mailed(crisis.worst.id)
        body = later_mails.over_body(crisis, moment.evidence, decision.untold, zone=zone, link=link)
        found.append(Message(Audience.ALERT, body, subject, _of_crisis(crisis, Audience.ALERT, moment.status)))
    return [Letter(crisis.id, f"over-{crisis.round}", message, moment.brand) for message in found]


def _instead(page: Letter, reason: str, subject: str, text: str) -> Letter:
    marked = {**page.message.attributes, "level": Audience.ALERT.value}
    message = Message(Audience.ALERT, text, subject, marked)
    return Letter(page.owner, f"{page.transition}-{reason}", message, page.brand)


def _of_moment(moment: Moment, audience: Audience) -> dict[str, str]:
    return attributes(moment.brand, moment.kind, moment.severity, moment.status, audience)


def _of_crisis(crisis: Crisis, audience: Audience, status: Status) -> dict[str, str]:
    return attributes(crisis.brand, crisis.worst.kind, crisis.worst.severity, status, audience)
