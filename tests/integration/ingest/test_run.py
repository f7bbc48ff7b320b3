"""Scheduled runs on real tables: the posts of channels become mentions, once, and cursors follow."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from functions.ingest import handler
from functions.ingest.polling import rate_budget
from functions.ingest.polling.subscriptions import QueryState
from functions.ingest.storage import cursors
from functions.ingest.storage.lease import lease
from shared.channels import POLLED
from shared.channels.cursor import Cursor
from shared.channels.request import Request, Response
from shared.domain.brand import Brand, Query
from shared.domain.errors import Conflict, StorageBusy
from shared.domain.mentions.mention import Mention
from shared.domain.poll_status import PollStatus
from shared.domain.time import DAY_MS, MINUTE_MS, iso
from shared.domain.write_shards import WriteShards
from shared.runtime.heartbeat import PARTITION
from shared.runtime.settings import setting
from shared.store import brands, mentions, poll_statuses
from shared.store.dynamodb import Item, dynamodb, number, text, write_all
from tests.unit.shared.channels.fake_channels import (
    START_MS,
    FakeChannel,
    FakeFeed,
    FakeHackerNews,
    FakeMastodon,
    failing,
    limited,
    status,
)
from tests.unit.shared.domain.item_size import item_bytes

pytestmark = pytest.mark.usefixtures("aws")


@dataclass
class Context:
    """The context that Lambda gives a run."""

    aws_request_id: str = "run-1"
    remaining_ms: int = 60_000
    function_name: str = "ingest"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:eu-west-1:1:function:ingest"

    def get_remaining_time_in_millis(self) -> int:
        return self.remaining_ms


class Web:
    """Every host that a run may ask, each a fake channel."""

    def __init__(self, **hosts: FakeChannel) -> None:
        self.hosts = hosts
        self.asked: list[str] = []

    def __call__(self, request: Request) -> Response:
        host = request.url.split("/")[2].split(".")[0]
        self.asked.append(host)
        return self.hosts[host](request)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, Any]]:
    """A run of the handler at a fake channel's time, or the one given."""
    bases = {"hackernews": "https://hn.example", "mastodon": "https://social.example"}
    monkeypatch.setenv("CHANNEL_BASE_URLS", json.dumps(bases))

    def run(channel: str, fetch: Any, now_ms: int | None = None, context: Context | None = None) -> dict[str, Any]:
        monkeypatch.setattr(handler, "_client", lambda: fetch)
        at_ms = fetch.now_ms if now_ms is None else now_ms
        done: dict[str, Any] = handler.handler({"channel": channel, "time": iso(at_ms)}, context or Context())
        return done

    return run


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The partitions of the items that are put, one after another."""
    found, client = list[str](), dynamodb()
    put = client.put_item

    def counting(**request: Any) -> Any:
        found.append(request["Item"]["pk"]["S"])
        return put(**request)

    monkeypatch.setattr(client, "put_item", counting)
    return found


def watch(channel: str, *queries: Query | str, brand: str = "acme", **more: Any) -> Brand:
    asked = tuple(query if isinstance(query, Query) else Query(query) for query in queries)
    made = Brand(brand, brand.title(), queries={channel: asked}, **more)
    brands.put(made)
    return made


def stored(brand: str = "acme") -> list[Mention]:
    """Every mention of a brand, oldest first."""
    items = boto3.client("dynamodb").scan(TableName=setting("MENTIONS_TABLE"))["Items"]
    items = [item for item in items if item["pk"] != {"S": PARTITION}]
    found = [mentions.from_item(item) for item in items]
    return sorted((m for m in found if m.brand == brand), key=lambda m: (m.published_ms, m.key))


def statuses() -> list[PollStatus]:
    return poll_statuses.load(POLLED)


def dead_letters() -> list[dict[str, Any]]:
    queue = boto3.client("sqs")
    got = queue.receive_message(QueueUrl=setting("DEAD_LETTERS_URL"), MaxNumberOfMessages=10).get("Messages", [])
    return [json.loads(message["Body"]) for message in got]


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
        patch.setattr(cursors, "save", _raising(SystemExit("killed")))
        with pytest.raises(SystemExit):
            run("hackernews", source)
    placed = [(m.key, m.published_ms) for m in stored()]
    assert len(placed) == 2
    source.now_ms += 15 * MINUTE_MS
    run("hackernews", source)
    assert [(m.key, m.published_ms) for m in stored()] == placed


def test_an_entry_without_a_date_keeps_the_time_it_first_came(run: Callable[..., dict[str, Any]]) -> None:
    watch("rss", Query("https://feed.example/rss", every=True))
    source = FakeFeed()
    source.post()
    run("rss", source)
    key = source.entries[0]
    _forget_seen("rss")
    cursors._known.clear()  # another environment
    source.post()
    run("rss", source, START_MS + DAY_MS)
    assert [(m.key, m.published_ms) for m in stored()] == [
        (key, START_MS),
        (source.entries[1], START_MS + DAY_MS),
    ]


def test_a_busy_table_loses_no_post(run: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    watch("mastodon", "acme")
    source = FakeMastodon()
    run("mastodon", source)
    key = source.post()
    with monkeypatch.context() as patch:
        patch.setattr(mentions, "put", _raising(StorageBusy("the table hands items back")))
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
        patch.setattr(mentions, "put", _raising(StorageBusy("the table hands items back")))
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
    monkeypatch.setattr(bad, "answer", _raising(RecursionError("deep")))
    done = run("rss", Web(bad=bad, fine=fine), START_MS)
    assert (done["failed"], len(stored())) == (1, 1)


def test_a_rate_limit_holds_for_every_query_of_the_host_until_it_ends(run: Callable[..., dict[str, Any]]) -> None:
    watch("mastodon", "acme", "kettle")
    source = FakeMastodon()
    source.post()
    source.faults = [limited]
    run("mastodon", source)
    run("mastodon", source, START_MS + 29_000)
    assert len(source.asked) == 1
    limits = [polled for polled in statuses() if polled.rate_limits]
    assert [polled.not_before_ms for polled in limits] == [START_MS + 30_000]
    run("mastodon", source, START_MS + 30_000)
    assert len(source.asked) > 2
    assert len(stored()) == 1


def test_the_query_that_waited_longest_is_polled_first_when_time_is_short(
    run: Callable[..., dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("functions.ingest.run.HOSTS", 1)  # several at once may begin before the time is over
    hosts = ("a", "b", "c")
    watch("rss", *(Query(f"https://{host}.example/rss") for host in hosts))
    web = Web(**{host: FakeFeed() for host in hosts})
    for minute in range(6):
        context = Context()

        def fetch(request: Request, context: Context = context) -> Response:
            context.remaining_ms = 10_000
            return web(request)

        run("rss", fetch, START_MS + minute * MINUTE_MS, context)
    assert web.asked == ["a", "b", "c", "a", "b", "c"]


def test_a_feed_that_says_how_long_it_is_fresh_is_not_polled_before(run: Callable[..., dict[str, Any]]) -> None:
    watch("rss", "https://feed.example/rss")
    source = FakeFeed()

    def fetch(request: Request) -> Response:
        answer = source(request)
        return Response(answer.status, {**answer.headers, "cache-control": "max-age=180"}, answer.body, answer.url)

    for minute in range(7):
        run("rss", fetch, START_MS + minute * MINUTE_MS)
    assert len(source.asked) == 3


@pytest.mark.parametrize(("login", "heard"), [("ana:hunter2", 1), ("ana:wrong", 0), (None, 0)])
def test_a_feed_that_asks_for_a_login_gets_that_of_its_host(
    run: Callable[..., dict[str, Any]], caplog: pytest.LogCaptureFixture, login: str | None, heard: int
) -> None:
    """From a secret; nobody else gets it, and what is wrong says where it belongs."""
    watch("rss", *(Query(f"https://{host}.example/rss", every=True) for host in ("closed", "open")))
    if login:
        boto3.client("secretsmanager").create_secret(
            Name="test/channels/rss", SecretString=json.dumps({"closed.example": login})
        )
    closed, sent = FakeFeed(), list[Request]()
    web = Web(closed=closed, open=FakeFeed())
    closed.post()

    def fetch(request: Request) -> Response:
        sent.append(request)
        if "closed" in request.url and request.headers.get("Authorization") != "Basic YW5hOmh1bnRlcjI=":
            return Response(401, {"www-authenticate": "Basic"}, b"")
        return web(request)

    run("rss", fetch, START_MS)
    assert len(stored()) == heard
    assert all(request.private for request in sent if "Authorization" in request.headers)
    assert all("closed" in request.url for request in sent if "Authorization" in request.headers)
    errors = [polled.error for polled in statuses() if "closed" in polled.query]
    assert all("<stack>/channels/rss" in error for error in errors) if not heard else errors == [""]
    assert "hunter2" not in caplog.text + json.dumps(errors)


def test_a_password_in_an_address_that_an_earlier_version_stored_is_not_logged(
    run: Callable[..., dict[str, Any]], caplog: pytest.LogCaptureFixture
) -> None:
    watch("rss", "https://ana:hunter2@feed.example/rss?token=a1b2c3")
    source = FakeFeed()
    run("rss", source, START_MS)
    assert source.asked == []
    (polled,) = statuses()
    assert "<stack>/channels/rss" in polled.error
    assert not any(secret in caplog.text + polled.error for secret in ("hunter2", "a1b2c3"))


def test_two_runs_of_a_channel_never_overlap(run: Callable[..., dict[str, Any]]) -> None:
    watch("mastodon", "acme")
    source = FakeMastodon()
    with lease("mastodon", "another run"):
        assert run("mastodon", source) == {"channel": "mastodon", "busy": True}
    assert source.asked == []
    assert run("mastodon", source)["busy"] is False


def test_a_lease_whose_holder_died_ends_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    with lease("rss", "dead") as free:
        assert free
        monkeypatch.setattr("functions.ingest.storage.lease.time.time", lambda: 4_000_000_000)
        with lease("rss", "next") as free_again:
            assert free_again
        with lease("rss", "third") as released:
            assert released


def test_a_run_that_lost_its_lease_does_not_move_the_cursor_of_the_next_run() -> None:
    state = QueryState(PollStatus("rss", "q", endpoint="p"))
    cursors.save(state, Cursor("2"), state.status, ())
    with pytest.raises(Conflict):
        cursors.save(state, Cursor("1"), state.status, ())
    assert [one.cursor.position for one in cursors.load_channel("rss").values()] == ["2"]


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
        patch.setattr(cursors, "_condition", _raising(SystemExit("killed")))
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
    _forget_seen("rss")
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


def test_the_reserved_time_is_longer_than_a_request() -> None:
    assert handler.DEADLINE_S * 1000 + 5_000 < rate_budget.RESERVE_MS


def _raising(error: BaseException) -> Callable[..., Any]:
    def fail(*_: Any, **__: Any) -> Any:
        raise error

    return fail


def _forget_seen(channel: str) -> None:
    """Lose the keys that a query has seen, and keep its cursor."""
    table = boto3.resource("dynamodb").Table(setting("STATE_TABLE"))
    for item in table.scan()["Items"]:
        if item["pk"] == f"seen#{channel}":
            table.delete_item(Key={"pk": item["pk"], "sk": item["sk"]})
        elif item["pk"] == f"cursor#{channel}":
            item.pop("f", None)
            table.put_item(Item=item)
