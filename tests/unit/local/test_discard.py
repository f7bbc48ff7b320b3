"""A record whose retries are used up: the log says why each attempt failed."""

from __future__ import annotations

import logging
from io import BytesIO
from typing import Any

import pytest

from infra.local.streams import mapping
from infra.local.streams.batches import Batch
from infra.local.streams.invocation import Attempt, Crash
from infra.local.streams.records import StreamRecord
from infra.local.streams.shard import Shard
from infra.local.streams.shard_worker import ShardWorker

ARN = "arn:aws:dynamodb:eu-west-1:0:table/mentions/stream/1"


class FakeAws:
    """A stream, and a function that always dies."""

    def __call__(self, _service: str) -> FakeAws:
        return self

    def get_shard_iterator(self, **_: Any) -> dict[str, str]:
        return {"ShardIterator": "0"}

    def invoke(self, **_: Any) -> dict[str, Any]:
        return {"Payload": BytesIO(b'{"errorMessage": "it died"}'), "FunctionError": "Unhandled"}


def crash_first(attempt: Attempt) -> Crash | None:
    return None if attempt.failures or attempt.records > 1 else Crash.BEFORE


def test_the_log_says_why_each_attempt_failed(caplog: pytest.LogCaptureFixture) -> None:
    aws: Any = FakeAws()
    raw = {
        "EventSourceArn": ARN,
        "FunctionArn": "arn:aws:lambda:eu-west-1:0:function:enrich",
        "MaximumRetryAttempts": 2,
        "BisectBatchOnFunctionError": True,
    }
    worker = ShardWorker(aws, mapping.parse({"UUID": "1", **raw}), Shard(aws, ARN, "shard", "LATEST"), crash_first)
    with caplog.at_level(logging.WARNING):
        worker._deliver(Batch(tuple(StreamRecord(str(number), 0, {}) for number in range(2))))
    said = [record.getMessage() for record in caplog.records if "discarded" in record.getMessage()]
    assert (
        said
        == ["mentions to enrich: discarded 1 records: RetryAttemptsExhausted after 2 x it died, 1 x crash before"] * 2
    )
