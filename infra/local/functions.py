"""Running a deployed function by hand, and reading what functions logged."""

import json
from typing import Any

from infra.local.emulator.clients import Clients
from shared.domain.errors import ForeshockError


def invoke(clients: Clients, name: str, event: Any) -> Any:
    """Run a function and wait for it; return what it returned, raise ForeshockError if it failed."""
    response = clients("lambda").invoke(FunctionName=name, Payload=json.dumps(event).encode())
    payload = json.loads(response["Payload"].read() or b"null")
    if "FunctionError" in response:
        raise ForeshockError(f"{name} failed: {payload.get('errorMessage') if isinstance(payload, dict) else payload}")
    return payload


def logs(clients: Clients) -> list[str]:
    """Return the messages of every log group, in the order of time."""
    reader = clients("logs")
    events = [
        (event["timestamp"], event["message"])
        for page in reader.get_paginator("describe_log_groups").paginate()
        for group in page["logGroups"]
        for found in reader.get_paginator("filter_log_events").paginate(logGroupName=group["logGroupName"])
        for event in found["events"]
    ]
    return [message for _, message in sorted(events, key=lambda event: event[0])]
