"""POST /mentions: no push is accepted without a fresh signature of its own key and body."""

from __future__ import annotations

import json
import time
from typing import Any

import boto3
import pytest

from shared.domain.time import MINUTE_MS
from shared.runtime import secrets
from shared.store import dynamodb
from tests.integration.intake_stage import NOW, SECRET, item, outcomes, push, stored

pytestmark = pytest.mark.usefixtures("acme")


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"secret": "guessed"}, "x-foreshock-signature"),
        ({"signed_ms": NOW - 6 * MINUTE_MS}, "x-foreshock-timestamp"),
        ({"signed_ms": NOW + 6 * MINUTE_MS}, "x-foreshock-timestamp"),
        ({"headers": {}}, "x-foreshock-timestamp"),
        ({"headers": {"x-foreshock-timestamp": "1", "idempotency-key": "k"}}, "x-foreshock-signature"),
    ],
)
def test_a_push_without_a_fresh_signature_is_refused(sent: dict[str, Any], field: str) -> None:
    answer = push([item(1)], **sent)
    assert (answer.status, answer.json["errors"][0]["field"]) == (401, field)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert SECRET not in json.dumps(answer.json)
    assert stored() == []


def test_a_captured_push_cannot_be_altered() -> None:
    timestamp = str(NOW // 1000)
    genuine = {
        "X-Foreshock-Timestamp": timestamp,
        "Idempotency-Key": "batch-1",
        "X-Foreshock-Signature": "v1=" + "0" * 64,
    }
    assert push([item(1)], headers=genuine).status == 401


@pytest.mark.parametrize("key", ["", "two words", "k" * 129])
def test_a_wrong_idempotency_key_is_named(key: str) -> None:
    answer = push([item(1)], key=key)
    assert (answer.status, answer.json["errors"][0]["field"]) == (400, "idempotency-key")


def test_a_new_key_is_known_as_soon_as_it_is_used_and_the_old_one_while_it_rotates(
    aws: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1_000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    push([item(1)])
    boto3.client("secretsmanager").put_secret_value(SecretId=aws["IntakeSecretArn"], SecretString="the next key")
    now[0] += 11
    assert push([item(2)], key="batch-2", secret="the next key").status == 200
    assert push([item(3)], key="batch-3").status == 200
    boto3.client("secretsmanager").put_secret_value(SecretId=aws["IntakeSecretArn"], SecretString="the third key")
    now[0] += 301
    assert push([item(4)], key="batch-4").status == 401


def test_guessing_signatures_does_not_ask_for_the_secret_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    push([item(1)])
    asked: list[str] = []
    client = secrets._secrets()
    real = client.get_secret_value

    def get_secret_value(**request: Any) -> Any:
        asked.append(request["VersionStage"])
        return real(**request)

    monkeypatch.setattr(client, "get_secret_value", get_secret_value)
    for _ in range(20):
        assert push([item(1)], secret="guessed").status == 401
    assert asked == []


def test_keys_that_are_not_read_at_once_are_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A big response comes in parts."""
    push([item(number) for number in range(5)])
    client, asked = dynamodb.dynamodb(), []
    real = client.batch_get_item

    def in_parts(**request: Any) -> Any:
        (name, wanted), asked_now = next(iter(request["RequestItems"].items())), []
        asked_now, left = wanted["Keys"][:2], wanted["Keys"][2:]
        asked.append(len(asked_now))
        answer = real(RequestItems={name: wanted | {"Keys": asked_now}})
        return answer | {"UnprocessedKeys": {name: wanted | {"Keys": left}} if left else {}}

    monkeypatch.setattr(client, "batch_get_item", in_parts)
    assert outcomes(push([item(number) for number in range(5)], key="batch-2")) == ["duplicate"] * 5
    assert asked == [2, 2, 1]
