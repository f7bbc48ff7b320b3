"""A minute in which everybody talks of one brand: all is stored and counted once, through retries, and how late."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

import boto3
import pytest

from shared.domain.brand import Brand
from shared.domain.errors import StorageBusy
from shared.domain.time import MINUTE_MS
from shared.runtime.settings import setting
from shared.store import brands, mentions
from tests.integration.enrich_stage import counted, deliver
from tests.integration.intake_stage import NOW, item, push, stored

PUSHED = 500
"""Mentions of one push."""
SENT_AGAIN, TABLE_BUSY = 0.2, 0.2
"""How often a sender sends a push again, and a push meets a table that is busy."""

pytestmark = pytest.mark.usefixtures("aws")


class MentionStream:
    """What the stream of the table brings, each record once or, as streams do, again."""

    def __init__(self) -> None:
        self._client = boto3.client("dynamodbstreams")
        table = boto3.client("dynamodb").describe_table(TableName=setting("MENTIONS_TABLE"))["Table"]
        arn = table["LatestStreamArn"]
        shard = self._client.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"][0]["ShardId"]
        first = self._client.get_shard_iterator(StreamArn=arn, ShardId=shard, ShardIteratorType="TRIM_HORIZON")
        self._place = first["ShardIterator"]

    def batches(self) -> Iterator[list[dict[str, Any]]]:
        """What is new, at most a thousand records at a time."""
        while True:
            answer = self._client.get_records(ShardIterator=self._place, Limit=1_000)
            self._place = answer["NextShardIterator"]
            found = [record for record in answer["Records"] if record["eventName"] == "INSERT"]
            if not answer["Records"]:
                return
            if found:
                yield [{"eventName": "INSERT", "dynamodb": _as_lambda_says(one["dynamodb"])} for one in found]


def _as_lambda_says(change: Mapping[str, Any]) -> dict[str, Any]:
    return {**change, "ApproximateCreationDateTime": change["ApproximateCreationDateTime"].timestamp()}


def played(number: int, monkeypatch: pytest.MonkeyPatch, seed: int = 5) -> list[float]:
    """Push so many mentions of one minute; the seconds from each push until it was counted."""
    rng, put = Random(seed), mentions.put  # noqa: S311 - weather, no secret

    def busy(*given: Any) -> None:
        """Half of a push gets through."""
        monkeypatch.setattr(mentions, "put", put)
        found = list(given[0])
        put(found[: len(found) // 2], *given[1:])
        raise StorageBusy("DynamoDB kept refusing")

    brands.put(Brand("acme", "Acme"))
    stream, lags = MentionStream(), []
    for first in range(0, number, PUSHED):
        at_ms = NOW + first * MINUTE_MS // number
        batch = [item(n, published_at=iso_second(at_ms)) for n in range(first, min(first + PUSHED, number))]
        began = time.perf_counter()
        if rng.random() < TABLE_BUSY:
            monkeypatch.setattr(mentions, "put", busy)
        while push(batch, key=f"batch-{first}", at_ms=at_ms + 500).status != 200 or rng.random() < SENT_AGAIN:
            pass
        for records in stream.batches():
            for _ in range(1 + (rng.random() < SENT_AGAIN)):
                assert deliver(records) == {"batchItemFailures": []}
        lags.extend([time.perf_counter() - began] * len(batch))
    assert len({mention.id for mention in stored()}) == len(stored()) == number
    assert counted().mentions == number
    return lags


def iso_second(at_ms: int) -> int:
    """A time as senders give it, in whole seconds."""
    return at_ms // 1_000


def test_a_burst_of_pushes_with_retries_and_a_busy_table_is_counted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.PUSHED", 20)
    played(120, monkeypatch)


@pytest.mark.recall
@pytest.mark.timeout(3_000)
def test_ten_thousand_mentions_of_a_minute_print_their_lag(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lags = sorted(played(10_000, monkeypatch))
    with capsys.disabled():
        middle, late = lags[len(lags) // 2], lags[len(lags) * 95 // 100]
        seconds = f"median {middle:.1f}, p95 {late:.1f}, most {lags[-1]:.1f}"
        print(f"\n{len(lags):,} mentions, seconds from the push until counted: {seconds}")  # noqa: T201 - to be read
