"""What the table keeps of each query: its cursor, the keys it has seen, and how little of it is written and read."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from functions.ingest.polling.subscriptions import QueryState
from functions.ingest.storage import cursors
from shared.channels.cursor import Cursor
from shared.domain.brand import Query
from shared.domain.errors import Conflict
from shared.domain.poll_status import PollStatus
from shared.domain.time import MINUTE_MS
from shared.runtime.heartbeat import PARTITION
from shared.runtime.settings import setting
from shared.store.collection import poll_statuses
from shared.store.dynamodb import Item, number, text, write_all
from tests.integration.ingest_stage import forget_seen, raising, statuses, stored, watch
from tests.unit.shared.channels.fake_channels import START_MS, FakeFeed, FakeMastodon, failing, limited
from tests.unit.shared.domain.item_size import item_bytes

pytestmark = pytest.mark.usefixtures("aws")


def test_a_run_that_lost_its_lease_does_not_move_the_cursor_of_the_next_run() -> None:
    state = QueryState(PollStatus("rss", "q", endpoint="p"))
    cursors.save(state, Cursor("2"), state.status, ())
    with pytest.raises(Conflict):
        cursors.save(state, Cursor("1"), state.status, ())
    assert [one.cursor.position for one in cursors.load_channel("rss").values()] == ["2"]


def test_a_poll_that_brings_nothing_is_written_every_fourth_minute(
    run: Callable[..., dict[str, Any]], written: list[str]
) -> None:
    watch("mastodon", "acme")
    source = FakeMastodon()
    source.post()
    for minute in range(10):
        run("mastodon", source, START_MS + minute * MINUTE_MS)
    assert written.count(PARTITION) == 10, "heartbeats"
    assert written.count("cursor#mastodon") == 3
    (seen,) = statuses()
    assert seen.success_ms == START_MS + 8 * MINUTE_MS


def test_what_a_quiet_poll_did_is_known_in_its_environment_and_lost_with_it(run: Callable[..., dict[str, Any]]) -> None:
    watch("mastodon", "acme")
    source = FakeMastodon()
    source.post()
    run("mastodon", source)
    run("mastodon", source, START_MS + 3 * MINUTE_MS)
    (here,) = cursors.load_channel("mastodon").values()
    cursors._known.clear()
    (elsewhere,) = cursors.load_channel("mastodon").values()
    assert (here.status.success_ms, elsewhere.status.success_ms) == (START_MS + 3 * MINUTE_MS, START_MS)
    assert (here.cursor.position, here.version) == (elsewhere.cursor.position, elsewhere.version)


@pytest.mark.parametrize("fault", [failing, limited])
def test_trouble_and_its_end_are_written_at_once(run: Callable[..., dict[str, Any]], fault: Any) -> None:
    watch("mastodon", "acme")
    source = FakeMastodon()
    source.post()
    run("mastodon", source)
    source.faults = [fault]
    run("mastodon", source, START_MS + MINUTE_MS)
    (troubled,) = statuses()
    run("mastodon", source, START_MS + 3 * MINUTE_MS)
    (well,) = statuses()
    assert (troubled.success_ms, troubled.attempt_ms) == (START_MS, START_MS + MINUTE_MS)
    assert troubled.errors + troubled.rate_limits == 1
    assert (well.success_ms, well.errors) == (START_MS + 3 * MINUTE_MS, 0)


@pytest.mark.parametrize(
    ("change", "version"),
    [
        ({}, 1),
        ({"fresh_until_ms": START_MS + 3 * MINUTE_MS}, 2),
        ({"not_before_ms": START_MS + 3 * MINUTE_MS}, 2),
        ({"etag": "new"}, 2),
        ({"position": "8"}, 2),
        ({"resume": "7"}, 2),
    ],
)
def test_what_the_next_poll_of_any_environment_needs_is_written_at_once(change: dict[str, Any], version: int) -> None:
    first = PollStatus("rss", "q", attempt_ms=START_MS, success_ms=START_MS)
    cursors.save(QueryState(first), Cursor("7", etag="old", completed_ms=START_MS), first, ())
    (state,) = cursors.load_channel("rss").values()
    at_ms = START_MS + MINUTE_MS
    polled = first._replace(attempt_ms=at_ms, success_ms=at_ms)
    cursors.save(state, state.cursor._replace(completed_ms=at_ms, crawl_ms=at_ms, **change), polled, ())
    (item,) = poll_statuses.cursor_items("rss", consistent=True)
    assert item["version"] == number(version)


def test_a_poll_that_did_not_come_to_its_end_is_written_however_often() -> None:
    first = PollStatus("rss", "q", attempt_ms=START_MS, success_ms=START_MS, error="cut off")
    cursors.save(QueryState(first), Cursor("7"), first, ())
    (state,) = cursors.load_channel("rss").values()
    cursors.save(state, state.cursor, first._replace(attempt_ms=START_MS + MINUTE_MS), ())
    assert [status.attempt_ms for status in statuses()] == [START_MS + MINUTE_MS]


def test_new_keys_fill_the_kilobyte_of_the_cursor_before_all_are_written(
    run: Callable[..., dict[str, Any]], written: list[str]
) -> None:
    """Every write of a cursor is one unit; another environment knows every key, whichever item holds it."""
    watch("mastodon", "acme")
    source = FakeMastodon()
    sizes = list[int]()
    for minute in range(30):
        for _ in range(4):
            source.post()
        run("mastodon", source, START_MS + minute * MINUTE_MS)
        (item,) = poll_statuses.cursor_items("mastodon", consistent=True)
        sizes.append(item_bytes(item))
        if minute % 10 == 0:
            cursors._known.clear()
    assert max(sizes) <= cursors.UNIT_BYTES
    assert written.count("cursor#mastodon") == 30
    assert written.count("seen#mastodon") == 1
    (state,) = cursors.load_channel("mastodon").values()
    here = cursors.load_seen(state)
    cursors._known.clear()
    (state,) = cursors.load_channel("mastodon").values()
    assert state.fresh
    assert set(cursors.load_seen(state)) >= set(here)
    assert len(set(here)) == 120


def test_a_crash_between_the_keys_and_their_cursor_is_made_good(
    run: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    watch("mastodon", "acme")
    source = FakeMastodon()
    source.post()
    run("mastodon", source)
    with monkeypatch.context() as patch:
        patch.setattr(cursors, "UNIT_BYTES", 0)
        patch.setattr(cursors, "_condition", raising(SystemExit("killed")))
        source.post()
        with pytest.raises(SystemExit):
            run("mastodon", source, START_MS + MINUTE_MS)
    cursors._known.clear()
    source.post()
    run("mastodon", source, START_MS + 2 * MINUTE_MS)
    (state,) = cursors.load_channel("mastodon").values()
    assert len(cursors.load_seen(state)) == 3
    assert len(stored()) == 3


def test_the_version_before_reads_the_cursor_and_doubles_no_post(run: Callable[..., dict[str, Any]]) -> None:
    """It knows no keys but those in their own item, so it is given posts again, and writes its own cursor."""
    watch("rss", Query("https://feed.example/rss", every=True))
    source = FakeFeed()
    for minute in range(3):
        source.post()
        run("rss", source, START_MS + minute * MINUTE_MS)
    before = [(mention.key, mention.published_ms) for mention in stored()]
    forget_seen("rss")
    cursors._known.clear()
    run("rss", source, START_MS + 10 * MINUTE_MS)
    assert [(mention.key, mention.published_ms) for mention in stored()] == before
    assert len(before) == 3


def test_a_cursor_of_the_version_before_is_read_with_its_keys() -> None:
    polled = PollStatus("mastodon", "acme", attempt_ms=START_MS, success_ms=START_MS)
    state = QueryState(polled, Cursor("7"))
    kept = {"cursor": text(json.dumps(Cursor("7").to_json())), "version": number(5)}
    items: list[Item] = [
        {"pk": text("cursor#mastodon"), "sk": text(state.key), **kept, **poll_statuses.attributes(polled)},
        {"pk": text("seen#mastodon"), "sk": text(state.key), "k": {"B": bytes(range(16))}},
    ]
    write_all(setting("STATE_TABLE"), items)
    (found,) = cursors.load_channel("mastodon").values()
    assert (found.version, found.cursor.position, found.fresh) == (5, "7", b"")
    assert cursors.load_seen(found) == ("0001020304050607", "08090a0b0c0d0e0f")


def test_the_keys_seen_are_read_once_in_an_environment(
    run: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until another environment has polled; a poll that fails forgets nothing."""
    watch("mastodon", "acme")
    source = FakeMastodon()
    source.post()
    run("mastodon", source)
    reads, read = list[str](), cursors._read_seen

    def counted(state: QueryState) -> bytes:
        reads.append(state.key)
        return read(state)

    monkeypatch.setattr(cursors, "_read_seen", counted)
    source.post()
    run("mastodon", source)
    source.faults = [failing]
    run("mastodon", source)
    (state,) = cursors.load_channel("mastodon").values()
    seen = cursors.load_seen(state)
    assert (len(seen), reads) == (2, [])
    here = dict(cursors._known)
    cursors._known.clear()
    source.post()
    run("mastodon", source, START_MS + 5 * MINUTE_MS)
    cursors._known.clear()
    cursors._known.update(here)
    (state,) = cursors.load_channel("mastodon").values()
    assert len(cursors.load_seen(state)) == 3
