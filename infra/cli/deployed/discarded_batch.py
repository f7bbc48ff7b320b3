"""The records of a stream batch that Lambda gave up: read from the stream again, as the function received them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from infra.local.streams.filters import Matcher, parse
from infra.local.streams.records import from_stream

if TYPE_CHECKING:
    from mypy_boto3_dynamodbstreams import DynamoDBStreamsClient
    from mypy_boto3_lambda import LambdaClient

EMPTY_PAGES = 200
"""Pages without a record, one after the other, until reading stops: a stream may send some between records."""


class Batch(NamedTuple):
    """The records of a batch that are still in the stream, and how many it had."""

    records: list[Any]
    size: int

    @property
    def missing(self) -> int:
        """How many records are no longer in the stream, which keeps them for a day."""
        return max(0, self.size - len(self.records))


def records_of(streams: DynamoDBStreamsClient, functions: LambdaClient, function: str, info: dict[str, Any]) -> Batch:
    """Read the batch that ``info`` (the ``DDBStreamBatchInfo`` of a dead letter) describes.

    The stream holds changes that the function's event source mapping filters out. They
    are not counted in the batch's size, and they are left out here too. A function may
    have several mappings with filters that exclude one another; it is the one that takes
    the batch's first record.
    """
    found = _between(streams, info)
    filters = _filters(functions, function, info["streamArn"])
    wanted = next((each for each in filters if found and each(found[0])), None)
    return Batch([record for record in found if not wanted or wanted(record)], int(info["batchSize"]))


def _between(streams: DynamoDBStreamsClient, info: dict[str, Any]) -> list[Any]:
    """Every record of the shard from the batch's first to its last."""
    iterator: str | None = streams.get_shard_iterator(
        StreamArn=info["streamArn"],
        ShardId=info["shardId"],
        ShardIteratorType="AT_SEQUENCE_NUMBER",
        SequenceNumber=info["startSequenceNumber"],
    )["ShardIterator"]
    last, empty, found = int(info["endSequenceNumber"]), 0, list[Any]()
    while iterator and empty < EMPTY_PAGES:
        answer = streams.get_records(ShardIterator=iterator, Limit=1000)
        for record in answer["Records"]:
            sequence = int(record["dynamodb"]["SequenceNumber"])
            if sequence <= last:
                found.append(from_stream(record, info["streamArn"]).event)
            if sequence >= last:
                return found
        empty = 0 if answer["Records"] else empty + 1
        iterator = answer.get("NextShardIterator")
    return found


def _filters(functions: LambdaClient, function: str, stream_arn: str) -> list[Matcher]:
    """The filters of the mappings from this stream to this function; a mapping that is gone filtered nothing."""
    pages = functions.get_paginator("list_event_source_mappings").paginate(
        FunctionName=function, EventSourceArn=stream_arn
    )
    return [parse(mapping.get("FilterCriteria")) for page in pages for mapping in page["EventSourceMappings"]]
