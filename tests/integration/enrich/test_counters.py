"""What counters hold of single batches: repeated records, delays, late mentions, and shards that fail."""

from __future__ import annotations

import random
from typing import Any

import pytest
from botocore.exceptions import ClientError

from shared.domain.errors import StorageBusy
from shared.domain.mentions.mention import Mention
from shared.domain.time import HOUR_MS, MINUTE_MS, bucket_of
from shared.store.counters import active_brands, counts
from shared.store.dynamodb import dynamodb
from tests.integration.enrich.talk import BRANDS, expected, talk, without_samples
from tests.integration.enrich_stage import START, Crash, counted, deliver, record

pytestmark = pytest.mark.usefixtures("aws")


def test_a_tumbling_window_ends_with_an_empty_call_and_gets_its_state() -> None:
    assert deliver([], stream_shard="shardId-1") == {"batchItemFailures": [], "state": {}}


def test_a_record_twice_in_one_batch_counts_once() -> None:
    records = talk(random.Random(1), 20)  # noqa: S311 - seeded
    assert deliver([*records, *records]) == {"batchItemFailures": []}
    assert counted("acme").mentions == expected(records, "acme").mentions


def test_the_order_within_a_batch_does_not_matter() -> None:
    records = talk(random.Random(2), 60)  # noqa: S311 - seeded
    deliver(random.Random(3).sample(records, len(records)))  # noqa: S311 - seeded
    assert without_samples(counted("acme")) == expected(records, "acme")


def test_a_delay_of_a_minute_and_more_is_counted_once_and_marks_the_brand_by_its_arrival() -> None:
    found = [Mention("acme", "rss", str(key), "x", START, START + 10 * MINUTE_MS) for key in range(3)]
    live = Mention("acme", "rss", "live", "x", START, START + 59_000)
    batch = [record(number, mention) for number, mention in enumerate([*found, live], 1)]
    deliver(batch)
    deliver(batch)
    assert counted(late=False).delays == {10: 3}
    assert active_brands.active_in(bucket_of(START + 10 * MINUTE_MS)) == ["acme"]


def test_a_brand_may_have_another_limit_of_lateness() -> None:
    deliver([record(1, Mention("acme", "rss", "1", "x", START, START + HOUR_MS, late_after_ms=2 * HOUR_MS))])
    assert (counted(late=False).mentions, counted(late=False).delays) == (1, {60: 1})


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


def test_a_replayed_dead_letter_counts_once_however_often_it_is_replayed() -> None:
    """Its number is below the watermark of its minute: it has a counter shard of its own and never alerts."""
    first, second = (record(n, Mention("acme", "rss", str(n), "x", START, START)) for n in (1, 2))
    deliver([second])
    for _ in range(3):
        deliver([first], replay="letter-1")
    assert (counted(late=False).mentions, counted(late=True).mentions) == (1, 1)


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


def test_a_counter_tells_when_its_newest_mention_was_collected() -> None:
    deliver([record(n, Mention("acme", "rss", str(n), "x", START, START + n)) for n in range(3)])
    assert [count.seen_ms for count in counts.between("acme", START, START + 1)] == [START + 2]
