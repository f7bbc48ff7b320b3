"""Running a deployed function by hand."""

import json
from typing import Any

from infra.local.clients import Clients
from shared.errors import ForeshockError


def invoke(clients: Clients, name: str, event: Any) -> Any:
    """Run a function and wait for it; return what it returned, raise ForeshockError if it failed."""
    response = clients("lambda").invoke(FunctionName=name, Payload=json.dumps(event).encode())
    payload = json.loads(response["Payload"].read() or b"null")
    if "FunctionError" in response:
        raise ForeshockError(f"{name} failed: {payload.get('errorMessage') if isinstance(payload, dict) else payload}")
    return payload
