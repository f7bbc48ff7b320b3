"""The bus: every step of every moment as an event for machines."""

from __future__ import annotations

from functions.notify.messages.event import SOURCE, event_json
from functions.notify.messages.message import Message
from functions.notify.messages.notification import Notification, StepTaken
from functions.notify.outputs.targets import EventBus
from shared.domain.time import iso


class Bus:
    """An EventBridge event for each step. Its detail type reads "Moment opened", "Moment resolved"."""

    name = "bus"
    target = EventBus("BUS_NAME", SOURCE)
    at_most_once = False

    def wants(self, notification: Notification) -> bool:
        """Every step; the end of a crisis is the end of its last moment."""
        return isinstance(notification.content, StepTaken)

    def render(self, notification: Notification) -> Message:
        """The event; its attributes are the fields of the event entry."""
        match notification.content:
            case StepTaken(moment, step):
                detail_type = f"Moment {step.change}"
                return Message(self.name, event_json(moment, step), detail_type, {"time": iso(step.at_ms)})
            case _:
                raise TypeError("only steps are events")
