"""A table's stream as DynamoDB makes it, and an event source mapping that reads it.

Its shards end and have children, which may share an item collection between two of its sort keys.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

Key = tuple[str, str]
"""A partition key and a sort key; a partition of the table holds all keys from one to another."""

FIRST, LAST = ("", ""), ("~", "")
DIGITS = 40


@dataclass
class StreamShard:
    """The records of one partition for a while: keys from ``low`` on, below ``high``."""

    id: str
    low: Key
    high: Key
    first: int
    parent: StreamShard | None = None
    keys: list[Key] = field(default_factory=list)
    open: bool = True

    def records(self) -> list[tuple[str, Key]]:
        """Sequence numbers and keys. The numbers rise in a shard and its children, and mean nothing beside others."""
        return [(str(self.first + place).rjust(DIGITS), key) for place, key in enumerate(self.keys)]


class ShardedStream:
    """A table that keeps each key once, and the shards of its stream."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.shards = [StreamShard("shardId-0", FIRST, LAST, 10**20)]
        self.stored: set[Key] = set()

    def put(self, key: Key) -> None:
        """Write an item; what is there already makes no record."""
        if key not in self.stored:
            self.stored.add(key)
            next(shard for shard in self.shards if shard.open and shard.low <= key < shard.high).keys.append(key)

    def roll_over(self) -> None:
        """A shard ends, and one child goes on: every few hours."""
        ended = self.chance.choice([shard for shard in self.shards if shard.open])
        self._follow(ended, [ended.low, ended.high])

    def split(self, *, heat: bool) -> None:
        """A shard ends, and two children go on; by heat they may share an item collection."""
        ended = self.chance.choice([shard for shard in self.shards if shard.open])
        inside = sorted(key for key in self.stored if ended.low < key < ended.high)
        if inside:
            key = self.chance.choice(inside)
            at = key if heat else (key[0], "")
            if ended.low < at:
                self._follow(ended, [ended.low, at, ended.high])

    def _follow(self, ended: StreamShard, bounds: Sequence[Key]) -> None:
        ended.open = False
        for low, high in pairwise(bounds):
            first = ended.first + len(ended.keys) + self.chance.randrange(1, 50)
            self.shards.append(StreamShard(f"shardId-{len(self.shards)}", low, high, first, ended))


Deliver = Callable[[Sequence[tuple[str, Key]], str], int]
"""Records and the id of their shard in; how many leading ones are settled out."""


class EventSourceMapping:
    """Reads each shard in order, a parent before its children, and delivers at least once."""

    def __init__(self, stream: ShardedStream, deliver: Deliver, wanted: Callable[[Key], bool]) -> None:
        self.stream, self.deliver, self.wanted = stream, deliver, wanted
        self.done: dict[str, int] = {}

    def waiting(self) -> list[StreamShard]:
        """The shards with records to deliver whose parents are read to their end."""
        return [shard for shard in self.stream.shards if self._left(shard) and self._may_begin(shard)]

    def step(self, shard: StreamShard) -> None:
        """One invocation; sometimes the reader loses its place first, as after a failure of its own."""
        chance = self.stream.chance
        if chance.random() < 0.1:
            self.done[shard.id] = chance.randrange(self.done.get(shard.id, 0) + 1)
        place = self.done.get(shard.id, 0)
        batch = shard.records()[place : place + chance.randrange(1, 12)]
        wanted = [record for record in batch if self.wanted(record[1])]
        settled = self.deliver(wanted, shard.id) if wanted else 0
        self.done[shard.id] = place + (len(batch) if settled == len(wanted) else batch.index(wanted[settled]))

    def _left(self, shard: StreamShard) -> int:
        return len(shard.keys) - self.done.get(shard.id, 0)

    def _may_begin(self, shard: StreamShard) -> bool:
        parent = shard.parent
        return parent is None or (not self._left(parent) and self._may_begin(parent))
