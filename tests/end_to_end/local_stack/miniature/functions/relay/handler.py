"""Copies stream records into a log table; a record can tell it how to fail."""

import os
from typing import Any

import boto3

_dynamodb = boto3.client("dynamodb")
_sns = boto3.client("sns")


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Write one log item per record; report the first record with ``poison``."""
    for record in event["Records"]:
        image = record["dynamodb"]["NewImage"]
        match image.get("does", {}).get("S"):
            case "poison":
                return {"batchItemFailures": [{"itemIdentifier": record["dynamodb"]["SequenceNumber"]}]}
            case "crash":
                raise RuntimeError(image["pk"]["S"])
            case "publish":
                _publish(image["pk"]["S"])
        _record(image["pk"]["S"], record["dynamodb"]["SequenceNumber"])
    return {"batchItemFailures": []}


def _record(key: str, sequence: str) -> None:
    _dynamodb.update_item(
        TableName=os.environ["LOG_TABLE"],
        Key={"pk": {"S": key}},
        UpdateExpression="ADD times :one SET seq = :sequence",
        ExpressionAttributeValues={":one": {"N": "1"}, ":sequence": {"S": sequence}},
    )


def _publish(key: str) -> None:
    _sns.publish(
        TopicArn=os.environ["TOPIC"],
        Subject=f"About {key}",
        Message=f"{key} was written",
        MessageAttributes={"kind": {"DataType": "String", "StringValue": "note"}},
    )
