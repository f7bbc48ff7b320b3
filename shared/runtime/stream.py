"""DynamoDB stream batches: an event in, records out; failures in, the response out; dead letters."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from shared.runtime.aws import client
from shared.runtime.settings import setting
from shared.runtime.telemetry import MetricUnit, logger, metrics

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

SEQUENCE_DIGITS = 40
"""Stream sequence numbers have 21 to 40 digits, more than a DynamoDB number holds. Padded
with spaces to one length, they sort as text, and stripping the spaces restores them."""

DEAD_LETTER_BYTES = 240_000
"""The most a dead letter may have; an SQS message holds 256 KB."""

REASON_CHARACTERS = 500
"""How much of a reason is kept: it may quote the very thing that was too big."""

BatchResponse = dict[str, Any]


class StreamRecord(NamedTuple):
    """One change of an item.

    ``sequence`` is the sequence number, padded; ``new`` and ``old`` are images in the
    low-level form, empty where there is none; ``at_ms`` is when the change was made, to
    the second; ``raw`` is the record as it came.
    """

    sequence: str
    event_name: str
    new: Mapping[str, Any]
    old: Mapping[str, Any]
    at_ms: int
    raw: Mapping[str, Any]


def records(event: Mapping[str, Any]) -> list[StreamRecord]:
    """The records of a stream event, in order."""
    return [_record(raw) for raw in event.get("Records", [])]


def stream_shard(event: Mapping[str, Any]) -> str:
    """The id of the stream shard that brought all records of an event; empty where Lambda does not say it.

    It says so to mappings with a tumbling window (https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-windows.html).
    """
    return str(event.get("shardId", ""))


def windowed(response: BatchResponse, event: Mapping[str, Any]) -> BatchResponse:
    """The response with the empty state that Lambda demands of a mapping with a tumbling window.

    >>> windowed(batch_response([]), {"window": {"start": "2026-03-01T14:00:00Z"}, "shardId": "shardId-1"})
    {'batchItemFailures': [], 'state': {}}
    """
    return {**response, "state": {}} if "window" in event else response


def batch_response(sequences: Iterable[str]) -> BatchResponse:
    """The response that makes Lambda repeat the batch from the lowest of ``sequences`` on.

    >>> batch_response([])
    {'batchItemFailures': []}
    >>> batch_response(["  12", "  07"])
    {'batchItemFailures': [{'itemIdentifier': '07'}]}
    """
    lowest = min(sequences, default=None)
    return {"batchItemFailures": [] if lowest is None else [{"itemIdentifier": lowest.strip()}]}


def dead_letter(record: StreamRecord | Mapping[str, Any], reason: str, source: str) -> None:
    """Send a record that no retry can process to the dead letters, with the reason, for a person to replay.

    ``source`` names the function that gave up; a replay goes back to it.
    """
    raw = record.raw if isinstance(record, StreamRecord) else record
    letter = _dead_letter(raw, reason[:REASON_CHARACTERS], source)
    _queues().send_message(QueueUrl=setting("DEAD_LETTERS_URL"), MessageBody=letter)
    metrics.add_metric(name="DeadLetters", unit=MetricUnit.Count, value=1)
    logger.error("record sent to the dead letters", source=source)


def _dead_letter(raw: Mapping[str, Any], reason: str, source: str) -> str:
    """The dead letter as ASCII JSON, which SQS takes whatever the text; of too big a record only the start."""
    fields = {"source": source, "reason": reason, "record": raw}
    letter = json.dumps(fields, default=str)
    if len(letter) <= DEAD_LETTER_BYTES:
        return letter
    start = json.dumps(raw, default=str)[: DEAD_LETTER_BYTES // 4]  # escaped a second time it may be twice as long
    return json.dumps({**fields, "record": None, "start": start})


def _record(raw: Mapping[str, Any]) -> StreamRecord:
    change = raw.get("dynamodb", {})
    return StreamRecord(
        sequence=str(change.get("SequenceNumber", "")).rjust(SEQUENCE_DIGITS),
        event_name=raw.get("eventName", ""),
        new=change.get("NewImage") or {},
        old=change.get("OldImage") or {},
        at_ms=int(float(change.get("ApproximateCreationDateTime", 0)) * 1000),
        raw=raw,
    )


@cache
def _queues() -> SQSClient:
    made: SQSClient = client("sqs")
    return made
