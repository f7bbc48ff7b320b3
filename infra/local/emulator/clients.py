"""boto3 clients of the emulator, and what is done with them: invoke a function, read the logs."""

import json
import threading
from typing import Any

import boto3
from botocore.config import Config

from infra.local.emulator.server import ACCESS_KEY, REGION
from shared.domain.errors import ForeshockError

LONGEST_INVOCATION_S = 905
"""A function may run for 15 minutes, and the client waits for its response."""


class Clients:
    """Low-level boto3 clients of one endpoint, one per service, created on first use and shared by all threads."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self._made: dict[str, Any] = {}
        self._lock = threading.Lock()
        self._session = boto3.Session(ACCESS_KEY, ACCESS_KEY, region_name=REGION)

    def __call__(self, service: str) -> Any:
        """Return the client of a service, named as boto3 names it."""
        with self._lock:
            if service not in self._made:
                make: Any = self._session.client  # its types know single names, not a variable
                self._made[service] = make(service, endpoint_url=self.endpoint, config=_config(service))
            return self._made[service]


def invoke(clients: Clients, name: str, event: Any) -> Any:
    """Run a function and return its result; raise ForeshockError if it failed."""
    response = clients("lambda").invoke(FunctionName=name, Payload=json.dumps(event).encode())
    payload = json.loads(response["Payload"].read() or b"null")
    if "FunctionError" in response:
        raise ForeshockError(f"{name} failed: {payload.get('errorMessage') if isinstance(payload, dict) else payload}")
    return payload


def logs(clients: Clients) -> list[str]:
    """Return the messages of all log groups in the order of time."""
    reader = clients("logs")
    events = [
        (event["timestamp"], event["message"])
        for page in reader.get_paginator("describe_log_groups").paginate()
        for group in page["logGroups"]
        for found in reader.get_paginator("filter_log_events").paginate(logGroupName=group["logGroupName"])
        for event in found["events"]
    ]
    return [message for _, message in sorted(events, key=lambda event: event[0])]


def _config(service: str) -> Config:
    # If the client repeated an Invoke, the function would run a second time.
    attempts = 1 if service == "lambda" else 4
    return Config(
        retries={"total_max_attempts": attempts, "mode": "standard"},
        read_timeout=LONGEST_INVOCATION_S,
        max_pool_connections=32,
        s3={"addressing_style": "path"},
        # The emulator has no account-specific host names.
        account_id_endpoint_mode="disabled",
        proxies={},
    )
