"""A brand that is too busy gets more write shards by itself, and no mention is stored or counted twice for it."""

from __future__ import annotations

from typing import Any

import pytest

from functions.enrich import busy_brands
from functions.enrich.tally import CounterShard
from shared.domain.brand import Brand
from shared.domain.mentions.mention import Mention
from shared.domain.mentions.mention_id import public_id_of
from shared.domain.time import DAY_MS, HOUR_MS, MINUTE_MS, hour_of
from shared.domain.write_shards import AHEAD_MS, BUSY_PER_MINUTE, GROWTH, MOST, QUIET_MS, WriteShards
from shared.runtime.settings import setting
from shared.store import brands, mentions
from shared.store.counters import counts
from shared.store.dynamodb import dynamodb, number
from tests.api_client import NOW_MS, ask

pytestmark = pytest.mark.usefixtures("aws")

START_MS = hour_of(NOW_MS)
BUSY = CounterShard("acme", START_MS, "0")


def post(number: int, published_ms: int) -> Mention:
    return Mention("acme", "rss", f"post-{number}", "It works", published_ms, published_ms)


def stored() -> int:
    return dynamodb().scan(TableName=setting("MENTIONS_TABLE"))["Count"]


def test_a_busy_minute_brings_more_shards_for_what_is_published_later() -> None:
    brands.put(Brand("acme", "Acme"))
    busy_brands.mentions_counted(BUSY, BUSY_PER_MINUTE - 1, START_MS)
    assert brands.get("acme").write_shards == WriteShards(1)
    busy_brands.mentions_counted(BUSY, 1, START_MS)
    changed = brands.get("acme")
    assert changed.write_shards == WriteShards(GROWTH, ((START_MS + AHEAD_MS, 1),))
    assert (changed.version, changed.shards) == (2, 1)


def test_a_second_busy_minute_waits_for_the_change_and_there_is_an_end() -> None:
    brands.put(Brand("acme", "Acme"))
    for minute, count in ((0, GROWTH), (1, GROWTH), (21, MOST), (42, MOST)):
        busy = BUSY._replace(minute_ms=START_MS + minute * MINUTE_MS)
        busy_brands.mentions_counted(busy, BUSY_PER_MINUTE, busy.minute_ms)
        assert brands.get("acme").write_shards.now == count


def test_late_mentions_and_brands_that_are_gone_change_nothing() -> None:
    busy_brands.mentions_counted(BUSY, BUSY_PER_MINUTE, START_MS)
    brands.put(Brand("acme", "Acme"))
    busy_brands.mentions_counted(BUSY._replace(name="0~late"), BUSY_PER_MINUTE, START_MS)
    assert brands.get("acme").write_shards == WriteShards(1)


def test_what_is_polled_again_after_the_change_is_the_same_mention() -> None:
    """It has the shard of the time at which it was published, whenever it is written, also within one hour."""
    before = Brand("acme", "Acme")
    after = before._replace(spread=before.write_shards.changed(8, START_MS))
    posts = [post(number, START_MS + number * MINUTE_MS) for number in range(40)]
    mentions.put(posts[:10], {"acme": before.write_shards})
    for _ in range(2):
        mentions.put(posts, {"acme": after.write_shards})
    assert stored() == len(posts)
    brands.put(after)
    hour = f"{START_MS:013d}", f"{START_MS + HOUR_MS:013d}"
    found = mentions.in_hour(brands.get("acme"), "2026030114", hour[1], hour[0], 100)
    assert sorted(found, key=lambda mention: mention.published_ms) == posts


def test_settings_that_are_sent_again_take_no_shard_away() -> None:
    ask("PUT", "/brands/acme", body={"name": "Acme", "shards": 2}, now_ms=START_MS)
    busy_brands.mentions_counted(BUSY, BUSY_PER_MINUTE, START_MS)
    again = ask("PUT", "/brands/acme", body={"name": "Acme Ltd", "shards": 2}, now_ms=START_MS + 1)
    assert (again.status, again.json["shards"]) == (200, 2)
    assert brands.get("acme").write_shards.now == 2 * GROWTH


def test_a_brand_of_an_earlier_version_has_its_shards_from_the_beginning() -> None:
    item = brands.to_item(Brand("acme", "Acme", shards=4))
    assert "spread" not in item["settings"]["S"]
    assert brands.from_item(item).write_shards.at(0) == 4


def test_a_quiet_week_takes_the_shards_back_for_what_is_published_later() -> None:
    """Once a day a process looks; a busy hour, counted in its minutes or rolled up, keeps them."""
    wide = WriteShards(GROWTH, ((START_MS, 1),))
    brands.put(Brand("acme", "Acme", spread=wide))
    week = START_MS + QUIET_MS
    busy_brands.hour_rolled_up("acme", week - 1)
    assert brands.get("acme").write_shards == wide, "the change is younger than a week"
    count_posts(week - HOUR_MS, BUSY_PER_MINUTE)
    busy_brands.hour_rolled_up("acme", week + DAY_MS)
    assert brands.get("acme").write_shards == wide, "an hour was too busy"
    later = week + QUIET_MS
    for _ in range(2):
        busy_brands.hour_rolled_up("acme", later)
    narrow = WriteShards(1, (*wide.earlier, (later + AHEAD_MS, GROWTH)))
    assert (brands.get("acme").write_shards, brands.get("acme").version) == (narrow, 2)
    old = post(1, later)
    mentions.put([old], {"acme": wide})
    mentions.put([old], {"acme": narrow})
    assert (stored(), mentions.get(brands.get("acme"), public_id_of(old))) == (1, old)


def test_what_is_listed_of_a_quiet_brand_is_read_in_few_queries(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page of ten hours: the hours of the flood count as many reads, and those of today as one each."""
    spread = WriteShards(1, ((START_MS - 9 * DAY_MS, 1), (START_MS - 2 * DAY_MS, MOST)))
    brands.put(Brand("acme", "Acme", spread=spread))
    mentions.put([post(n, START_MS - n * HOUR_MS) for n in range(30)], {"acme": spread})
    asked: list[str] = []
    real = mentions.in_hour

    def noted(brand: Brand, hour: str, *rest: Any) -> list[Mention]:
        asked.append(hour)
        return real(brand, hour, *rest)

    monkeypatch.setattr(mentions, "in_hour", noted)
    listed = ask("GET", "/brands/acme/mentions", limit=25, now_ms=START_MS + 1).json["mentions"]
    assert (len(listed), sum(mentions.shards_of(brands.get("acme"), hour) for hour in asked)) == (25, 26)


def count_posts(at_ms: int, times: int) -> None:
    counter = {**counts.counter_key("acme", at_ms, "0"), "n": number(times), "seen": number(at_ms)}
    dynamodb().put_item(TableName=setting("COUNTS_TABLE"), Item=counter)
