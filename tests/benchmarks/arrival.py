"""A month of posts as they come: polled once a minute, or pushed one by one; what writing and counting them takes.

The real code stores and counts seeded posts against a ledger. Lambda reads each of the four stream shards that a new
on-demand table has, and waits a second for more; so what one poll brings is mostly one batch.
"""

# ruff: noqa: S311 - a seeded month

from __future__ import annotations

import math
import random
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import count as numbers
from time import monotonic
from types import SimpleNamespace
from typing import NamedTuple
from unittest.mock import patch

from functions.enrich import batch
from functions.enrich.batch import count, read
from shared.domain.mentions.mention import Mention
from shared.domain.time import HOUR_MS, MINUTE_MS, SECOND_MS
from shared.runtime.stream import records
from shared.store import mentions as store
from tests.benchmarks import workload
from tests.benchmarks.fake_dynamodb import Ledger, in_place_of_aws, stream_event
from tests.unit.shared.domain.item_size import item_bytes

MINUTES = 43_200
"""Minutes of a month of thirty days."""

BRANDS, CHANNELS = 20, 3
"""Every brand has one query in each channel, polled every minute."""

POLLED_S = 3.0
"""Seconds that ingest runs a minute: the queries of a channel one after another, the channels side by side."""

SHARDS, BATCH = 4, 1_000

Cell = tuple[int, int, bool]
"""A second, a stream shard, and whether its posts are late: those have a mapping of their own."""


class Arrival(NamedTuple):
    """What a minute takes on average: posts, calls of enrich and of detect, evaluations of a brand, write units.

    And the bytes of an average stored post and of an average counter, with DynamoDB's own 100.
    """

    posts: float
    enrich_calls: float
    detect_calls: float
    evaluations: float
    units: float
    post_bytes: float
    counter_bytes: float


@cache
def arrival(mentions: int, *, pushed: bool = False) -> Arrival:
    """A minute of a month with so many mentions, on average over about ten thousand of them."""
    minutes = max(5, min(240, 10_000 * MINUTES // mentions))
    ledger, rng, found = Ledger(), random.Random(7), Counter[str]()
    posts, sequence = workload.mentions(10**9), numbers()
    with in_place_of_aws(ledger, workload.START):
        for minute in range(minutes):
            start_ms = workload.START - workload.START % MINUTE_MS + minute * MINUTE_MS
            cells = defaultdict[Cell, list[Mention]](list)
            for mention, second in _minute(rng, posts, start_ms, mentions / MINUTES / BRANDS / CHANNELS, pushed=pushed):
                cells[second, _shard_of(str(store.to_item(mention)["pk"]["S"])), mention.late].append(mention)
            for cell in sorted(cells):
                _count(cells[cell], sequence)
                found["posts"] += len(cells[cell])
                found["enrich"] += math.ceil(len(cells[cell]) / BATCH)
            live = {(second, each.brand) for (second, _, late), cell in cells.items() if not late for each in cell}
            found["evaluations"] += len(live)
            found["detect"] += len({(second, _shard_of(brand)) for second, brand in live})
    sizes = {name: [item_bytes(item) + 100 for item in ledger.tables[name].values()] for name in ("mentions", "counts")}
    return Arrival(
        posts=found["posts"] / minutes,
        enrich_calls=found["enrich"] / minutes,
        detect_calls=found["detect"] / minutes,
        evaluations=found["evaluations"] / minutes,
        units=ledger.units.total() / minutes,
        post_bytes=sum(sizes["mentions"]) / len(sizes["mentions"]),
        counter_bytes=sum(sizes["counts"]) / len(sizes["counts"]),
    )


def _minute(
    rng: random.Random, posts: Iterator[Mention], start_ms: int, mean: float, *, pushed: bool
) -> Iterator[tuple[Mention, int]]:
    """The posts of a minute and the second in which each comes."""
    for channel in ("hackernews", "mastodon", "rss"):
        for brand in range(BRANDS):
            for _ in range(_poisson(rng, mean)):
                at_ms = start_ms + int(rng.uniform(0, 60) if pushed else POLLED_S * (brand + 1) / BRANDS) * SECOND_MS
                age_ms = rng.randrange(MINUTE_MS)
                if rng.random() < workload.LATE:
                    age_ms = rng.randrange(20 * MINUTE_MS, 3 * HOUR_MS)
                mention = next(posts)._replace(channel=channel)
                yield _placed(mention, f"brand-{brand}", at_ms - age_ms, at_ms), at_ms // SECOND_MS


def _count(found: list[Mention], sequence: Iterator[int]) -> None:
    store.put(found, {})
    for begin in range(0, len(found), BATCH):
        images = [store.to_item(mention) for mention in found[begin : begin + BATCH]]
        event = stream_event(images, next(sequence) * BATCH)
        _, failed = count(read(records(event)), "shardId-1")
        if failed:
            raise RuntimeError(f"{len(failed)} posts were not counted")


def _shard_of(key: str) -> int:
    return zlib.crc32(key.encode()) % SHARDS


def _poisson(rng: random.Random, mean: float) -> int:
    times, left = 0, rng.expovariate(1.0)
    while left < mean:
        times, left = times + 1, left + rng.expovariate(1.0)
    return times


def counted_minutes(brand: str, posts: float, starts_ms: range) -> None:
    """Count so many posts of a brand in each of these minutes, on average, as enrich counts them at once."""
    rng, sequence, found = random.Random(3), numbers(), workload.mentions(10**9)
    for start_ms in starts_ms:
        ages = [rng.randrange(MINUTE_MS) for _ in range(_poisson(rng, posts))]
        clock = SimpleNamespace(time=lambda at_ms=start_ms: at_ms / 1_000, monotonic=monotonic)
        with patch.object(batch, "time", clock):
            _count([_placed(next(found), brand, start_ms + age, start_ms + age) for age in ages], sequence)


def _placed(mention: Mention, brand: str, published_ms: int, collected_ms: int) -> Mention:
    return mention._replace(brand=brand, published_ms=published_ms, collected_ms=collected_ms)
