"""Each mention is counted exactly once, however its batch is delivered, split, repeated or interrupted."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from shared.domain.errors import StorageBusy
from shared.store.dynamodb import dynamodb
from tests.integration.conftest import _forget
from tests.integration.enrich.talk import BRANDS, expected, talk, without_samples
from tests.integration.enrich_stage import Crash, Record, counted, deliver, unsettled

pytestmark = pytest.mark.usefixtures("aws")


class Lambda:
    """An event source mapping of a stream: in order, at least once, bisecting on failure, without giving up."""

    def __init__(self, chance: random.Random, failure_rate: float) -> None:
        self.chance, self.failure_rate, self.left, self.calls = chance, failure_rate, 0, 0

    def deliver_all(self, records: Sequence[Record]) -> None:
        place = 0
        while place < len(records):
            size = self.chance.randrange(1, 60)
            self._batch(records[place : place + size])
            place += size
            if self.chance.random() < self.failure_rate:  # the shard is read again from an earlier record
                place = max(0, place - self.chance.randrange(80))

    def _batch(self, batch: Sequence[Record]) -> None:
        pending = [batch]
        while pending:
            current = pending.pop(0)
            done = self._invoke(current)
            rest = current[done:]
            if rest and done == 0 and len(rest) > 1 and self.chance.random() < 0.5:
                half = len(rest) // 2
                pending[:0] = [rest[:half], rest[half:]]
            elif rest:
                pending.insert(0, rest)

    def _invoke(self, batch: Sequence[Record]) -> int:
        self.left = self.chance.randrange(1, 12) if self.chance.random() < self.failure_rate else 0
        if self.chance.random() < 0.1:
            _forget()  # a new execution environment
            self._interfere()
        try:
            return unsettled(batch, deliver(batch))
        except (Crash, StorageBusy):
            return 0

    def _interfere(self) -> None:
        """At some calls, crash before or after a write, or throttle."""
        client: Any = dynamodb()
        for name in ("update_item", "put_item"):
            setattr(client, name, self._faulty(getattr(client, name)))

    def _faulty(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def faulty(**request: Any) -> Any:
            self.left -= 1
            if self.left != 0:
                return call(**request)
            kind = self.chance.choice(("crash before", "crash after", "throttled", "lost answer"))
            if kind == "crash before":
                raise Crash
            if kind == "throttled":
                raise ClientError({"Error": {"Code": "ProvisionedThroughputExceededException"}}, "UpdateItem")
            call(**request)
            if kind == "lost answer":
                raise ReadTimeoutError(endpoint_url="https://dynamodb.example")
            raise Crash

        return faulty


@pytest.mark.parametrize("seed", range(4))
def test_counters_are_exact_under_crashes_throttling_bisection_and_redelivery(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - seeded
    records = talk(chance, 500)
    world = Lambda(chance, failure_rate=0.3)
    world._interfere()
    world.deliver_all(records)
    for brand in BRANDS:
        for late in (False, True):
            assert without_samples(counted(brand, late=late)) == expected(records, brand, late=late)


def test_two_stream_shards_may_bring_one_minute_at_once() -> None:
    """As after a split by heat: the numbers of one stream shard say nothing about those of another."""
    records = talk(random.Random(5), 40)  # noqa: S311 - seeded
    upper, lower = records[20:], records[:20]
    for _ in range(2):
        deliver(upper[:10], stream_shard="shardId-2")
        deliver(lower, stream_shard="shardId-1")
        deliver(upper, stream_shard="shardId-2")
    assert counted("acme").mentions == expected(records, "acme").mentions


def test_an_upgrade_and_its_undoing_count_nothing_twice() -> None:
    """What one version counted comes again to the other, which keeps its watermark in another way."""
    records = talk(random.Random(6), 40)  # noqa: S311 - seeded
    for end, stream_shard in ((10, ""), (20, "shardId-1"), (30, ""), (40, "shardId-1")):
        deliver(records[:end], stream_shard=stream_shard)
    deliver(records)
    assert counted("acme").mentions == expected(records, "acme").mentions
