"""Reading one shard of a DynamoDB stream, from where the mapping says, never skipping a record."""

from typing import Any

from botocore.exceptions import ClientError

from infra.local.clients import Clients
from infra.local.records import StreamRecord, from_stream

STALE = ("ExpiredIteratorException", "TrimmedDataAccessException")


def shards(clients: Clients, stream_arn: str) -> list[str]:
    """Return the ids of the shards of a stream, oldest first."""
    described = clients("dynamodbstreams").describe_stream(StreamArn=stream_arn)
    return [shard["ShardId"] for shard in described["StreamDescription"]["Shards"]]


class Shard:
    """A place in a shard; ``read`` moves it."""

    def __init__(self, clients: Clients, stream_arn: str, shard_id: str, start: str) -> None:
        self.stream_arn, self.shard_id = stream_arn, shard_id
        self._clients = clients
        self._last = ""
        self._iterator = self._open({"ShardIteratorType": start})

    def read(self) -> list[StreamRecord]:
        """Return the next records, none when the end is reached; raise ClientError when the stream is gone."""
        try:
            page = self._clients("dynamodbstreams").get_records(ShardIterator=self._iterator, Limit=1000)
        except ClientError as error:
            if error.response["Error"]["Code"] not in STALE:
                raise
            self._iterator = self._reopen()
            return []
        records = [from_stream(raw, self.stream_arn) for raw in page["Records"]]
        self._last = records[-1].sequence if records else self._last
        self._iterator = page.get("NextShardIterator") or self._iterator
        return records

    def _reopen(self) -> str:
        if not self._last:
            return self._open({"ShardIteratorType": "TRIM_HORIZON"})
        return self._open({"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": self._last})

    def _open(self, place: dict[str, Any]) -> str:
        streams = self._clients("dynamodbstreams")
        iterator: str = streams.get_shard_iterator(StreamArn=self.stream_arn, ShardId=self.shard_id, **place)[
            "ShardIterator"
        ]
        return iterator
