"""PagerDuty: an incident for each crisis that wakes somebody, in the shape of its Events API v2.

The key of the incident (``dedup_key``) is the crisis, so every further page of a crisis
lands on the same incident, and a repeated event changes nothing. The routing key is a
secret: EventBridge adds it on the way out (``infra/outputs.yaml``).
Source: developer.pagerduty.com, Send an event to PagerDuty (reference/events-v2 of PagerDuty/api-schema).
"""

from __future__ import annotations

from typing import Any

from functions.notify.messages.message import Message
from functions.notify.messages.notification import CrisisEnded, Notification, SilenceEnded, StepTaken
from functions.notify.messages.payload import payload_message
from functions.notify.outputs.targets import PAYLOADS
from shared.domain.moments.moment import Severity, Transition
from shared.domain.time import iso

SUMMARY_LENGTH = 1024
SEVERITIES = {
    Severity.SEV1: "critical",
    Severity.SEV2: "error",
    Severity.SEV3: "warning",
    Severity.SEV4: "info",
}


class PagerDuty:
    """Triggers with every page, acknowledges with a person, resolves when the crisis has ended."""

    name = "pagerduty"
    target = PAYLOADS
    at_most_once = False

    def wants(self, notification: Notification) -> bool:
        """Pages, acknowledgements of what pages, and the end of a crisis that paged.

        What PagerDuty itself told us is not told back.
        """
        match notification.content:
            case StepTaken(moment, step):
                taken = step.change is Transition.ACKNOWLEDGED and moment.severity.pages
                return notification.page or (taken and step.via != self.name)
            case SilenceEnded():
                return notification.page
            case CrisisEnded(crisis):
                return crisis.paged is not None
            case _:
                return False

    def render(self, notification: Notification) -> Message:
        """The event, without the routing key."""
        match notification.content:
            case StepTaken(moment, step) if step.change is Transition.ACKNOWLEDGED:
                return payload_message(self.name, _event("acknowledge", moment.crisis), step.at_ms)
            case StepTaken(_, step):
                return payload_message(self.name, _trigger(notification, step.at_ms), step.at_ms)
            case SilenceEnded():
                return payload_message(self.name, _trigger(notification, notification.at_ms), notification.at_ms)
            case CrisisEnded(crisis):
                return payload_message(self.name, _event("resolve", crisis.id), crisis.ended_ms)
            case _:
                raise TypeError("grouped steps wake nobody")


def _trigger(notification: Notification, at_ms: int) -> dict[str, Any]:
    from functions.notify.messages.card import card  # noqa: PLC0415 - most batches tell nobody anything

    shown = card(notification)
    link = {"client_url": shown.link, "links": [{"href": shown.link, "text": "Details and posts"}]}
    return {
        **_event("trigger", shown.crisis),
        "client": "Foreshock",
        **(link if shown.link else {}),
        "payload": {
            "summary": shown.title[:SUMMARY_LENGTH],
            "source": notification.brand,
            "severity": SEVERITIES[shown.severity],
            "timestamp": iso(at_ms),
            "component": notification.brand,
            "class": notification.kind.value,
            "custom_details": {"event": notification.event_id, **dict(shown.facts), "quotes": list(shown.quotes)},
        },
    }


def _event(action: str, crisis: str) -> dict[str, Any]:
    return {"event_action": action, "dedup_key": crisis}
