"""Stream records: as read from a stream, as Lambda events, and as a destination record of a discarded batch.

Both formats are Lambda's: https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html and
https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html.
"""

import base64
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class StreamRecord:
    """One record of a shard: its sequence number, time of creation (epoch ms) and Lambda event."""

    sequence: str
    created_ms: int
    event: Mapping[str, Any]

    @property
    def size(self) -> int:
        """The size of the record as JSON, in bytes."""
        return len(json.dumps(self.event))


def from_stream(raw: Mapping[str, Any], stream_arn: str) -> StreamRecord:
    """Turn a record from boto3's ``GetRecords`` into one with the event that a function receives."""
    event = {**_plain(raw), "eventSourceARN": stream_arn}
    if identity := raw.get("userIdentity"):
        event["userIdentity"] = {"principalId": identity["PrincipalId"], "type": identity["Type"]}
    created: datetime = raw["dynamodb"]["ApproximateCreationDateTime"]
    return StreamRecord(raw["dynamodb"]["SequenceNumber"], int(created.timestamp() * 1000), event)


def destination_record(
    records: Sequence[StreamRecord], *, where: Mapping[str, str], condition: str, invocations: int, now: int
) -> dict[str, Any]:
    """Return what Lambda sends to an OnFailure destination for ``records`` (in order, at least one).

    ``where`` has ``functionArn``, ``streamArn`` and ``shardId``; ``now`` is in epoch milliseconds.
    The records themselves are not included: the stream keeps them for 24 hours.
    """
    first, last = records[0], records[-1]
    return {
        "requestContext": {
            "requestId": str(uuid.uuid4()),
            "functionArn": where["functionArn"],
            "condition": condition,
            "approximateInvokeCount": invocations,
        },
        "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
        "version": "1.0",
        "timestamp": _iso(now, "milliseconds"),
        "DDBStreamBatchInfo": {
            "shardId": where["shardId"],
            "startSequenceNumber": first.sequence,
            "endSequenceNumber": last.sequence,
            "approximateArrivalOfFirstRecord": _iso(first.created_ms, "seconds"),
            "approximateArrivalOfLastRecord": _iso(last.created_ms, "seconds"),
            "batchSize": len(records),
            "streamArn": where["streamArn"],
        },
    }


def _iso(ms: int, precision: str) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec=precision).replace("+00:00", "Z")


def _plain(value: Any) -> Any:
    """Turn boto3's times and bytes back into JSON values."""
    match value:
        case datetime():
            return value.timestamp()
        case bytes() | bytearray():
            return base64.b64encode(value).decode("ascii")
        case Mapping():
            return {key: _plain(inner) for key, inner in value.items()}
        case list() | tuple() | set():
            return [_plain(inner) for inner in value]
        case _:
            return value
