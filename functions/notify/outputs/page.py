"""The page: a text message that wakes somebody."""

from __future__ import annotations

from functions.notify.messages import email, later_mails, repeated_page, sms
from functions.notify.messages.message import Message
from functions.notify.messages.notification import CrisisEnded, Notification, PagedAgain, SilenceEnded, StepTaken
from functions.notify.outputs.targets import Topic
from shared.domain.moment import Transition


class Page:
    """One segment of SMS when something must wake a person, and one when it is over."""

    name = "page"
    target = Topic("PAGE_TOPIC_ARN", {"AWS.SNS.SMS.SMSType": "Transactional"})
    at_most_once = True

    def wants(self, notification: Notification) -> bool:
        """What the alert policy says must wake somebody."""
        return notification.page

    def render(self, notification: Notification) -> Message:
        """The text, and the subject for those who subscribe to pages by mail."""
        match notification.content:
            case StepTaken(moment, step) if step.change is Transition.RELAPSED:
                link = notification.links.sms_link(moment.id)
                text, subject = repeated_page.relapse_text(moment, link), email.alert_subject(moment)
            case SilenceEnded(moment):
                link = notification.links.sms_link(moment.id)
                text = repeated_page.silence_over_text(moment, link)
                subject = repeated_page.silence_over_subject(moment)
            case PagedAgain(crisis, page, waited_ms):
                link = notification.links.sms_link(crisis.worst.id)
                text = repeated_page.unacknowledged_text(crisis, page, waited_ms, link)
                subject = repeated_page.subject(crisis, page, waited_ms)
            case StepTaken(moment, _, _, paged_before):
                link = notification.links.sms_link(moment.id)
                text, subject = sms.page_text(moment, link, paged_before), email.alert_subject(moment, paged_before)
            case CrisisEnded(crisis, evidence):
                link = notification.links.sms_link(crisis.worst.id)
                text, subject = sms.over_text(crisis, evidence.negative_share, link), later_mails.over_subject(crisis)
            case _:
                raise TypeError("grouped steps never page")
        return Message(self.name, text, subject, notification.attributes(self.name))
