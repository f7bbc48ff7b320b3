"""A whole crisis as it is told, and what each receiver would be sent of it."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from functions.notify.messages.announcements import grouped, notifications
from functions.notify.messages.notification import Notification
from functions.notify.outputs.output import Output
from functions.notify.outputs.registry import ON_REQUEST
from functions.notify.outputs.targets import PAYLOADS, EventBus
from functions.notify.policy.alert_policy import decide
from functions.notify.policy.crisis_state import Crisis, new_crisis
from shared.domain.moments.moment import Moment, Severity, Status, TimelineEntry, Transition
from tests.contract.conftest import ROOT
from tests.contract.outputs.api_destination import Request, requests
from tests.unit.notify.examples import LINKS, burst, opened, resolved, resolved_surge, step, surge

SIGNATURE = "pY5tq0aZ_k-3"
PARAMETERS = {
    "PagerDutyRoutingKey": "0123456789abcdef0123456789abcdef",
    "AlertmanagerUrl": "https://alerts.example",
    "AlertmanagerAuthorization": "Bearer secret",
    "SlackWebhookUrl": "https://hooks.slack.com/services/T0/B0/secret",
    "TeamsWebhookUrl": "https://prod-1.westeurope.logic.azure.com:443/workflows/ab/triggers/manual/paths/invoke"
    f"?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig={SIGNATURE}",
}
SCHEMAS = {"pagerduty": "pagerduty_event", "alertmanager": "alertmanager_alerts"}
SCHEMAS |= {"slack": "slack_message", "teams": "teams_message"}
FORWARDED = [output for output in ON_REQUEST if output.target is PAYLOADS]
EACH = pytest.mark.parametrize("output", FORWARDED, ids=lambda output: output.name)


def announced(crisis: Crisis, moment: Moment, entry: TimelineEntry) -> tuple[Crisis, list[Notification]]:
    """What one step leads to."""
    decision = decide(crisis, moment, entry)
    return decision.crisis, notifications(decision, moment, entry, zone="Europe/Berlin", links=LINKS)


def story() -> list[Notification]:
    """A crisis of two moments: opened, joined, worse, acknowledged, over; and the grouped lines."""
    first = surge(severity=Severity.SEV2, timeline=(opened(Severity.SEV2),))
    crisis, told = announced(new_crisis(first), first, first.timeline[0])
    worse = step(Transition.ESCALATED, Severity.SEV1, 30)
    escalated = surge(timeline=(*first.timeline, worse))
    taken = step(Transition.ACKNOWLEDGED, Severity.SEV1, 32)._replace(by="ana", via="page")
    acknowledged = escalated._replace(status=Status.ACKNOWLEDGED, timeline=(*escalated.timeline, taken))
    end = resolved(70)
    over = resolved_surge()._replace(timeline=(*acknowledged.timeline, end))
    joined = burst(crisis=first.crisis)
    joined_over = joined._replace(status=Status.RESOLVED, ended_ms=end.at_ms, timeline=(*joined.timeline, end))
    for moment, entry in (
        (joined, joined.timeline[0]),
        (escalated, worse),
        (acknowledged, taken),
        (joined_over, end),
        (over, end),
    ):
        crisis, more = announced(crisis, moment, entry)
        told += more
        if crisis.waiting:
            told.append(grouped(crisis, LINKS))
    return told


def sent(output: Output, notification: Notification) -> Request:
    """The one request that a notification becomes."""
    message = output.render(notification)
    assert isinstance(output.target, EventBus)
    (request,) = requests(message, output.target, PARAMETERS)
    return request


def check(output: Output, document: Any) -> None:
    """Valid by the receiver's schema."""
    assert [error.message for error in validator(SCHEMAS[output.name]).iter_errors(document)] == []


@cache
def validator(name: str) -> Draft202012Validator:
    schema = json.loads((ROOT / "tests/contract/schemas" / f"{name}.json").read_text())
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def bodies(output: Output, told: list[Notification]) -> list[Any]:
    return [sent(output, each).document for each in told if output.wants(each)]


def named(name: str) -> Output:
    return next(output for output in ON_REQUEST if output.name == name)


def labels(body: Any) -> str:
    """How Alertmanager tells alerts apart."""
    return json.dumps([(alert["labels"], alert["endsAt"]) for alert in body])
