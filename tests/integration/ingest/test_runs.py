"""Scheduled runs on real tables: the posts of channels become mentions, once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from functions.ingest import handler
from functions.ingest.storage import cursors
from shared.domain.brand import Query
from shared.domain.time import DAY_MS, MINUTE_MS, iso
from tests.integration.ingest_stage import forget_seen, statuses, stored, watch
from tests.lambda_context import Context
from tests.unit.shared.channels.fake_channels import START_MS, FakeFeed, FakeHackerNews, FakeMastodon, status

pytestmark = pytest.mark.usefixtures("aws")


def test_a_post_about_a_brand_is_stored_once(run: Callable[..., dict[str, Any]]) -> None:
    watch("hackernews", "acme")
    source = FakeHackerNews()
    ids = [source.post(), source.post()]
    first = run("hackernews", source)
    source.now_ms += MINUTE_MS
    ids.append(source.post())
    second, third = run("hackernews", source), run("hackernews", source)
    assert [m.key for m in stored()] == ids
    assert [done["mentions"] for done in (first, second, third)] == [2, 1, 0]
    expected = {"channel": "hackernews", "busy": False, "queries": 1, "failed": 0, "posts": 2, "mentions": 2}
    assert {**first, **expected} == first


def test_posts_from_before_the_first_poll_are_backfill_and_the_rest_is_not(
    run: Callable[..., dict[str, Any]],
) -> None:
    watch("hackernews", "acme")
    source = FakeHackerNews()
    source.post(START_MS // 1000 - 3600)
    source.post(START_MS // 1000 - 2 * DAY_MS // 1000)
    run("hackernews", source)
    source.now_ms += MINUTE_MS
    source.post()
    run("hackernews", source)
    assert [(m.backfill, m.late) for m in stored()] == [(True, True), (False, False)]


def test_only_posts_that_match_become_mentions(run: Callable[..., dict[str, Any]]) -> None:
    watch("hackernews", Query("acme air"), excluded=("acme air guitar",))
    source = FakeHackerNews()
    wanted = source.post(text="My ACME Air flight")
    for other in ("acmeair", "acme fresh air", "the acme air guitar contest"):
        source.post(text=other)
    run("hackernews", source)
    assert [m.key for m in stored()] == [wanted]


def test_brands_with_the_same_query_share_one_poll(run: Callable[..., dict[str, Any]]) -> None:
    watch("mastodon", "acme", brand="acme")
    watch("mastodon", "acme", brand="other")
    source = FakeMastodon()
    key = source.post()
    run("mastodon", source)
    assert [m.key for m in stored("acme")] == [m.key for m in stored("other")] == [key]
    assert len(source.asked) == 2


def test_an_entry_without_a_date_keeps_the_time_it_first_came(run: Callable[..., dict[str, Any]]) -> None:
    watch("rss", Query("https://feed.example/rss", every=True))
    source = FakeFeed()
    source.post()
    run("rss", source)
    key = source.entries[0]
    forget_seen("rss")
    cursors._known.clear()  # another environment
    source.post()
    run("rss", source, START_MS + DAY_MS)
    assert [(m.key, m.published_ms) for m in stored()] == [
        (key, START_MS),
        (source.entries[1], START_MS + DAY_MS),
    ]


def test_the_status_of_each_query_is_stored(run: Callable[..., dict[str, Any]]) -> None:
    watch("mastodon", "acme")
    source = FakeMastodon()
    source.statuses.append(status(str((START_MS - MINUTE_MS) << 16), "u1", created_at=iso(START_MS - MINUTE_MS)))
    run("mastodon", source)
    (polled,) = statuses()
    assert (polled.channel, polled.query, polled.items) == ("mastodon", "acme", 1)
    assert (polled.success_ms, polled.lag_ms, polled.errors) == (START_MS, MINUTE_MS, 0)


def test_an_event_without_a_scheduled_time_is_accepted(run: Callable[..., dict[str, Any]]) -> None:
    watch("mastodon", "acme")
    source = FakeMastodon()
    run("mastodon", source)
    event = {"channel": "mastodon", "time": "<aws.scheduler.scheduled-time>"}
    assert handler.handler(event, Context())["busy"] is False
