"""GET and POST /hooks/meta: only Meta's own calls count, each once, and none where no secret is named."""

from __future__ import annotations

import hmac
import json
from typing import Any

import boto3
import pytest

from functions.intake.handler import handler
from shared.domain.brand import Brand
from shared.runtime import secrets
from shared.runtime.settings import setting
from shared.store import brands
from tests.integration.intake_stage import NOW, stored
from tests.lambda_context import Context

pytestmark = pytest.mark.usefixtures("aws")

NAME = "acme/meta"
APP = {"app_secret": "s1", "threads_app_secret": "s2", "verify_token": "t", "accounts": {"17": "acme", "78": "acme"}}


@pytest.fixture(autouse=True)
def _deployed(aws: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001 - the tables must be there
    monkeypatch.setenv("META_APP", NAME)
    boto3.client("secretsmanager").create_secret(Name=NAME, SecretString=json.dumps(APP))
    brands.put(Brand("acme", "Acme"))


def call(method: str, **more: Any) -> dict[str, Any]:
    context = {"requestTimeEpoch": NOW, "requestId": "r"}
    event = {"resource": "/hooks/meta", "httpMethod": method, "requestContext": context, **more}
    answer: dict[str, Any] = handler(event, Context())
    return answer


def asked(**query: str) -> tuple[int, str]:
    given = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": "t"}
    answer = call("GET", queryStringParameters={**given, **{f"hub.{name}": value for name, value in query.items()}})
    return answer["statusCode"], answer["body"]


def told(document: Any, key: str = "s1") -> tuple[int, dict[str, Any]]:
    body = json.dumps(document)
    signature = f"sha256={hmac.new(key.encode(), body.encode(), 'sha256').hexdigest()}"
    answer = call("POST", body=body, headers={"X-Hub-Signature-256": signature})
    return answer["statusCode"], json.loads(answer["body"])


def comment(number: int = 1, account: str = "17", at_s: int = NOW // 1000) -> dict[str, Any]:
    value = {"id": f"c{number}", "text": "It melted", "from": {"id": "9", "username": "ana"}}
    changes = [{"field": "comments", "value": value}]
    return {"object": "instagram", "entry": [{"id": account, "time": at_s, "changes": changes}]}


def test_the_challenge_is_answered_for_the_right_token_alone() -> None:
    assert asked() == (200, "1158201444")
    assert asked(verify_token="wrong")[0] == 401
    assert asked(verify_token="")[0] == 401
    assert asked(challenge="<script>")[0] == 400
    assert call("GET")["statusCode"] == 401


def test_a_comment_counts_once_though_meta_tells_it_again() -> None:
    counts = {"accepted": 1, "duplicate": 0, "rejected": 0}
    assert told(comment()) == (200, counts)
    assert told(comment(at_s=NOW // 1000 + 600)) == (200, {**counts, "accepted": 0, "duplicate": 1})
    (mention,) = stored()
    assert (mention.channel, mention.text, mention.late) == ("instagram", "It melted", False)
    assert mention.author != "ana"


def test_threads_signs_with_a_key_of_its_own() -> None:
    value = {"id": "1", "username": "ana", "text": "Acme", "timestamp": "2026-03-01T14:00:00+0000"}
    status, counts = told({"target_id": "78", "values": {"value": value, "field": "mentions"}}, key="s2")
    assert (status, counts["accepted"]) == (200, 1)


def test_an_unsigned_or_altered_call_is_refused_and_a_rotated_key_is_known_at_once() -> None:
    assert told(comment(), key="wrong")[0] == 401
    assert call("POST", body="{}", headers={})["statusCode"] == 401
    told(comment())
    boto3.client("secretsmanager").put_secret_value(SecretId=NAME, SecretString=json.dumps({**APP, "app_secret": "n"}))
    secrets._kept.clear()  # as after some minutes
    assert told(comment(2), key="n")[0] == 200
    assert told(comment(3), key="s1")[0] == 200
    assert len(stored()) == 3


def test_an_account_without_a_brand_is_told_and_kept_for_a_person() -> None:
    assert told(comment(account="99")) == (200, {"accepted": 0, "duplicate": 0, "rejected": 1})
    (message,) = boto3.client("sqs").receive_message(QueueUrl=setting("DEAD_LETTERS_URL"))["Messages"]
    assert "the account 99 of instagram has no brand" in message["Body"]


def test_without_a_secret_there_is_no_such_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("META_APP", "")
    assert (asked()[0], told(comment())[0]) == (404, 404)


def test_a_secret_that_is_no_object_says_so_without_its_value() -> None:
    boto3.client("secretsmanager").put_secret_value(SecretId=NAME, SecretString="hunter2")
    status, problem = told(comment())
    assert status == 400
    assert "must be a JSON object" in problem["detail"]
    assert "hunter2" not in json.dumps(problem)
