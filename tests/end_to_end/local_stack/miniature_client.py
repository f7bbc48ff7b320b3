"""Writes to the source table of the miniature stack, and reads what its functions did."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from infra.local.stack import Stack

MINIATURE = Path(__file__).with_name("miniature") / "template.yaml"


def put(stack: Stack, *keys: str, does: Mapping[str, str] | None = None) -> None:
    """Write items into the source table, in order; ``does`` tells the relay function how to fail on some of them."""
    for key in keys:
        item = {"pk": {"S": key}, "does": {"S": (does or {}).get(key, "")}}
        stack.client("dynamodb").put_item(TableName=stack.outputs["SourceTable"], Item=item)


def times_processed(stack: Stack, key: str) -> int:
    """Return how often the relay function processed an item."""
    found = stack.client("dynamodb").get_item(TableName=stack.outputs["LogTable"], Key={"pk": {"S": key}})
    return int(found["Item"]["times"]["N"]) if "Item" in found else 0


def take_failed(stack: Stack) -> list[dict[str, Any]]:
    """Take all messages out of the failure queue and return their bodies."""
    sqs, url, bodies = stack.client("sqs"), stack.outputs["FailedQueueUrl"], []
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
        for message in messages:
            bodies.append(json.loads(message["Body"]))
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return bodies
