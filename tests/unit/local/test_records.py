"""Stream records become Lambda events, and a discarded batch a destination record."""

import json
from datetime import UTC, datetime
from typing import Any

from infra.local.streams.records import destination_record, from_stream

ARN = "arn:aws:dynamodb:us-east-1:000000000000:table/mentions/stream/2026-11-22T00:00:00.000"
WRITTEN = datetime(2026, 11, 22, 10, 30, 15, tzinfo=UTC)
WHERE = {"functionArn": "arn:aws:lambda:us-east-1:000000000000:function:f", "streamArn": ARN, "shardId": "shardId-1"}


def raw(**changes: Any) -> dict[str, Any]:
    body = {
        "ApproximateCreationDateTime": WRITTEN,
        "Keys": {"pk": {"S": "a"}},
        "NewImage": {"pk": {"S": "a"}, "b": {"B": b"\x00\xff"}, "set": {"BS": [b"x"]}, "l": {"L": [{"N": "1"}]}},
        "SequenceNumber": "100",
    }
    return {"eventID": "1", "eventName": "INSERT", "dynamodb": body} | changes


def test_a_record_becomes_the_json_that_a_function_receives() -> None:
    event = json.loads(json.dumps(from_stream(raw(), ARN).event))
    assert event["eventSourceARN"] == ARN
    assert event["dynamodb"]["ApproximateCreationDateTime"] == WRITTEN.timestamp()
    assert event["dynamodb"]["NewImage"] == {
        "pk": {"S": "a"},
        "b": {"B": "AP8="},
        "set": {"BS": ["eA=="]},
        "l": {"L": [{"N": "1"}]},
    }


def test_a_record_has_its_sequence_number_and_its_time() -> None:
    record = from_stream(raw(), ARN)
    assert (record.sequence, record.created_ms) == ("100", int(WRITTEN.timestamp() * 1000))


def test_the_identity_of_an_expired_item_has_the_same_keys_as_in_lambda() -> None:
    identity = {"PrincipalId": "dynamodb.amazonaws.com", "Type": "Service"}
    event = from_stream(raw(userIdentity=identity), ARN).event
    assert event["userIdentity"] == {"principalId": "dynamodb.amazonaws.com", "type": "Service"}


def test_a_discarded_batch_is_reported_as_aws_documents_it() -> None:
    records = [from_stream(raw(), ARN), from_stream(raw(), ARN)]
    now = int(WRITTEN.timestamp() * 1000) + 2_500
    sent = destination_record(records, where=WHERE, condition="RetryAttemptsExhausted", invocations=4, now=now)
    assert sent["requestContext"].pop("requestId")
    assert sent == {
        "requestContext": {
            "functionArn": WHERE["functionArn"],
            "condition": "RetryAttemptsExhausted",
            "approximateInvokeCount": 4,
        },
        "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
        "version": "1.0",
        "timestamp": "2026-11-22T10:30:17.500Z",
        "DDBStreamBatchInfo": {
            "shardId": "shardId-1",
            "startSequenceNumber": "100",
            "endSequenceNumber": "100",
            "approximateArrivalOfFirstRecord": "2026-11-22T10:30:15Z",
            "approximateArrivalOfLastRecord": "2026-11-22T10:30:15Z",
            "batchSize": 2,
            "streamArn": ARN,
        },
    }
