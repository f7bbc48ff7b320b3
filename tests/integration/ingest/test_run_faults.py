"""Scheduled runs when a channel, a table or a function fails: no post lost, none doubled, no other query stopped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from functions.ingest.storage import cursors
from shared.channels.request import Request, Response
from shared.domain.brand import Query
from shared.domain.errors import StorageBusy
from shared.domain.mentions.mention import Mention
from shared.domain.time import MINUTE_MS
from shared.domain.write_shards import WriteShards
from shared.store import mentions
from tests.integration.dead_letters import dead_letters
from tests.integration.ingest_stage import Web, raising, statuses, stored, watch
from tests.unit.shared.channels.fake_channels import (
    START_MS,
    FakeChannel,
    FakeFeed,
    FakeHackerNews,
    FakeMastodon,
    failing,
    status,
)

pytestmark = pytest.mark.usefixtures("aws")


def test_a_crash_between_storing_and_saving_the_cursor_doubles_nothing(
    run: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A post from a clock ten minutes ahead: its key must not change once its time has come."""
    watch("hackernews", "acme")
    source = FakeHackerNews()
    run("hackernews", source)
    source.post()
    source.post(source.now_ms // 1000 + 600)
    with monkeypatch.context() as patch:
        patch.setattr(cursors, "save", raising(SystemExit("killed")))
        with pytest.raises(SystemExit):
            run("hackernews", source)
    placed = [(m.key, m.published_ms) for m in stored()]
    assert len(placed) == 2
    source.now_ms += 15 * MINUTE_MS
    run("hackernews", source)
    assert [(m.key, m.published_ms) for m in stored()] == placed


def test_a_busy_table_loses_no_post(run: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    watch("mastodon", "acme")
    source = FakeMastodon()
    run("mastodon", source)
    key = source.post()
    with monkeypatch.context() as patch:
        patch.setattr(mentions, "put", raising(StorageBusy("the table hands items back")))
        done = run("mastodon", source)
    assert (done["failed"], stored()) == (1, [])
    (polled,) = statuses()
    assert (polled.errors, polled.error) == (1, "the table hands items back")
    source.now_ms += MINUTE_MS
    run("mastodon", source)
    assert [m.key for m in stored()] == [key]


def test_a_wait_is_kept_where_the_posts_that_came_with_it_cannot_be_stored(
    run: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def last(source: FakeChannel, request: Request) -> Response:
        answer = source.answer(request)
        return answer._replace(headers={**answer.headers, "x-ratelimit-remaining": "0", "x-ratelimit-reset": "180"})

    watch("mastodon", "acme", "kettle")
    source = FakeMastodon()
    run("mastodon", source)
    key, asked = source.post(), len(source.asked)
    source.faults = [last]
    with monkeypatch.context() as patch:
        patch.setattr(mentions, "put", raising(StorageBusy("the table hands items back")))
        run("mastodon", source)
    for _ in range(2):
        source.now_ms += MINUTE_MS
        run("mastodon", source)
    assert len(source.asked) == asked + 1
    source.now_ms += 2 * MINUTE_MS
    run("mastodon", source)
    assert [m.key for m in stored()] == [key]


def test_a_failing_query_stops_no_other_and_is_polled_less_often(run: Callable[..., dict[str, Any]]) -> None:
    watch("rss", *(Query(f"https://{host}.example/rss", every=True) for host in ("bad", "fine")))
    bad, fine = FakeFeed(), FakeFeed()
    bad.faults = [failing] * 100
    web = Web(bad=bad, fine=fine)
    for minute in range(16):
        fine.post()
        run("rss", web, START_MS + minute * MINUTE_MS)
    assert len(stored()) == 16
    assert web.asked.count("fine") == 16
    assert web.asked.count("bad") == 5  # after 1, 2, 4 and 8 minutes
    by_query = {polled.query: polled for polled in statuses()}
    assert by_query["https://bad.example/rss"].errors == 5
    assert "502" in by_query["https://bad.example/rss"].error
    assert by_query["https://fine.example/rss"].errors == 0


def test_a_parser_that_breaks_stops_no_other_query(
    run: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    watch("rss", *(Query(f"https://{host}.example/rss", every=True) for host in ("bad", "fine")))
    bad, fine = FakeFeed(), FakeFeed()
    fine.post()
    monkeypatch.setattr(bad, "answer", raising(RecursionError("deep")))
    done = run("rss", Web(bad=bad, fine=fine), START_MS)
    assert (done["failed"], len(stored())) == (1, 1)


def test_an_unreadable_item_becomes_one_dead_letter_with_its_reason(run: Callable[..., dict[str, Any]]) -> None:
    watch("mastodon", "acme")
    source = FakeMastodon()
    source.statuses = [{"id": str(START_MS << 16), "odd": True}, status(str((START_MS << 16) + 1), "u1")]
    for _ in range(3):
        run("mastodon", source)
        source.now_ms += MINUTE_MS
    (letter,) = dead_letters()
    assert letter["source"] == "ingest"
    assert "KeyError" in letter["reason"]
    assert '"odd": true' in letter["record"]["raw"]
    assert [m.key for m in stored()] == ["u1"]


def test_a_mention_that_the_table_refuses_stops_no_other(
    run: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    watch("mastodon", "acme")
    source = FakeMastodon()
    fine, odd = source.post(), source.post()
    put = mentions.put

    def picky(found: list[Mention], shards: dict[str, WriteShards]) -> None:
        if any(mention.key == odd for mention in found):
            raise ClientError({"Error": {"Code": "ValidationException", "Message": "too odd"}}, "BatchWriteItem")
        put(found, shards)

    monkeypatch.setattr(mentions, "put", picky)
    assert run("mastodon", source)["failed"] == 0
    assert [m.key for m in stored()] == [fine]
    assert [letter["record"]["key"] for letter in dead_letters()] == [odd]
