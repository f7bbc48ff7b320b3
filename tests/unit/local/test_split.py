"""A shard that is split: its halves follow it, and every record is delivered once, in the order of its item."""

from __future__ import annotations

import json
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest

from infra.local.streams import mapping
from infra.local.streams.poller import Poller
from infra.local.streams.shard import Shard
from infra.local.streams.shard_worker import ShardWorker

ITEMS, CHANGES = 12, 5


class FakeAws:
    """One stream of which a page has seven records, and a function that notes what it gets: slowly, until a split."""

    def __init__(self) -> None:
        self.records: list[dict[str, Any]] = []
        self.got: list[tuple[str, str, int]] = []
        self.lock, self.called = threading.Lock(), threading.Event()

    def __call__(self, _service: str) -> FakeAws:
        return self

    def get_shard_iterator(self, **_: Any) -> dict[str, str]:
        return {"ShardIterator": "0"}

    def get_records(self, ShardIterator: str, Limit: int) -> dict[str, Any]:  # noqa: ARG002, N803 - AWS's names
        start = int(ShardIterator)
        page = self.records[start : start + 7]
        return {"Records": page, "NextShardIterator": str(start + len(page))}

    def invoke(self, FunctionName: str, Payload: bytes) -> dict[str, Any]:  # noqa: ARG002, N803 - AWS's names
        self.called.set()
        event = json.loads(Payload)
        time.sleep(0.02 if event["shardId"] == "shard" else 0)
        with self.lock:
            for record in event["Records"]:
                change = record["dynamodb"]
                self.got.append((event["shardId"], change["Keys"]["sk"]["S"], int(change["SequenceNumber"])))
        return {"Payload": BytesIO(b"{}")}

    def put(self, item: int) -> None:
        change = {
            "Keys": {"pk": {"S": "one partition"}, "sk": {"S": str(item)}},
            "SequenceNumber": str(len(self.records)),
            "ApproximateCreationDateTime": datetime.now(UTC),
        }
        self.records.append({"eventName": "INSERT", "dynamodb": change})


@pytest.fixture
def aws() -> FakeAws:
    return FakeAws()


@pytest.fixture
def poller(aws: Any) -> Iterator[Poller]:
    arn = "arn:aws:dynamodb:eu-west-1:0:table/mentions/stream/1"
    one = mapping.parse(
        {"UUID": "1", "EventSourceArn": arn, "FunctionArn": "arn:aws:lambda:eu-west-1:0:function:enrich"}
    )
    worker = ShardWorker(aws, one, Shard(aws, arn, "shard", "TRIM_HORIZON"))
    found = Poller(aws)
    found._workers = {"1": [worker]}
    worker.start()
    yield found
    for running in found._running():
        running.stop()
        running.join()


def put_while(aws: FakeAws, then: Callable[[], object]) -> None:
    """Change every item, do something, and change every item again, several times."""
    for _ in range(CHANGES):
        for item in range(ITEMS):
            aws.put(item)
        then()
        time.sleep(0.002)


def test_every_record_is_delivered_once_and_in_the_order_of_its_item(aws: FakeAws, poller: Poller) -> None:
    splits: list[int] = []

    def split_twice() -> None:
        assert aws.called.wait(timeout=10)
        if len(splits) < 2:
            splits.append(poller.split("enrich"))

    put_while(aws, split_twice)
    poller.drain(timeout_s=30)
    assert splits == [1, 2]
    assert sorted(sequence for _, _, sequence in aws.got) == list(range(ITEMS * CHANGES))
    by_item = defaultdict[str, list[int]](list)
    for _, item, sequence in aws.got:
        by_item[item].append(sequence)
    assert all(found == sorted(found) for found in by_item.values())


def test_the_halves_share_the_items_of_one_partition_and_have_names_of_their_own(aws: FakeAws, poller: Poller) -> None:
    poller.split("enrich")
    put_while(aws, lambda: None)
    poller.drain(timeout_s=30)
    items = {name: {item for shard, item, _ in aws.got if shard == name} for name in {shard for shard, _, _ in aws.got}}
    halves = [items["shard-0"], items["shard-1"]]
    assert all(halves)
    assert halves[0] & halves[1] == set()


def test_the_shards_of_other_functions_stay_whole(poller: Poller) -> None:
    assert poller.split("detect") == 0
    assert len(poller._running()) == 1
