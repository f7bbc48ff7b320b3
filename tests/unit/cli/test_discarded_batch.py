"""The records of a discarded batch: all that the function received, however the stream answers, and no others."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from infra.cli.deployed.discarded_batch import EMPTY_PAGES, records_of

ARN = "arn:aws:dynamodb:eu-west-1:1:table/mentions/stream/x"
INSERTS = {"Filters": [{"Pattern": json.dumps({"eventName": ["INSERT"]})}]}


def record(sequence: int, name: str = "INSERT") -> dict[str, Any]:
    created = datetime.fromtimestamp(0, UTC)
    return {
        "eventName": name,
        "dynamodb": {"SequenceNumber": str(sequence), "ApproximateCreationDateTime": created, "Keys": {}},
    }


class Streams:
    """A shard whose pages are given; the last page ends a closed shard, or the stream answers empty pages for ever."""

    def __init__(self, pages: list[list[dict[str, Any]]], *, closed: bool = False) -> None:
        self.pages, self.closed, self.reads = pages, closed, 0

    def get_shard_iterator(self, **_: Any) -> dict[str, str]:
        return {"ShardIterator": "0"}

    def get_records(self, *, ShardIterator: str, Limit: int) -> dict[str, Any]:  # noqa: N803 - the SDK's names
        assert Limit == 1000
        self.reads, place = self.reads + 1, int(ShardIterator)
        page = self.pages[place] if place < len(self.pages) else []
        last = self.closed and place >= len(self.pages) - 1
        return {"Records": page} if last else {"Records": page, "NextShardIterator": str(place + 1)}


class Functions:
    def __init__(self, *criteria: dict[str, Any]) -> None:
        self.mappings = [{"FilterCriteria": one} for one in criteria]

    def get_paginator(self, _: str) -> Functions:
        return self

    def paginate(self, **_: str) -> list[dict[str, Any]]:
        return [{"EventSourceMappings": self.mappings}]


def sequences(streams: Streams, functions: Functions, size: int, last: int = 999) -> tuple[list[int], int]:
    info = {"streamArn": ARN, "shardId": "s", "startSequenceNumber": "1", "endSequenceNumber": str(last)}
    stream_client: Any = streams
    lambda_client: Any = functions
    found = records_of(stream_client, lambda_client, "enrich", {**info, "batchSize": size})
    return [int(one["dynamodb"]["SequenceNumber"]) for one in found.records], found.missing


def test_changes_that_the_function_never_saw_use_up_none_of_the_batch() -> None:
    """Every second record of the stream is an update: reading as many records as the batch had loses half of it."""
    stream = [record(n, "INSERT" if n % 2 else "MODIFY") for n in range(1, 1000)]
    found, missing = sequences(Streams([stream[:400], stream[400:]]), Functions(INSERTS), 500)
    assert found == list(range(1, 1000, 2))
    assert missing == 0


def test_an_empty_page_is_not_the_end() -> None:
    pages = [[record(1)], [], [], [record(999)]]
    assert sequences(Streams(pages), Functions(INSERTS), 2) == ([1, 999], 0)


def test_what_comes_after_the_batch_is_left_out() -> None:
    assert sequences(Streams([[record(1), record(2), record(3)]]), Functions(INSERTS), 2, last=2) == ([1, 2], 0)


def test_records_that_the_stream_no_longer_has_are_counted() -> None:
    assert sequences(Streams([[record(998), record(999)]]), Functions(INSERTS), 500) == ([998, 999], 498)


@pytest.mark.parametrize("closed", [True, False])
def test_reading_ends_where_the_last_record_is_gone(closed: bool) -> None:
    streams = Streams([[record(5)]], closed=closed)
    assert sequences(streams, Functions(INSERTS), 2) == ([5], 1)
    assert streams.reads == (1 if closed else EMPTY_PAGES + 1)


def test_a_mapping_that_is_gone_filtered_nothing() -> None:
    pages = [[record(1, "MODIFY"), record(999)]]
    assert sequences(Streams(pages), Functions(), 2) == ([1, 999], 0)


@pytest.mark.parametrize(("first", "found"), [("INSERT", [1, 3]), ("MODIFY", [1, 2])])
def test_of_two_mappings_it_is_the_one_that_takes_the_first_record(first: str, found: list[int]) -> None:
    """What the other one took was counted already."""
    stream = [record(1, first), record(2, "MODIFY"), record(3, "INSERT")]
    changes = {"Filters": [{"Pattern": json.dumps({"eventName": ["MODIFY"]})}]}
    assert sequences(Streams([stream]), Functions(changes, INSERTS), 2, last=3) == (found, 0)
