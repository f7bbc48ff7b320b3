"""The webhook: every event of the bus, posted to one address and signed as Standard Webhooks has it."""

from __future__ import annotations

from functions.notify.messages.message import Message
from functions.notify.messages.notification import Notification, StepTaken
from functions.notify.outputs.bus import cloud_event
from functions.notify.outputs.receivers.signed_post import SignedPost


class Webhook:
    """The same event as on the bus, for a receiver outside of AWS."""

    name = "webhook"
    target = SignedPost()
    at_most_once = False

    def wants(self, notification: Notification) -> bool:
        """Every step, as the bus."""
        return isinstance(notification.content, StepTaken)

    def render(self, notification: Notification) -> Message:
        """The event; its id is the id of the webhook."""
        match notification.content:
            case StepTaken(moment, step):
                return Message(self.name, cloud_event(moment, step), attributes={"id": notification.event_id})
            case _:
                raise TypeError("only steps are events")
