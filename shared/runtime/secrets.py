"""Secret keys, read from Secrets Manager (of channels also from the Parameter Store) when they are first needed.

One internal secret serves several purposes. Each purpose gets a key of its own by HMAC,
so that a cursor's signature says nothing about an author's pseudonym.
"""

from __future__ import annotations

import hmac
import json
import math
import time
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from botocore.config import Config

from shared.domain.errors import InvalidInput
from shared.runtime.aws import client
from shared.runtime.settings import setting

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

MAX_AGE_SECONDS = 300.0
"""How long a secret is used before it is read again, so that a rotation takes effect by itself."""

ROTATION_SECONDS = 10.0
"""When a signature is refused, keys older than this are read again; guessing makes no more reads than that."""

_QUICK = Config(retries={"mode": "standard", "total_max_attempts": 3}, connect_timeout=1, read_timeout=3)
"""An alert may be waiting for the key."""

_kept: dict[tuple[str, str], tuple[float, bytes]] = {}


def internal_key(purpose: str) -> bytes:
    """The deployment's own 32-byte key for ``purpose``: ``author``, ``cursor`` or ``link``."""
    return _derived(_secret(setting("INTERNAL_SECRET_ARN"), "AWSCURRENT"), purpose)


def internal_keys(purpose: str) -> Iterator[bytes]:
    """The keys that something for ``purpose`` may be signed with: the present one, then the one before it.

    Each is read only when it is asked for, that is when those before it do not fit. At last
    both are read again: another function may have signed with a key that is newer than ours.
    """
    yield internal_key(purpose)
    arn = setting("INTERNAL_SECRET_ARN")
    for previous in secret_versions(arn)[1:]:
        yield _derived(previous, purpose)
    for version in secret_versions(arn, ROTATION_SECONDS):
        yield _derived(version, purpose)


def intake_keys(max_age_seconds: float = MAX_AGE_SECONDS) -> tuple[bytes, ...]:
    """The keys a push may be signed with: the current one, and the previous one while it rotates.

    Keys that were read more than ``max_age_seconds`` ago are read again.
    """
    return secret_versions(setting("INTAKE_SECRET_ARN"), max_age_seconds)


def secret_versions(arn: str, max_age_seconds: float = MAX_AGE_SECONDS) -> tuple[bytes, ...]:
    """The valid versions of a secret: the current one first, and the previous one while it rotates."""
    current = _secret(arn, "AWSCURRENT", max_age_seconds)
    try:
        return (current, _secret(arn, "AWSPREVIOUS", max_age_seconds))
    except _secrets().exceptions.ResourceNotFoundException:
        _kept[arn, "AWSPREVIOUS"] = (time.monotonic(), current)  # never rotated: there is only one key
        return (current,)


def _derived(secret: bytes, purpose: str) -> bytes:
    return hmac.digest(secret, purpose.encode(), "sha256")


def channel_credentials(channel: str) -> dict[str, str]:
    """The credentials of a channel: the JSON object in the secret ``<stack>/channels/<channel>``; none without one.

    Without such a secret, the SecureString ``/<stack>/channels/<channel>`` of the Parameter Store
    counts, which costs nothing. They are read again every few minutes, so that a rotation needs no deployment.

    Raises:
        InvalidInput: the secret or parameter holds something else.
    """
    name = f"{setting('CHANNEL_CREDENTIALS_PREFIX')}{channel}"
    try:
        secret = _secret(name, "AWSCURRENT")
    except _secrets().exceptions.ResourceNotFoundException:
        secret = _parameter(f"/{name}")
        _kept[name, "AWSCURRENT"] = (time.monotonic(), secret)
    try:
        return {str(part).lower(): str(value) for part, value in json.loads(secret).items()}
    except (ValueError, AttributeError):
        raise InvalidInput(f"the secret or parameter {name} must be a JSON object of texts", field=name) from None


def _parameter(name: str) -> bytes:
    """The value of a parameter, decrypted; an empty JSON object where there is none."""
    store = client("ssm", _QUICK)
    try:
        value: str = store.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"]
    except store.exceptions.ParameterNotFound:
        return b"{}"
    return value.encode()


@cache
def _secrets() -> SecretsManagerClient:
    made: SecretsManagerClient = client("secretsmanager", _QUICK)
    return made


def _secret(arn: str, stage: str, max_age_seconds: float = MAX_AGE_SECONDS) -> bytes:
    now = time.monotonic()
    read_at, value = _kept.get((arn, stage), (-math.inf, b""))
    if now - read_at >= max_age_seconds:
        value = _secrets().get_secret_value(SecretId=arn, VersionStage=stage)["SecretString"].encode()
        _kept[arn, stage] = (now, value)
    return value
