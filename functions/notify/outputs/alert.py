"""The alert: a mail with everything a person needs, and the mails that replace a page."""

from __future__ import annotations

from functions.notify.messages.message import Message, OutboxMessage
from functions.notify.messages.notification import (
    CrisisEnded,
    Notification,
    PagingExhausted,
    PlanOverdue,
    SilenceEnded,
    StepsGrouped,
    StepTaken,
)
from functions.notify.outputs.targets import Topic
from shared.domain.moments.moment import Transition
from shared.domain.people.oncall import MAX_LEVELS
from shared.domain.people.subscriber import Subscriber
from shared.domain.people.subscription import attributes_for_one


class Alert:
    """A mail for what people should read, to every level on call."""

    name = "alert"
    target = Topic("ALERT_TOPIC_ARN")
    at_most_once = False

    def wants(self, notification: Notification) -> bool:
        """What the alert policy says people should read."""
        return notification.alert

    def render(self, notification: Notification) -> Message:
        """The mail of the step, of the end, or of the steps that waited."""
        subject, body = _mail(notification)
        attributes = notification.attributes(self.name, MAX_LEVELS)
        match notification.content:
            case PlanOverdue(to=Subscriber() as person):
                attributes = attributes_for_one(person, attributes)
        return Message(self.name, body, subject, attributes)


def unconfirmed_mail(page: OutboxMessage, claimed_ms: int) -> OutboxMessage:
    """The mail that a page may not have gone out."""
    from functions.notify.messages.mails import later_mails  # noqa: PLC0415 - most batches tell nobody anything

    body = later_mails.unconfirmed_body(page.message.text, claimed_ms)
    return _in_place_of(page, "doubt", later_mails.unconfirmed_subject(page.brand), body)


def over_limit_mail(page: OutboxMessage, why: str) -> OutboxMessage:
    """The mail in place of a page that a limit of texts forbids."""
    from functions.notify.messages.mails import later_mails  # noqa: PLC0415 - most batches tell nobody anything

    body = later_mails.over_limit_body(page.message.text, why)
    return _in_place_of(page, "capped", later_mails.over_limit_subject(page.brand), body)


def _mail(notification: Notification) -> tuple[str, str]:
    from functions.notify.messages.mails import email, later_mails  # noqa: PLC0415 - most batches tell nobody anything
    from functions.notify.messages.texts import repeated_page  # noqa: PLC0415 - most batches tell nobody anything

    figures, zone, link = notification.told, notification.zone, notification.mail_link
    match notification.content:
        case StepTaken(_, step) if step.change is Transition.ACKNOWLEDGED:
            body = email.alert_body(figures, zone=zone, link=link, begins=later_mails.taken_sentence(figures))
            return later_mails.taken_subject(figures), body
        case StepTaken(_, _, _, before):
            body = email.alert_body(figures, zone=zone, link=link, paged_before=before)
            return email.alert_subject(figures, before), body
        case CrisisEnded(_, _, _, waiting):
            return later_mails.over_subject(figures), later_mails.over_body(figures, waiting, zone=zone, link=link)
        case StepsGrouped(crisis):
            body = later_mails.grouped_body(crisis, figures, zone=zone, link=link)
            return later_mails.grouped_subject(crisis, figures), body
        case SilenceEnded(_, _, _, before):
            begins = "Its silence is over, and it still goes on."
            body = email.alert_body(figures, zone=zone, link=link, paged_before=before, begins=begins)
            return repeated_page.silence_over_subject(figures), body
        case _:
            return _asking_mail(notification)


def _asking_mail(notification: Notification) -> tuple[str, str]:
    """The mail that asks somebody to do what nobody has done."""
    from functions.notify.messages.mails import exhausted_mail, overdue_mail  # noqa: PLC0415 - most batches tell nobody anything

    figures, link = notification.told, notification.mail_link
    match notification.content:
        case PagingExhausted(crisis, at_ms):
            body = exhausted_mail.body(crisis, figures, at_ms, zone=notification.zone, link=link)
            return exhausted_mail.subject(crisis, figures, at_ms), body
        case PlanOverdue(_, found, at_ms):
            return overdue_mail.subject(figures, found), overdue_mail.body(figures, found, at_ms, link=link)
        case _:
            raise TypeError("a page that comes again is no mail")


def _in_place_of(page: OutboxMessage, reason: str, subject: str, body: str) -> OutboxMessage:
    attributes = {**page.message.attributes, "level": Alert.name}
    message = Message(Alert.name, body, subject, attributes)
    return OutboxMessage(page.owner, f"{page.transition}-{reason}", message, page.brand)
