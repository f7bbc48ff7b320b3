"""Google Analytics 4: the minutes of a report, quotas, and access tokens that end."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from functions.ingest.polling.crawl import CrawlLimits, PollTask, poll
from functions.ingest.polling.crawl_state import PollResult
from functions.ingest.polling.signed_in import SignedIn
from shared.channels import channel
from shared.channels.cursor import Cursor
from shared.channels.polled import ga4
from shared.channels.request import Response
from shared.domain.errors import ChannelRefused, ChannelUnavailable, RateLimited
from shared.domain.time import HOUR_MS, MINUTE_MS, iso, minute_of
from tests.unit.shared.channels.fake_analytics import CREDENTIALS, FakeAnalytics
from tests.unit.shared.channels.fake_channels import cut, failing, limited, web_page


def polled(source: FakeAnalytics, credentials: Mapping[str, str] = CREDENTIALS) -> PollResult:
    task = PollTask(channel("ga4"), "123456789", "https://ga.example")
    fetch = SignedIn(channel("ga4"), credentials, "https://ga.example", source, now_ms=source.now_ms)
    return poll(task, Cursor(), fetch=fetch, now_ms=source.now_ms, limits=CrawlLimits())


def test_the_last_whole_minutes_are_told_and_a_minute_without_a_row_had_nobody() -> None:
    source = FakeAnalytics()
    source.now_ms += 30_000
    now_ms = minute_of(source.now_ms)
    source.visitors = {now_ms: 9, now_ms - MINUTE_MS: 340, now_ms - 29 * MINUTE_MS: 7}
    found = polled(source)
    assert (found.complete, found.posts) == (True, ())
    assert len(found.counts) == 29
    assert (found.counts[now_ms - MINUTE_MS], found.counts[now_ms - 29 * MINUTE_MS]) == (340, 7)
    assert sum(found.counts.values()) == 347
    assert source.asked[-1] == "https://ga.example/v1beta/properties/123456789:runRealtimeReport"


def test_a_site_without_anybody_has_zeros() -> None:
    assert set(polled(FakeAnalytics()).counts.values()) == {0}


def test_an_access_token_that_ended_is_replaced() -> None:
    source = FakeAnalytics(lasts=1)
    task = PollTask(channel("ga4"), "123456789", "https://ga.example")
    fetch = SignedIn(channel("ga4"), CREDENTIALS, "https://ga.example", source, now_ms=source.now_ms)
    for _ in range(2):
        assert poll(task, Cursor(), fetch=fetch, now_ms=source.now_ms, limits=CrawlLimits()).complete
    assert source.token == 2


def test_a_consent_that_was_taken_back_is_told() -> None:
    found = polled(FakeAnalytics(), {**CREDENTIALS, "refresh_token": "old"})
    assert isinstance(found.error, ChannelRefused)
    assert "invalid_grant" in found.reason


@pytest.mark.parametrize(
    ("quota", "until"),
    [
        ({"tokensPerDay": 99, "tokensPerHour": 30_000}, "2026-09-22T07:00:00Z"),
        ({"tokensPerDay": 9_000, "tokensPerHour": 0}, "2026-09-21T15:13:20Z"),
        ({"tokensPerDay": 9_000, "tokensPerHour": 900}, ""),
    ],
)
def test_the_last_tokens_of_a_quota_are_left_to_others(quota: dict[str, int], until: str) -> None:
    """14:13:20 UTC; a day of Google's quotas ends at midnight in California."""
    found = polled(FakeAnalytics(quota=quota))
    waits = found.cursor.not_before_ms
    assert (iso(waits // 60_000 * 60_000)[:16] if waits else "") == until[:16]
    assert found.counts


@pytest.mark.parametrize(
    ("said", "wait_ms"),
    [
        ("Exhausted property tokens per hour. These quota tokens will return in under an hour.", HOUR_MS),
        ("Exhausted concurrent requests quota.", MINUTE_MS),
    ],
)
def test_a_spent_quota_is_waited_for(said: str, wait_ms: int) -> None:
    body = json.dumps({"error": {"code": 429, "message": said, "status": "RESOURCE_EXHAUSTED"}}).encode()
    with pytest.raises(RateLimited) as spent:
        ga4.judge(Response(429, {}, body), 1_000)
    assert spent.value.retry_at_ms == 1_000 + wait_ms


@pytest.mark.parametrize("fault", [failing, web_page, cut, limited])
def test_a_fault_tells_no_minute(fault: Any) -> None:
    source = FakeAnalytics(faults=[None, fault])
    found = polled(source)
    assert (found.complete, dict(found.counts)) == (False, {})


@pytest.mark.parametrize("body", [b"{}", b"[]", b'{"kind": "analyticsData#runRealtimeReport", "rows": [{}]}'])
def test_what_is_no_report_is_not_read_as_nobody(body: bytes) -> None:
    request = ga4.first_request("123456789", Cursor(), ga4.BASE_URL, None)
    with pytest.raises(ChannelUnavailable):
        ga4.parse(request, Response(200, {}, body), 1_790_000_000_000)


@pytest.mark.parametrize("text", ["G-1A2B3C", "acme", "UA-1-1", ""])
def test_only_the_number_of_a_property_is_a_query(text: str) -> None:
    with pytest.raises(ValueError, match="numbers of properties"):
        ga4.check_query(text)
    ga4.check_query("properties/123456789")
