"""Alertmanager: each moment as an alert of its API v2, which groups, routes and inhibits by labels.

Labels identify an alert, so a moment that becomes more severe is a new alert, and the
one of its earlier severity ends. Alertmanager forgets an alert after five minutes
(``resolve_timeout``) unless it says when it ends: one that goes on is sent with an end
far ahead. Posting the same alert again changes nothing.
Source: prometheus/alertmanager, api/v2/openapi.yaml (postableAlerts).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from functions.notify.messages.message import Message
from functions.notify.messages.notification import Notification, StepTaken
from functions.notify.messages.payload import payload_message
from functions.notify.outputs.targets import PAYLOADS
from shared.domain.moments.moment import Moment, Severity
from shared.domain.time import DAY_MS, iso

if TYPE_CHECKING:
    from functions.notify.messages.card import Card

GOES_ON_MS = 7 * DAY_MS
"""How far ahead the end of an alert is set that has not ended; every step sets it again."""


class Alertmanager:
    """Every step of every moment, as the alerts that fire and those that have ended."""

    name = "alertmanager"
    target = PAYLOADS
    at_most_once = False

    def wants(self, notification: Notification) -> bool:
        """Every step; Alertmanager decides itself who is told."""
        return isinstance(notification.content, StepTaken)

    def render(self, notification: Notification) -> Message:
        """The alerts: that of the moment's severity, and the ended ones of its earlier severities."""
        from functions.notify.messages.card import card  # noqa: PLC0415 - most batches tell nobody anything

        match notification.content:
            case StepTaken(moment, step):
                alerts = _alerts(moment, card(notification), step.at_ms)
                return payload_message(self.name, alerts, step.at_ms)
            case _:
                raise TypeError("only steps are alerts")


def _alerts(moment: Moment, shown: Card, at_ms: int) -> list[dict[str, Any]]:
    earlier = {entry.severity for entry in moment.timeline} - {moment.severity}
    end_ms = at_ms + GOES_ON_MS if moment.status.ongoing else moment.ended_ms or at_ms
    return [
        _alert(moment, shown, moment.severity, end_ms),
        *(_alert(moment, shown, severity, at_ms) for severity in sorted(earlier)),
    ]


def _alert(moment: Moment, shown: Card, severity: Severity, ends_ms: int) -> dict[str, Any]:
    return {
        "labels": {
            "alertname": "Foreshock",
            "brand": moment.brand,
            "kind": moment.kind.value,
            "severity": severity.name,
            "moment": moment.id,
            "crisis": moment.crisis,
        },
        "annotations": {
            "summary": shown.title,
            "description": shown.text,
            "status": moment.status.value,
            **{name.lower().replace(" ", "_"): value for name, value in shown.facts},
        },
        "startsAt": iso(moment.opened_ms),
        "endsAt": iso(ends_ms),
        **({"generatorURL": shown.link} if shown.link else {}),
    }
