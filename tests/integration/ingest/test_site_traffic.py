"""Visitors of a brand's site: polled as a channel, kept by the minute, and told where they are clearly more."""

from __future__ import annotations

import json
from typing import Any

import boto3
import pytest

from functions.ingest import handler
from shared.domain.brand import Brand, Query
from shared.domain.time import DAY_MS, MINUTE_MS, iso, minute_of
from shared.runtime.settings import setting
from shared.store import brands
from shared.store.counters import traffic
from tests.api_client import ask
from tests.integration.ingest_stage import put_secret
from tests.integration.notify_stage import record, staged, stream
from tests.integration.pages.moment_page import NOW, page, put
from tests.lambda_context import Context
from tests.unit.notify.examples import surge
from tests.unit.shared.channels.fake_analytics import CREDENTIALS, FakeAnalytics

pytestmark = pytest.mark.usefixtures("aws")

ACME = Brand("acme", "Acme", queries={"ga4": (Query("123456789"),)})


def visited(usual: int, now: int) -> None:
    """So many visitors in each minute about this time of the earlier days, and ``now`` in the last ones."""
    for day in range(1, 6):
        at_ms = minute_of(NOW) - day * DAY_MS
        traffic.put("acme", {at_ms + minute * MINUTE_MS: usual for minute in range(-15, 15)})
    traffic.put("acme", {minute_of(NOW) - minute * MINUTE_MS: now for minute in range(20)})


def test_a_run_keeps_the_minutes_and_the_health_is_told_as_of_a_channel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHANNEL_BASE_URLS", json.dumps({"ga4": "https://ga.example"}))
    handler.base_urls.cache_clear()
    put_secret("ga4", CREDENTIALS)
    brands.put(ACME)
    source = FakeAnalytics()
    source.visitors = {minute_of(source.now_ms) + minute * MINUTE_MS: 100 + minute for minute in range(-30, 9)}
    monkeypatch.setattr(handler, "_client", lambda: source)
    for _ in range(3):
        done = handler.handler({"time": iso(source.now_ms)}, Context())
        source.now_ms += MINUTE_MS
    assert [one["channel"] for one in done["channels"]] == ["ga4"]
    first_ms, last_ms = min(source.visitors), minute_of(source.now_ms) - MINUTE_MS
    answer = ask("GET", "/brands/acme/traffic", now_ms=source.now_ms)
    assert [(one["at"], one["visitors"]) for one in answer.json["points"]] == [
        (iso(at_ms), visitors) for at_ms, visitors in source.visitors.items() if first_ms < at_ms < last_ms
    ]
    assert answer.json["now"] is None
    health = {one["channel"]: one for one in ask("GET", "/channels", now_ms=source.now_ms).json["channels"]}
    assert (health["ga4"]["state"], health["ga4"]["queries"][0]["query"]) == ("ok", "123456789")


@pytest.mark.parametrize(("now", "told"), [(340, True), (150, False)])
def test_the_page_and_the_mail_say_so_where_there_are_clearly_more_than_usual(
    now: int, told: bool, aws: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    brands.put(ACME)
    visited(120, now)
    words = "340 visitors a minute, usually 120 at this time"
    for stage in staged(aws, monkeypatch):
        stream(record(surge()))
        assert [words in mail.text for mail in stage.sent_to("alert")] == [told]
    assert (words in page(put(surge())).body) is told
    answer = ask("GET", "/brands/acme/traffic", now_ms=NOW)
    assert answer.json["now"] == {"visitors": now, "usual": 120, "clearly_more": told}


def test_a_brand_without_a_property_costs_no_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(traffic, "_of_hour", _not_asked)
    assert traffic.now(Brand("acme", "Acme", queries={"rss": (Query("https://a.example/feed"),)}), NOW) is None


def test_a_minute_that_is_told_again_replaces_the_earlier_figure_and_items_end() -> None:
    traffic.put("acme", {NOW: 1, NOW + MINUTE_MS: 2})
    traffic.put("acme", {NOW + MINUTE_MS: 5})
    assert list(traffic.between("acme", NOW, NOW + DAY_MS).values()) == [1, 5]
    (item,) = boto3.client("dynamodb").scan(TableName=setting("STATE_TABLE"))["Items"]
    assert int(item["x"]["N"]) > NOW // 1000 + 29 * 86_400


def test_a_series_is_at_most_a_day() -> None:
    brands.put(ACME)
    answer = ask("GET", "/brands/acme/traffic", now_ms=NOW, since=iso(NOW - 2 * DAY_MS))
    assert (answer.status, answer.json["errors"][0]["field"]) == (400, "since")


def _not_asked(*_: Any) -> Any:
    raise AssertionError("nothing is to be read")
