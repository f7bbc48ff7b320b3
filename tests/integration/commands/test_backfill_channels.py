"""``foreshock backfill --channel``: a brand's past by polling, beside today's posts, and nobody is alerted."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from functions.ingest import handler
from functions.ingest.storage.spending import DailyPurse
from infra.cli.app import app
from infra.cli.backfill.past import past_of, whole_since
from shared.channels.backfill import Backfill
from shared.channels.request import Response
from shared.domain.brand import Brand, Query
from shared.domain.pushed_status import after_push
from shared.domain.time import DAY_MS, HOUR_MS, MINUTE_MS, iso
from shared.store import brands
from shared.store.collection import backfills, pushed_statuses
from shared.store.counters import rebuilds
from tests.integration.ingest_stage import Web, put_secret, stored
from tests.lambda_context import Context
from tests.unit.shared.channels.fake_channels import START_MS, FakeHackerNews, failing, limited
from tests.unit.shared.channels.fake_networks import FakeX

pytestmark = pytest.mark.usefixtures("aws")


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> Web:
    """A stack whose minute passes while the command waits."""
    web = Web(hn=FakeHackerNews(page_size=50), x=FakeX())
    urls = {"hackernews": "https://hn.example", "x": "https://x.example"}
    monkeypatch.setenv("CHANNEL_BASE_URLS", json.dumps(urls))
    handler.base_urls.cache_clear()
    monkeypatch.setattr(handler, "_client", lambda: web)
    monkeypatch.setattr(time, "sleep", lambda _: minute(web))
    monkeypatch.setattr(time, "time", lambda: START_MS / 1000)
    return web


def minute(web: Web) -> dict[str, Any]:
    for source in web.hosts.values():
        source.now_ms += MINUTE_MS
    done: dict[str, Any] = handler.handler({"time": iso(web.hosts["hn"].now_ms)}, Context())
    for job in [rebuilds.claim("acme", START_MS)]:
        if job:
            rebuilds.finish(job, START_MS)
    return done


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["backfill", "acme", *arguments])


def old_posts(source: FakeHackerNews, posts: int) -> set[str]:
    """One an hour before now."""
    return {source.post(START_MS // 1000 - 3_600 * number) for number in range(1, posts + 1)}


def test_the_past_of_a_channel_is_stored_once_and_never_alerts(stack: Web) -> None:
    brands.put(Brand("acme", "Acme", queries={"hackernews": (Query("acme"),)}))
    source = stack.hosts["hn"]
    assert isinstance(source, FakeHackerNews)
    old_posts(source, 10 * 24)
    done = run("--days", "5", "--channel", "all")
    assert done.exit_code == 0, done.stderr
    found = stored()
    assert min(m.published_ms for m in found) == START_MS - 5 * DAY_MS
    assert len(found) == len({m.key for m in found}) == 5 * 24
    assert all(m.backfill and m.late for m in found if m.published_ms < START_MS - HOUR_MS)
    assert "hackernews acme: " in done.stderr
    (past,) = backfills.every("acme")
    assert (past.done_ms > 0, past.error) == (True, "")


def test_a_wait_that_the_past_was_told_holds_for_the_posts_of_today(stack: Web) -> None:
    brands.put(Brand("acme", "Acme", queries={"hackernews": (Query("acme"),)}))
    minute(stack)
    source = stack.hosts["hn"]
    source.faults = [None, limited]  # today's poll is answered, the first of the past is not
    backfills.ask([Backfill("hackernews", "acme", "acme", START_MS - DAY_MS, source.now_ms)])
    minute(stack)
    asked = len(source.asked)
    source.now_ms -= MINUTE_MS - 1_000  # a second later
    minute_later = source.now_ms
    handler.handler({"time": iso(minute_later)}, Context())
    assert len(source.asked) == asked


def test_a_past_leaves_half_of_the_days_units_and_one_that_costs_is_asked_by_name(stack: Web) -> None:
    put_secret("x", {"bearer_token": "secret", "daily_units": "400"})
    brands.put(Brand("acme", "Acme", queries={"x": (Query("acme"),)}))
    source = stack.hosts["x"]
    assert isinstance(source, FakeX)
    for number in range(1_000):
        source.post(written_ms=START_MS - 2 * DAY_MS - number * MINUTE_MS)
    assert "no query of a channel that costs nothing" in str(run("--days", "30", "--channel", "all").exception)
    done = run("--days", "30", "--channel", "x", "--wait", "0")
    assert done.exit_code == 75
    for _ in range(3):
        minute(stack)
    assert 100 <= source.read <= 200
    (past,) = backfills.every("acme")
    assert "goes on tomorrow" in past.error
    assert (past.expected, source.counted) == (1_000, 1)
    assert past.since_ms == START_MS - 6 * DAY_MS
    assert 100 <= len(stored()) <= 200
    posted = source.post()
    for _ in range(5):  # how often X is asked
        minute(stack)
    assert posted in {m.key for m in stored()}
    assert DailyPurse("x", 400, source.now_ms).left() >= 100


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("--channel", "hackernews"), "--channel needs --days or --since"),
        (("--channel", "mastodon", "--days", "3"), "acme has no query of mastodon"),
        (("--channel", "myspace", "--days", "3"), "there is no channel 'myspace'"),
        (("--channel", "ga4", "--days", "3"), "ga4 counts visitors and has no posts"),
    ],
)
def test_a_mistake_is_named(stack: Web, arguments: tuple[str, ...], reason: str) -> None:
    brands.put(Brand("acme", "Acme", queries={"hackernews": (Query("acme"),)}))
    assert reason in str(run(*arguments).exception)
    assert stack.asked == []


def test_a_past_that_cannot_be_counted_is_not_read(stack: Web) -> None:
    put_secret("x", {"bearer_token": "secret"})
    brands.put(Brand("acme", "Acme", queries={"x": (Query("acme"),)}))
    source = stack.hosts["x"]
    assert isinstance(source, FakeX)
    source.post(written_ms=START_MS - 2 * DAY_MS)
    minute(stack)
    source.faults = [failing]
    run("--days", "3", "--channel", "x", "--wait", "0")
    read = source.read
    minute(stack)
    (past,) = backfills.every("acme")
    assert (past.expected, past.failures, source.read) == (-1, 1, read)
    for _ in range(2):
        minute(stack)
    (past,) = backfills.every("acme")
    assert (past.expected, past.done_ms > 0) == (1, True)


def test_a_wait_that_the_count_of_a_past_was_told_is_kept(stack: Web) -> None:
    put_secret("x", {"bearer_token": "secret"})
    brands.put(Brand("acme", "Acme", queries={"x": (Query("acme"),)}))
    source = stack.hosts["x"]
    assert isinstance(source, FakeX)
    source.post(written_ms=START_MS - 2 * DAY_MS)
    minute(stack)
    source.faults = [lambda *_: Response(429, {"retry-after": "600"}, b"slow down")]
    run("--days", "3", "--channel", "x", "--wait", "0")
    minute(stack)
    asked, (past,) = len(source.asked), backfills.every("acme")
    assert (past.failures, past.cursor.not_before_ms) == (0, source.now_ms + 10 * MINUTE_MS)
    for _ in range(9):
        minute(stack)
    assert len(source.asked) == asked
    for _ in range(2):
        minute(stack)
    (past,) = backfills.every("acme")
    assert (past.expected, past.done_ms > 0) == (1, True)


def test_a_past_can_be_stopped(stack: Web) -> None:
    brands.put(Brand("acme", "Acme", queries={"hackernews": (Query("acme"),)}))
    run("--days", "3", "--channel", "all", "--wait", "0")
    assert "no more: 1." in run("--stop").stdout
    minute(stack)
    assert backfills.every("acme") == []
    assert "no more: 0." in run("--stop").stdout


def test_a_quiet_day_teaches_only_where_no_channel_can_have_missed_it(stack: Web) -> None:
    both = Brand("acme", "Acme", queries={"hackernews": (Query("acme"),), "rss": (Query("https://feed.example/rss"),)})
    asked = past_of(both, ["hackernews"], START_MS - 9 * DAY_MS, START_MS)
    assert stack.asked == []
    assert whole_since(both, asked, START_MS) is None
    alone = Brand("acme", "Acme", queries={"hackernews": (Query("acme"),), "rss": ()})
    assert whole_since(alone, asked, START_MS) == START_MS - 9 * DAY_MS
    pushed_statuses.put(after_push(None, "reviews", START_MS, START_MS, [], late=False))
    assert whole_since(alone, asked, START_MS) is None
