"""A webhook of PagerDuty (version 3) in, what it asks for out.

The key of an incident is the id of the crisis, because notify triggered it under that
key. Source: developer.pagerduty.com, Webhooks v3, payload of ``incident.acknowledged``.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from functions.respond.hooks.names import person
from shared.domain.errors import InvalidInput, Unauthorized
from shared.domain.moments.act import Act
from shared.domain.time import HOUR_MS, parse_time

VIA = "pagerduty"
MAX_AGE_MS = 49 * HOUR_MS
"""PagerDuty repeats for 48 hours. What is older was recorded by somebody and is sent again."""

_ACTS = {"incident.acknowledged": Act.ACK, "incident.resolved": Act.RESOLVE}
_LONGEST_ID = 64


class IncidentEvent(NamedTuple):
    """What happened to an incident: its own ``id``, the crisis, what to do, and who did it. ``act`` may be none."""

    id: str
    crisis: str = ""
    act: Act | None = None
    by: str = ""


def read_event(body: bytes, now_ms: int) -> IncidentEvent:
    """The event in the body of a request whose signature is right.

    Raises:
        InvalidInput: it is no event.
        Unauthorized: it is older than PagerDuty itself would send it.
    """
    event = _event(body)
    act = _ACTS.get(str(event.get("event_type")))
    if act is None:
        return IncidentEvent(str(event.get("id"))[:_LONGEST_ID])
    if now_ms - parse_time(event.get("occurred_at"), field="event.occurred_at") > MAX_AGE_MS:
        raise Unauthorized("the event is more than two days old", field="event.occurred_at")
    incident, agent = event.get("data"), event.get("agent")
    if not isinstance(incident, dict) or not isinstance(event.get("id"), str):
        raise InvalidInput("event.id and event.data are missing", field="event")
    name = agent.get("summary") if isinstance(agent, dict) else ""
    crisis = str(incident.get("incident_key") or "")[:_LONGEST_ID]
    return IncidentEvent(event["id"][:_LONGEST_ID], crisis, act, person(name, "PagerDuty"))


def _event(body: bytes) -> dict[str, Any]:
    try:
        event = json.loads(body)["event"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InvalidInput("the body is no webhook of PagerDuty, version 3", field="body") from error
    if not isinstance(event, dict):
        raise InvalidInput("event must be an object", field="event")
    return event
