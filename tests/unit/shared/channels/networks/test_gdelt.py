"""GDELT has no second page: a full answer is asked for again in two halves, with five seconds between requests."""

from __future__ import annotations

import json

import pytest

from functions.ingest.polling.crawl import CrawlLimits, PollTask, poll
from shared.channels import channel
from shared.channels.cursor import Cursor
from shared.channels.polled import gdelt
from shared.channels.request import Response
from shared.domain.errors import ChannelRefused, RateLimited
from shared.domain.time import HOUR_MS, MINUTE_MS
from tests.unit.shared.channels.fake_catalogues import FakeGdelt
from tests.unit.shared.channels.fake_channels import cut, failing, web_page

LIMITS = CrawlLimits(look_back_ms=None, first_posts=1_000, seen_keys=gdelt.SEEN_KEYS)
TASK = PollTask(channel("gdelt"), "acme", gdelt.BASE_URL)


def told_by(source: FakeGdelt, cursor: Cursor) -> tuple[list[str], Cursor]:
    """Polls five seconds apart, up to a complete one."""
    told: list[str] = []
    for _ in range(80):
        result = poll(TASK, cursor, fetch=source, now_ms=source.now_ms, limits=LIMITS)
        told, cursor = [*told, *(post.key for post in result.posts)], result.cursor
        source.now_ms += gdelt.PAUSE_MS
        if result.complete:
            return told, cursor
    raise AssertionError("never complete")


@pytest.mark.parametrize("posts", [1, 249, 250, 900])
def test_more_articles_than_a_response_holds_are_all_told_once(posts: int) -> None:
    source = FakeGdelt()
    first, cursor = told_by(source, Cursor())
    assert first == []
    posted = []
    for _ in range(posts):
        source.now_ms += 10_000
        posted.append(source.post())
    source.now_ms += 20 * MINUTE_MS
    source.faults = [None, failing, web_page, cut]
    told, cursor = told_by(source, cursor)
    assert sorted(told) == sorted(posted)
    again, _ = told_by(source, cursor)
    assert again == []


def test_requests_are_five_seconds_apart() -> None:
    source = FakeGdelt()
    _, cursor = told_by(source, Cursor())
    source.now_ms -= 1
    asked = len(source.asked)
    poll(TASK, cursor, fetch=source, now_ms=source.now_ms, limits=LIMITS)
    assert len(source.asked) == asked


def test_an_article_that_is_indexed_late_is_told() -> None:
    source = FakeGdelt()
    source.post()
    _, cursor = told_by(source, Cursor())
    late = source.post(written_ms=source.now_ms - 25 * MINUTE_MS)
    source.now_ms += HOUR_MS
    told, _ = told_by(source, cursor)
    assert told == [late]


@pytest.mark.parametrize("status", [200, 429])
def test_a_sentence_that_asks_for_fewer_requests_is_a_rate_limit(status: int) -> None:
    said = b"Please limit requests to one every 5 seconds or contact somebody"
    with pytest.raises(RateLimited) as limit:
        gdelt.judge(Response(status, {"content-type": "text/plain"}, said), 1_000)
    assert limit.value.retry_at_ms == 6_000


def test_a_sentence_about_the_query_is_a_refusal() -> None:
    with pytest.raises(ChannelRefused, match="too short"):
        gdelt.judge(Response(200, {}, b"The specified phrase is too short."), 0)


def test_an_article_is_known_by_its_address_without_campaigns() -> None:
    article = {"url": "https://News.example/a?utm_source=x", "title": "Acme", "seendate": "20260921T133000Z"}
    body = json.dumps({"articles": [article]}).encode()
    request = gdelt.first_request("acme", Cursor(), gdelt.BASE_URL, None)
    (post,) = gdelt.parse(request, Response(200, {}, body), 1 << 50).posts
    assert (post.key, post.title) == ("https://news.example/a", "Acme")
