"""Each mention is counted exactly once, however its batch is delivered, split, repeated or interrupted."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from functions.enrich.tally import ScoredMention, tally_of
from shared.domain.errors import StorageBusy
from shared.domain.mentions.mention import Form, Mention
from shared.domain.mentions.tally import Tally, total
from shared.domain.time import HOUR_MS, MINUTE_MS, bucket_of
from shared.enrichment import enrich
from shared.store.counters import active_brands, counts
from shared.store.dynamodb import dynamodb
from tests.integration.conftest import _forget
from tests.integration.enrich_stage import START, Crash, Record, counted, deliver, record, unsettled

TEXTS = (
    "The lid is awful and support is useless",
    "Love my kettle!",
    "Is it safe?",
    "It boils water",
    "Der Deckel ist kaputt und die Leute sind auch nicht da",
)
BRANDS = ("acme", "zen", "kettle-co")


@pytest.fixture
def _table(aws: dict[str, str]) -> None:
    """The deployed tables."""


def talk(chance: random.Random, size: int) -> list[Record]:
    """Mentions of three brands over ten minutes, some late, some backfilled, in four write shards."""
    return [record(number, _mention(chance, number), shards=4) for number in range(size)]


def _mention(chance: random.Random, number: int) -> Mention:
    published_ms = START + chance.randrange(10) * MINUTE_MS + chance.randrange(MINUTE_MS)
    return Mention(
        brand=chance.choice(BRANDS),
        channel=chance.choice(("rss", "mastodon")),
        key=f"post-{number}",
        text=chance.choice(TEXTS),
        published_ms=published_ms,
        collected_ms=published_ms + chance.choice((1_000, 1_000, 1_000, HOUR_MS)),
        reach=chance.randrange(1_000),
        form=chance.choice(list(Form)),
        hashtags=tuple(chance.sample(("fail", "recall", "kettle"), chance.randrange(3))),
        backfill=chance.random() < 0.1,
    )


def without_samples(tally: Tally) -> Tally:
    """The tally without what a counter has only a few of: which ones depends on the batches."""
    return tally._replace(samples=(), accounts={}, series={}, wordings={})


def expected(records: Sequence[Record], brand: str, *, late: bool | None = None) -> Tally:
    """What all the records count together."""
    found = [one.mention for one in records if one.mention and one.mention.brand == brand]
    wanted = [mention for mention in found if late is None or mention.late is late]
    tally = tally_of(ScoredMention("", m, enrich(m.text, (), m.language)) for m in wanted)
    return without_samples(total([tally]))


class Lambda:
    """An event source mapping of a stream: in order, at least once, bisecting on failure, without giving up."""

    def __init__(self, chance: random.Random, failure_rate: float) -> None:
        self.chance, self.failure_rate, self.left, self.calls = chance, failure_rate, 0, 0

    def deliver_all(self, records: Sequence[Record]) -> None:
        place = 0
        while place < len(records):
            size = self.chance.randrange(1, 60)
            self._batch(records[place : place + size])
            place += size
            if self.chance.random() < self.failure_rate:  # the shard is read again from an earlier record
                place = max(0, place - self.chance.randrange(80))

    def _batch(self, batch: Sequence[Record]) -> None:
        pending = [batch]
        while pending:
            current = pending.pop(0)
            done = self._invoke(current)
            rest = current[done:]
            if rest and done == 0 and len(rest) > 1 and self.chance.random() < 0.5:
                half = len(rest) // 2
                pending[:0] = [rest[:half], rest[half:]]
            elif rest:
                pending.insert(0, rest)

    def _invoke(self, batch: Sequence[Record]) -> int:
        self.left = self.chance.randrange(1, 12) if self.chance.random() < self.failure_rate else 0
        if self.chance.random() < 0.1:
            _forget()  # a new execution environment
            self._interfere()
        try:
            return unsettled(batch, deliver(batch))
        except (Crash, StorageBusy):
            return 0

    def _interfere(self) -> None:
        """At some calls, crash before or after a write, or throttle."""
        client: Any = dynamodb()
        for name in ("update_item", "put_item"):
            setattr(client, name, self._faulty(getattr(client, name)))

    def _faulty(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def faulty(**request: Any) -> Any:
            self.left -= 1
            if self.left != 0:
                return call(**request)
            kind = self.chance.choice(("crash before", "crash after", "throttled", "lost answer"))
            if kind == "crash before":
                raise Crash
            if kind == "throttled":
                raise ClientError({"Error": {"Code": "ProvisionedThroughputExceededException"}}, "UpdateItem")
            call(**request)
            if kind == "lost answer":
                raise ReadTimeoutError(endpoint_url="https://dynamodb.example")
            raise Crash

        return faulty


@pytest.mark.usefixtures("_table")
@pytest.mark.parametrize("seed", range(4))
def test_counters_are_exact_under_crashes_throttling_bisection_and_redelivery(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - seeded
    records = talk(chance, 500)
    world = Lambda(chance, failure_rate=0.3)
    world._interfere()
    world.deliver_all(records)
    for brand in BRANDS:
        for late in (False, True):
            assert without_samples(counted(brand, late=late)) == expected(records, brand, late=late)


@pytest.mark.usefixtures("_table")
def test_two_stream_shards_may_bring_one_minute_at_once() -> None:
    """As after a split by heat: the numbers of one stream shard say nothing about those of another."""
    records = talk(random.Random(5), 40)  # noqa: S311 - seeded
    upper, lower = records[20:], records[:20]
    for _ in range(2):
        deliver(upper[:10], stream_shard="shardId-2")
        deliver(lower, stream_shard="shardId-1")
        deliver(upper, stream_shard="shardId-2")
    assert counted("acme").mentions == expected(records, "acme").mentions


@pytest.mark.usefixtures("_table")
def test_an_upgrade_and_its_undoing_count_nothing_twice() -> None:
    """What one version counted comes again to the other, which keeps its watermark in another way."""
    records = talk(random.Random(6), 40)  # noqa: S311 - seeded
    for end, stream_shard in ((10, ""), (20, "shardId-1"), (30, ""), (40, "shardId-1")):
        deliver(records[:end], stream_shard=stream_shard)
    deliver(records)
    assert counted("acme").mentions == expected(records, "acme").mentions


@pytest.mark.usefixtures("_table")
def test_a_tumbling_window_ends_with_an_empty_call_and_gets_its_state() -> None:
    assert deliver([], stream_shard="shardId-1") == {"batchItemFailures": [], "state": {}}


@pytest.mark.usefixtures("_table")
def test_a_record_twice_in_one_batch_counts_once() -> None:
    records = talk(random.Random(1), 20)  # noqa: S311 - seeded
    assert deliver([*records, *records]) == {"batchItemFailures": []}
    assert counted("acme").mentions == expected(records, "acme").mentions


@pytest.mark.usefixtures("_table")
def test_the_order_within_a_batch_does_not_matter() -> None:
    records = talk(random.Random(2), 60)  # noqa: S311 - seeded
    deliver(random.Random(3).sample(records, len(records)))  # noqa: S311 - seeded
    assert without_samples(counted("acme")) == expected(records, "acme")


@pytest.mark.usefixtures("_table")
def test_a_delay_of_a_minute_and_more_is_counted_once_and_marks_the_brand_by_its_arrival() -> None:
    found = [Mention("acme", "rss", str(key), "x", START, START + 10 * MINUTE_MS) for key in range(3)]
    live = Mention("acme", "rss", "live", "x", START, START + 59_000)
    batch = [record(number, mention) for number, mention in enumerate([*found, live], 1)]
    deliver(batch)
    deliver(batch)
    assert counted(late=False).delays == {10: 3}
    assert active_brands.active_in(bucket_of(START + 10 * MINUTE_MS)) == ["acme"]


@pytest.mark.usefixtures("_table")
def test_a_brand_may_have_another_limit_of_lateness() -> None:
    deliver([record(1, Mention("acme", "rss", "1", "x", START, START + HOUR_MS, late_after_ms=2 * HOUR_MS))])
    assert (counted(late=False).mentions, counted(late=False).delays) == (1, {60: 1})


@pytest.mark.usefixtures("_table")
def test_late_and_backfilled_mentions_are_counted_apart_and_activate_no_brand() -> None:
    """They count for charts and for learning; they do not mark the brand as active."""
    live = Mention("acme", "rss", "1", "x", START, START + 1_000)
    late = Mention("acme", "rss", "2", "x", START, START + HOUR_MS)
    old = Mention("acme", "rss", "3", "x", START - 24 * HOUR_MS, START, backfill=True)
    deliver([record(2, late), record(3, old)])
    assert active_brands.active_in(START) == []
    deliver([record(1, live)])  # older than the late one, in a counter shard of its own
    assert active_brands.active_in(START) == ["acme"]
    assert (counted(late=False).mentions, counted(late=True).mentions) == (1, 2)


@pytest.mark.usefixtures("_table")
def test_a_replayed_dead_letter_counts_once_however_often_it_is_replayed() -> None:
    """Its number is below the watermark of its minute: it has a counter shard of its own and never alerts."""
    first, second = (record(n, Mention("acme", "rss", str(n), "x", START, START)) for n in (1, 2))
    deliver([second])
    for _ in range(3):
        deliver([first], replay="letter-1")
    assert (counted(late=False).mentions, counted(late=True).mentions) == (1, 1)


@pytest.mark.usefixtures("_table")
def test_a_failure_of_one_counter_shard_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    records = [record(n, Mention(brand, "rss", str(n), "x", START, START)) for n, brand in enumerate(BRANDS)]
    client = dynamodb()
    real = client.update_item

    def throttled(**request: Any) -> Any:
        if "zen#" in request["Key"]["pk"]["S"]:
            raise ClientError({"Error": {"Code": "ThrottlingException"}}, "UpdateItem")
        return real(**request)

    with monkeypatch.context() as busy:
        busy.setattr(client, "update_item", throttled)
        with pytest.raises(StorageBusy):
            deliver(records)
    assert [counted(brand).mentions for brand in BRANDS] == [1, 0, 1]
    assert deliver(records[1:]) == {"batchItemFailures": []}
    assert [counted(brand).mentions for brand in BRANDS] == [1, 1, 1]


@pytest.mark.usefixtures("_table")
def test_a_marker_that_could_not_be_set_is_set_when_the_batch_comes_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash at the marker must not hide the minute from the tick, nor count it twice."""
    one = record(1, Mention("acme", "rss", "1", "x", START, START))

    def crash(**_: object) -> None:
        raise Crash

    with monkeypatch.context() as dying:
        dying.setattr(dynamodb(), "put_item", crash)
        with pytest.raises(Crash):
            deliver([one])
    assert active_brands.active_in(START) == []
    deliver([one])
    assert active_brands.active_in(START) == ["acme"]
    assert counted().mentions == 1


@pytest.mark.usefixtures("_table")
def test_a_counter_tells_when_its_newest_mention_was_collected() -> None:
    deliver([record(n, Mention("acme", "rss", str(n), "x", START, START + n)) for n in range(3)])
    assert [count.seen_ms for count in counts.between("acme", START, START + 1)] == [START + 2]
