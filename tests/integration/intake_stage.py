"""A sender's pushes and drops, and what intake stores of them."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import boto3

from functions.intake.handler import handler
from functions.intake.signature import sign, signed_body
from shared.domain.mentions.mention import Mention
from shared.domain.time import iso
from shared.runtime.settings import setting
from shared.store import mentions
from tests.lambda_context import Context

NOW = 1_772_373_900_000
SECRET = "IntakeSecret of the tests"


@dataclass(frozen=True)
class Reply:
    """An HTTP response, its body decoded."""

    status: int
    headers: Mapping[str, str]
    json: Any


def item(number: object = 1, **changes: Any) -> dict[str, Any]:
    """A good item."""
    return {
        "brand": "acme",
        "id": str(number),
        "text": f"It melted {number}",
        "published_at": NOW // 1000 - 5,
    } | changes


def push(
    body: Any,
    *,
    key: str = "batch-1",
    at_ms: int = NOW,
    signed_ms: int | None = None,
    secret: str = SECRET,
    packed: bool = False,
    headers: Mapping[str, str] | None = None,
    query: Mapping[str, str] | None = None,
    signed_query: Mapping[str, str] | None = None,
) -> Reply:
    """Sign and send a body (JSON unless it is bytes already)."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    asked = signed_body(raw, **(signed_query or query or {}))
    timestamp = str((at_ms if signed_ms is None else signed_ms) // 1000)
    signed = {
        "X-Foreshock-Timestamp": timestamp,
        "Idempotency-Key": key,
        "X-Foreshock-Signature": sign(asked, timestamp, key, secret.encode()),
    }
    event = {
        "requestContext": {"requestTimeEpoch": at_ms},
        "queryStringParameters": query,
        "headers": signed if headers is None else headers,
        "body": base64.b64encode(raw).decode() if packed else raw.decode(),
        "isBase64Encoded": packed,
    }
    return reply(handler(event, Context()))


def reply(answer: Mapping[str, Any]) -> Reply:
    return Reply(answer["statusCode"], answer["headers"], json.loads(answer["body"]))


def outcomes(answer: Reply) -> list[str]:
    return [one["verdict"] for one in answer.json["items"]]


def drop(file: bytes, key: str = "drop/posts.ndjson", at_ms: int = NOW) -> dict[str, int]:
    """Put a file and call intake with its message, as Lambda does."""
    bucket = setting("DROP_BUCKET")
    boto3.client("s3").put_object(Bucket=bucket, Key=key, Body=file)
    return notify_drop(key, at_ms)


def notify_drop(key: str, at_ms: int = NOW) -> dict[str, int]:
    detail = {"bucket": {"name": setting("DROP_BUCKET")}, "object": {"key": key}}
    event = {"source": "aws.s3", "detail-type": "Object Created", "time": iso(at_ms), "detail": detail}
    record = {"eventSource": "aws:sqs", "receiptHandle": "none", "body": json.dumps(event)}
    answer: dict[str, int] = handler({"Records": [record]}, Context())
    return answer


def rejected(key: str = "posts.ndjson") -> list[dict[str, Any]]:
    """The report beside a dropped file."""
    found = boto3.client("s3").get_object(Bucket=setting("DROP_BUCKET"), Key=f"rejected/{key}.ndjson")
    return [json.loads(line) for line in found["Body"].read().splitlines()]


def reports() -> list[str]:
    found = boto3.client("s3").list_objects_v2(Bucket=setting("DROP_BUCKET"), Prefix="rejected/")
    return [entry["Key"] for entry in found.get("Contents", [])]


def stored() -> list[Mention]:
    """Every mention in the table, by key."""
    pages = boto3.client("dynamodb").get_paginator("scan").paginate(TableName=setting("MENTIONS_TABLE"))
    found = [mentions.from_item(entry) for page in pages for entry in page["Items"]]
    return sorted(found, key=lambda mention: mention.key)
