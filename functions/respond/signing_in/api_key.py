"""An API key that somebody typed: which one of the deployment's own keys it is.

API Gateway is asked for the values of the keys whose ids the stage lists, at most once in
five minutes, so that guessing does not use up its limit. Only the template's three keys can
be read; a key of the user's own cannot sign in.
"""

from __future__ import annotations

import hmac
import time
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from botocore.config import Config
from botocore.exceptions import ClientError

from shared.domain.people.role import Role
from shared.http.roles import key_ids
from shared.runtime.aws import client
from shared.runtime.telemetry import logger

if TYPE_CHECKING:
    from mypy_boto3_apigateway import APIGatewayClient

MAX_AGE_SECONDS = 300.0

_values: dict[str, tuple[float, bytes]] = {}


def key_id_of(typed: str, event: Mapping[str, Any]) -> str | None:
    """The id of the key with this value, or ``None``. Each key is compared in constant time."""
    given, found = typed.encode(errors="replace"), None
    for role in Role:
        for key_id in key_ids(event, role):
            value = _value(key_id)
            if value and hmac.compare_digest(value, given):
                found = key_id
    return found


def _value(key_id: str) -> bytes:
    now = time.monotonic()
    read_at, value = _values.get(key_id, (-MAX_AGE_SECONDS, b""))
    if now - read_at >= MAX_AGE_SECONDS:
        value = _read(key_id)
        _values[key_id] = (now, value)
    return value


def _read(key_id: str) -> bytes:
    try:
        key = _gateway().get_api_key(apiKey=key_id, includeValue=True)
    except ClientError as error:
        if error.response["Error"]["Code"] not in ("AccessDeniedException", "NotFoundException"):
            raise
        logger.info("a key cannot sign in", extra={"error": error.response["Error"]["Code"]})
        return b""
    return key["value"].encode() if key.get("enabled") else b""


@cache
def _gateway() -> APIGatewayClient:
    patient = Config(retries={"mode": "standard", "total_max_attempts": 3}, connect_timeout=2, read_timeout=5)
    made: APIGatewayClient = client("apigateway", patient)
    return made
