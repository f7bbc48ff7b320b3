"""The page: a text message that wakes somebody."""

from __future__ import annotations

from functions.notify.messages.message import Message
from functions.notify.messages.notification import CrisisEnded, Notification, PagedAgain, SilenceEnded, StepTaken
from functions.notify.outputs.targets import Topic
from shared.domain.moments.moment import Transition


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
        from functions.notify.messages.mails import email, later_mails  # noqa: PLC0415 - most batches tell nobody anything
        from functions.notify.messages.texts import repeated_page, sms  # noqa: PLC0415 - most batches tell nobody anything

        figures, link = notification.told, notification.sms_link
        match notification.content:
            case StepTaken(_, step) if step.change is Transition.RELAPSED:
                text, subject = repeated_page.relapse_text(figures, link), email.alert_subject(figures)
            case SilenceEnded():
                text = repeated_page.silence_over_text(figures, link)
                subject = repeated_page.silence_over_subject(figures)
            case PagedAgain(_, page, waited_ms):
                text = repeated_page.unacknowledged_text(figures, page, waited_ms, link)
                subject = repeated_page.subject(figures, page, waited_ms)
            case StepTaken(_, _, _, paged_before):
                text = sms.page_text(figures, link, sms.worse(paged_before))
                subject = email.alert_subject(figures, paged_before)
            case CrisisEnded():
                text, subject = sms.over_text(figures, link), later_mails.over_subject(figures)
            case _:
                raise TypeError("grouped steps never page")
        return Message(self.name, text, subject, notification.attributes(self.name))
