"""Clients for the emulator: one per service, made on first use, never sent anywhere else."""

import threading
from typing import Any

import boto3
from botocore.config import Config

from infra.local.emulator.server import ACCESS_KEY, REGION

LONGEST_INVOCATION_S = 905
"""A function may run for fifteen minutes; the answer must be waited for."""


class Clients:
    """Low-level boto3 clients of one endpoint, shared by every thread that asks."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self._made: dict[str, Any] = {}
        self._lock = threading.Lock()
        self._session = boto3.Session(ACCESS_KEY, ACCESS_KEY, region_name=REGION)

    def __call__(self, service: str) -> Any:
        """Return the client of a service, named as boto3 names it."""
        with self._lock:
            if service not in self._made:
                self._made[service] = self._session.client(service, endpoint_url=self.endpoint, config=_config(service))  # type: ignore[call-overload]
            return self._made[service]


def _config(service: str) -> Config:
    # An Invoke repeated by the client would be a second delivery nobody asked for.
    attempts = 1 if service == "lambda" else 4
    return Config(
        retries={"total_max_attempts": attempts, "mode": "standard"},
        read_timeout=LONGEST_INVOCATION_S,
        max_pool_connections=32,
        s3={"addressing_style": "path"},
        # Account-specific host names do not exist here.
        account_id_endpoint_mode="disabled",
        proxies={},
    )
