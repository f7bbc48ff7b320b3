"""Mentions as the stream brings them, and what enrich has counted."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import boto3

from functions.enrich.handler import handler
from shared.domain.mentions.mention import Mention
from shared.domain.mentions.tally import Tally, total
from shared.domain.time import DAY_MS
from shared.domain.write_shards import WriteShards
from shared.runtime.settings import setting
from shared.runtime.stream import BatchResponse
from shared.store import counts, mentions

START = 1_772_373_900_000
FIRST_SEQUENCE = 100_000_000_000_000_000_000


class Crash(BaseException):
    """The function dies here: no code of its own runs any more."""


@dataclass
class Context:
    function_name: str = "enrich"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:eu-west-1:123456789012:function:enrich"
    aws_request_id: str = "request"


@dataclass(frozen=True)
class Record:
    """A stream record; ``mention`` is what it brings, ``None`` for poison."""

    sequence: int
    raw: Mapping[str, Any]
    mention: Mention | None = None


def record(number: int, mention: Mention, shards: int = 1) -> Record:
    return Record(FIRST_SEQUENCE + number, raw(number, mentions.to_item(mention, WriteShards(shards))), mention)


def raw(number: int, image: Mapping[str, Any] | None, name: str = "INSERT") -> dict[str, Any]:
    change = {"SequenceNumber": str(FIRST_SEQUENCE + number), "ApproximateCreationDateTime": START / 1000}
    return {"eventName": name, "dynamodb": change | ({} if image is None else {"NewImage": image})}


def deliver(records: Iterable[Record | Mapping[str, Any]], replay: str = "", stream_shard: str = "") -> BatchResponse:
    """One invocation with these records; ``stream_shard`` as a mapping with a tumbling window says it."""
    found = [one.raw if isinstance(one, Record) else one for one in records]
    answer: BatchResponse = handler(
        {"Records": found} | ({"replay": replay} if replay else {}) | _window(stream_shard), Context()
    )
    return answer


def _window(stream_shard: str) -> dict[str, Any]:
    return {"shardId": stream_shard, "window": {}, "state": {}} if stream_shard else {}


def unsettled(batch: Sequence[Record], answer: BatchResponse) -> int:
    """Where Lambda starts again after this answer."""
    places = {str(one.sequence): place for place, one in enumerate(batch)}
    reported = [places[failure["itemIdentifier"]] for failure in answer["batchItemFailures"]]
    return min(reported, default=len(batch))


def counted(brand: str = "acme", *, late: bool | None = None) -> Tally:
    """All that was counted of a brand, live, late, or both."""
    found = counts.between(brand, START - 2 * DAY_MS, START + DAY_MS)
    return total(count.tally for count in found if late is None or count.late is late)


def letters() -> list[dict[str, Any]]:
    """What lies in the dead letters."""
    queue = boto3.client("sqs")
    found: list[dict[str, Any]] = []
    while messages := queue.receive_message(QueueUrl=setting("DEAD_LETTERS_URL"), MaxNumberOfMessages=10).get(
        "Messages"
    ):
        found.extend(json.loads(message["Body"]) for message in messages)
    return found
