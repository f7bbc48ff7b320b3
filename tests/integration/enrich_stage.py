"""Mentions as the stream brings them, and what enrich has counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from functions.enrich.handler import handler
from shared.domain.mentions.mention import Mention
from shared.domain.mentions.tally import Tally, total
from shared.domain.time import DAY_MS
from shared.domain.write_shards import WriteShards
from shared.runtime.stream import BatchResponse
from shared.store import mentions
from shared.store.counters import counts
from tests.lambda_context import Context

START = 1_772_373_900_000
FIRST_SEQUENCE = 100_000_000_000_000_000_000


class Crash(BaseException):
    """The function dies here: no code of its own runs any more."""


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
