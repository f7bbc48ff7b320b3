"""When a query was not heard is remembered by ingest and shown by GET /channels, and it is counted without brands."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from functions.ingest import handler
from functions.ingest.storage import cursors
from shared.domain.errors import StorageBusy
from shared.domain.gaps import Gap, GapCause, key_of
from shared.domain.time import MINUTE_MS, iso
from shared.runtime.settings import setting
from shared.store.collection import gaps
from shared.store.dynamodb import dynamodb, text
from tests.api_client import ask
from tests.integration.ingest_stage import watch
from tests.integration.metrics import counted
from tests.lambda_context import Context
from tests.unit.shared.channels.fake_channels import START_MS, FakeFeed, FakeHackerNews, failing, limited

pytestmark = pytest.mark.usefixtures("aws")

Run = Callable[..., dict[str, Any]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """A run of the handler at the time of a fake channel."""
    monkeypatch.setenv("CHANNEL_BASE_URLS", json.dumps({"hackernews": "https://hn.example"}))
    handler.base_urls.cache_clear()

    def run(channel: str, fetch: Any) -> dict[str, Any]:
        monkeypatch.setattr(handler, "_client", lambda: fetch)
        done: dict[str, Any] = handler.handler({"channel": channel, "time": iso(fetch.now_ms)}, Context())
        return done

    return run


def test_an_outage_is_a_gap_that_the_next_poll_reads_and_api_and_metrics_say_so(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    watch("hackernews", "acme")
    source = FakeHackerNews()
    run("hackernews", source)
    for _ in range(25):
        source.now_ms += MINUTE_MS
        source.faults = [failing]
        run("hackernews", source)
    source.post()
    source.faults, source.now_ms = [], source.now_ms + 10 * MINUTE_MS
    capsys.readouterr()
    assert run("hackernews", source)["gap_minutes"] == 35
    assert counted(capsys)["GapMinutes"] == 35
    assert gaps.load() == {key_of("hackernews", "acme"): (Gap(START_MS, source.now_ms, GapCause.FAILED),)}
    shown = next(one for one in ask("GET", "/channels", now_ms=source.now_ms).json["channels"] if one["queries"])
    assert shown["last_day"] == {
        "watched_seconds": 2_100, "covered_seconds": 0, "late_seconds": 2_100, "lost_seconds": 0
    }  # fmt: skip
    (gap,) = shown["queries"][0]["gaps"]
    assert (gap["cause"], gap["read_later"], gap["since"]) == ("failed", True, iso(START_MS))


def test_a_feed_that_dropped_entries_between_two_polls_of_a_minute_lost_them(
    run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    watch("rss", "https://feed.example/rss")
    source = FakeFeed(size=5)
    source.post()
    run("rss", source)
    source.now_ms += MINUTE_MS
    for _ in range(9):
        source.post()
    capsys.readouterr()
    run("rss", source)
    assert counted(capsys)["GapsNotRead"] == 1
    (found,) = gaps.load().values()
    assert found == (Gap(START_MS, START_MS + MINUTE_MS, GapCause.DROPPED, lost=True),)


def test_waits_are_counted_and_polls_without_a_gap_write_none(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    watch("hackernews", "acme")
    source = FakeHackerNews()
    run("hackernews", source)
    source.now_ms, source.faults = source.now_ms + MINUTE_MS, [limited]
    capsys.readouterr()
    run("hackernews", source)
    assert counted(capsys)["PollsLimited"] == 1
    source.now_ms += MINUTE_MS
    run("hackernews", source)
    assert gaps.load() == {}
    assert not {"GapMinutes", "PollsLimited"} & set(counted(capsys))


def test_posts_that_came_and_how_many_came_late_are_in_the_log(run: Run, caplog: pytest.LogCaptureFixture) -> None:
    watch("hackernews", "acme")
    source = FakeHackerNews()
    run("hackernews", source)
    source.now_ms += 40 * MINUTE_MS
    source.post(source.now_ms // 1_000 - 20 * 60)
    source.post()
    caplog.clear()
    run("hackernews", source)
    (line,) = (vars(record) for record in caplog.records if record.message == "posts collected")
    assert (line["channel"], line["mentions"], line["late"]) == ("hackernews", 2, 1)


def test_a_quiet_run_leaves_no_channel_on_the_metrics_of_the_next(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """The alarm on a failing channel looks at the metric without one."""
    watch("hackernews", "acme")
    source = FakeHackerNews()
    run("hackernews", source)
    source.now_ms, source.faults = source.now_ms + MINUTE_MS, [failing]
    capsys.readouterr()
    run("hackernews", source)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith('{"_aws"')]
    assert [(("ChannelsFailing" in line), ("channel" in line)) for line in lines] == [(True, False), (False, True)]


def test_a_gap_is_kept_by_a_run_that_crashes_before_it_saves_its_cursor(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch("hackernews", "acme")
    source = FakeHackerNews()
    run("hackernews", source)
    source.now_ms += 30 * MINUTE_MS

    def busy(*_: object) -> None:
        raise StorageBusy("the table is busy")

    with monkeypatch.context() as broken:
        broken.setattr(cursors, "save", busy)
        run("hackernews", source)
    source.now_ms += MINUTE_MS
    run("hackernews", source)
    (found,) = gaps.load().values()
    assert found == (Gap(START_MS, source.now_ms, GapCause.NOT_POLLED),)


def test_gaps_that_cannot_be_read_stop_no_poll(run: Run) -> None:
    watch("hackernews", "acme")
    source = FakeHackerNews()
    run("hackernews", source)
    key = {"pk": text(gaps.PARTITION), "sk": text(key_of("hackernews", "acme"))}
    dynamodb().put_item(TableName=setting("STATE_TABLE"), Item={**key, "gaps": text("no json")})
    source.now_ms += 30 * MINUTE_MS
    assert run("hackernews", source)["failed"] == 0
    assert len(next(iter(gaps.load().values()))) == 1
