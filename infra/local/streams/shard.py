"""Reads one shard of a DynamoDB stream from the mapping's starting position, without skipping a record."""

import json
import logging
import zlib
from copy import copy
from typing import Any, Self

from botocore.exceptions import BotoCoreError, ClientError

from infra.local.emulator.clients import Clients
from infra.local.streams.records import StreamRecord, from_stream
from shared.domain.errors import NotFound

logger = logging.getLogger(__name__)
STALE = ("ExpiredIteratorException", "TrimmedDataAccessException")


def shards(clients: Clients, stream_arn: str) -> list[str]:
    """Return the ids of the shards of a stream, oldest first."""
    described = clients("dynamodbstreams").describe_stream(StreamArn=stream_arn)
    return [shard["ShardId"] for shard in described["StreamDescription"]["Shards"]]


class Shard:
    """A position in a shard; ``read`` moves it forward.

    The emulator has one shard for each stream. A part of one has a ``name`` of its own, and holds the items whose
    keys have a checksum that ends in ``end``, a number of ``bits`` bits.
    """

    def __init__(self, clients: Clients, stream_arn: str, shard_id: str, start: str) -> None:
        self.stream_arn, self.shard_id, self.name = stream_arn, shard_id, shard_id
        self._clients = clients
        self._last = ""
        self.bits = self.end = 0
        self._iterator = self._open({"ShardIteratorType": start})

    def read(self) -> list[StreamRecord] | None:
        """Return the next records: an empty list at the end of the shard, None if reading failed this time.

        Raises NotFound if the stream or its table no longer exists.
        """
        try:
            page = self._clients("dynamodbstreams").get_records(ShardIterator=self._iterator, Limit=1000)
        except (BotoCoreError, ClientError) as error:
            self._recover(error)
            return None
        records = [from_stream(raw, self.stream_arn) for raw in page["Records"]]
        self._last = records[-1].sequence if records else self._last
        self._iterator = page.get("NextShardIterator") or self._iterator
        return records

    def halves(self) -> tuple[Self, Self]:
        """The two shards that follow this one when it is split: each has half of its items."""
        return self._half(0), self._half(1)

    def go_on_from(self, other: Self) -> None:
        """Read on from where ``other`` is."""
        self._last, self._iterator = other._last, other._iterator

    def holds(self, record: StreamRecord) -> bool:
        """Whether a record that was read belongs to this part of the emulator's shard."""
        keys = json.dumps(record.event["dynamodb"]["Keys"], sort_keys=True)
        return zlib.crc32(keys.encode()) % (1 << self.bits) == self.end

    def _half(self, which: int) -> Self:
        half = copy(self)
        half.name = f"{self.name}-{which}"
        half.end, half.bits = self.end + (which << self.bits), self.bits + 1
        return half

    def _recover(self, error: BotoCoreError | ClientError) -> None:
        code = error.response["Error"]["Code"] if isinstance(error, ClientError) else ""
        if code == "ResourceNotFoundException":
            raise NotFound(f"the stream {self.stream_arn} no longer exists") from error
        logger.info("%s could not be read: %s", self.stream_arn, error)
        if code in STALE:
            self._iterator = self._reopen()

    def _reopen(self) -> str:
        if not self._last:
            return self._open({"ShardIteratorType": "TRIM_HORIZON"})
        return self._open({"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": self._last})

    def _open(self, position: dict[str, Any]) -> str:
        streams = self._clients("dynamodbstreams")
        iterator: str = streams.get_shard_iterator(StreamArn=self.stream_arn, ShardId=self.shard_id, **position)[
            "ShardIterator"
        ]
        return iterator
