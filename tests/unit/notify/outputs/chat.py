"""An output of its own, as somebody would add it, and what opens for it."""

from __future__ import annotations

from functions.notify.messages.announcements import notifications
from functions.notify.messages.message import Message
from functions.notify.messages.notification import Notification, StepTaken
from functions.notify.outputs.targets import PublishResult, PublishStatus
from functions.notify.policy.alert_policy import decide
from functions.notify.policy.crisis_state import new_crisis
from shared.domain.moments.moment import Severity
from tests.unit.notify.examples import LINKS, opened, surge


class Room:
    """A chat room: keeps what is posted."""

    def __init__(self) -> None:
        self.posted: list[str] = []

    def publish(self, message: Message) -> PublishResult:
        self.posted.append(message.text)
        return PublishResult(PublishStatus.SENT, str(len(self.posted)))


class Chat:
    """A new output, complete: a line in a chat room for each SEV1 step."""

    name = "chat"
    at_most_once = False

    def __init__(self) -> None:
        self.target = Room()

    def wants(self, notification: Notification) -> bool:
        return isinstance(notification.content, StepTaken) and notification.severity is Severity.SEV1

    def render(self, notification: Notification) -> Message:
        return Message(self.name, f"{notification.severity.name} {notification.brand}: {notification.transition}")


def opening(severity: Severity = Severity.SEV1) -> Notification:
    moment, step = surge(severity=severity), opened(severity)
    decision = decide(new_crisis(moment), moment, step)
    (notification,) = notifications(decision, moment, step, zone="UTC", links=LINKS)
    return notification
