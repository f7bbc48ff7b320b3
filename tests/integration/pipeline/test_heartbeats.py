"""A heartbeat a minute goes through every stream as a post does, and calls the function at its end."""

from __future__ import annotations

from typing import Any

import pytest

from functions.detect.handler import handler as detect
from functions.enrich.handler import handler as enrich
from functions.ingest import handler as ingest_handler
from functions.ingest.query_poll import RunSummary
from functions.notify.handler import handler as notify
from shared.domain.brand import Brand, Query
from shared.domain.time import DAY_MS, MINUTE_MS, iso
from shared.runtime.heartbeat import PARTITION
from shared.runtime.settings import setting
from shared.store import brands
from shared.store.dynamodb import dynamodb
from shared.store.heartbeats import beat
from tests.integration.metrics import counted
from tests.lambda_context import Context

pytestmark = pytest.mark.usefixtures("aws")


NOW_MS = 1_772_373_930_000


def beats(table: str) -> list[dict[str, Any]]:
    """The heartbeats in a table."""
    items = dynamodb().scan(TableName=setting(table))["Items"]
    return [dict(item) for item in items if item["pk"] == {"S": PARTITION}]


def record_of(table: str) -> dict[str, Any]:
    """The stream's record of the newest heartbeat in a table."""
    change = {"SequenceNumber": "1", "ApproximateCreationDateTime": NOW_MS / 1000, "NewImage": beats(table)[-1]}
    return {"eventName": "INSERT", "dynamodb": change}


def test_a_heartbeat_goes_from_the_poll_through_enrich_to_detect(capsys: pytest.CaptureFixture[str]) -> None:
    beat("MENTIONS_TABLE", NOW_MS, inserted=True)
    assert enrich({"Records": [record_of("MENTIONS_TABLE")]}, Context()) == {"batchItemFailures": []}
    assert len(beats("COUNTS_TABLE")) == 1
    assert detect({"Records": [record_of("COUNTS_TABLE")]}, Context()) == {"batchItemFailures": []}
    assert not counted(capsys), "a metric that comes every minute is paid for"


def test_the_tick_sends_a_heartbeat_to_notify_and_writes_no_metric(capsys: pytest.CaptureFixture[str]) -> None:
    """Lambda counts the ticks itself."""
    tick = {"trigger": "tick", "time": iso(NOW_MS)}
    detect(tick, Context())
    assert notify({"Records": [record_of("MOMENTS_TABLE")]}, Context()) == {"batchItemFailures": []}
    notify(tick, Context())
    assert not counted(capsys)


def test_the_polls_of_one_minute_send_one_heartbeat_and_the_next_minute_another() -> None:
    for at_ms in (NOW_MS, NOW_MS + 5_000, NOW_MS + MINUTE_MS):
        beat("MENTIONS_TABLE", at_ms, inserted=True)
        beat("MOMENTS_TABLE", at_ms)
    assert len(beats("MENTIONS_TABLE")) == 2
    assert len(beats("MOMENTS_TABLE")) == 1, "moments are kept for ever, heartbeats are not"
    assert int(beats("MENTIONS_TABLE")[0]["x"]["N"]) == (NOW_MS - 30_000 + DAY_MS) // 1000


def test_a_heartbeat_that_cannot_be_written_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOMENTS_TABLE", "gone")
    beat("MOMENTS_TABLE", NOW_MS)
    assert beats("MENTIONS_TABLE") == []


def test_a_channel_that_crashes_is_counted_as_one_that_fails(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is no trouble is not written: a metric that is always there is paid for always."""

    def broken(*_: object, **__: object) -> object:
        raise RuntimeError("the channel's own fault")

    brands.put(Brand("acme", "Acme", queries=dict.fromkeys(("hackernews", "stackexchange"), (Query("acme"),))))
    monkeypatch.setattr(ingest_handler, "run_channel", broken)
    ingest_handler.handler({"time": iso(NOW_MS)}, Context())
    assert counted(capsys)["ChannelsFailing"] == 2
    monkeypatch.setattr(ingest_handler, "run_channel", lambda *_, **__: RunSummary(queries=1))
    ingest_handler.handler({"time": iso(NOW_MS + MINUTE_MS)}, Context())
    assert not {"ChannelsFailing", "PollsFailed"} & set(counted(capsys))
