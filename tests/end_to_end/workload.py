"""Generates items to push: posts about three brands, an hour of normal ones, then a crisis of one brand."""

# ruff: noqa: S311 - a seeded workload, not secrets

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from shared.domain.text import digest
from shared.domain.time import MINUTE_MS, SECOND_MS, iso, minute_of

BRANDS = ("aurora", "borealis", "cirrus")
CRISIS_BRAND = BRANDS[0]
NORMAL_MINUTES, CRISIS_MINUTES = 60, 8
STEP_MINUTES, CRISIS_STEP_MINUTES = 30, 4
"""Minutes per step before the crisis and in it."""

LATE_MINUTE = -40
"""The minute in which all late items were published."""

CRISIS_FACTOR = 10
"""In the crisis its brand has so many times as many posts."""

CHANNELS = ("mastodon", "hackernews", "rss", "webhook")
NORMAL_TEXTS = ("Had my {b} for a year, works fine", "How do I clean the {b}?", "{b} ships today", "Love my new {b}")
CRISIS_TEXTS = (
    "My {b} caught fire, terrible and dangerous",
    "{b} refuses a refund, disgusting service",
    "Avoid {b}, the handle melted and burned my hand, awful",
)
LATE_SHARE, UNDATED_SHARE, DUPLICATE_SHARE = 0.02, 0.01, 0.04

Item = dict[str, Any]


@dataclass(slots=True)
class Step:
    """Items that are sent together at ``now_ms``."""

    now_ms: int
    items: list[Item] = field(default_factory=list)


@dataclass(slots=True)
class Expected:
    """What must be stored at the end: the number of mentions by brand and minute, and their ids by brand."""

    minutes: Counter[tuple[str, int]] = field(default_factory=Counter)
    ids: dict[str, set[str]] = field(default_factory=lambda: {brand: set() for brand in BRANDS})

    def add(self, item: Item, arrived_ms: int, published_ms: int | None) -> None:
        """Expect one more mention, in the minute of its publication, or of its arrival if it has no date."""
        self.ids[item["brand"]].add(digest(f"{item['channel']}\x00{item['id']}"))
        self.minutes[item["brand"], minute_of(arrived_ms if published_ms is None else published_ms)] += 1

    @property
    def total(self) -> int:
        """The number of mentions."""
        return sum(self.minutes.values())


def workload(total: int, end_ms: int, seed: int) -> tuple[list[Step], Expected]:
    """About ``total`` different mentions in steps that end at ``end_ms``, out of order, some sent twice."""
    rng, expected = random.Random(seed), Expected()
    start_ms = end_ms - (NORMAL_MINUTES + CRISIS_MINUTES) * MINUTE_MS
    each = total / (len(BRANDS) * (NORMAL_MINUTES + CRISIS_MINUTES) + CRISIS_MINUTES * (CRISIS_FACTOR - 1))
    steps: list[Step] = []
    for since, until in _spans():
        step = Step(start_ms + until * MINUTE_MS)
        for minute in range(since, until):
            for item, published_ms in _items_of_minute(minute, start_ms, each, rng):
                step.items.append(item)
                expected.add(item, step.now_ms, published_ms)
        _add_duplicates(step, steps, rng)
        rng.shuffle(step.items)
        steps.append(step)
    return steps, expected


def _spans() -> Iterator[tuple[int, int]]:
    yield from ((since, since + STEP_MINUTES) for since in range(0, NORMAL_MINUTES, STEP_MINUTES))
    end = NORMAL_MINUTES + CRISIS_MINUTES
    yield from ((since, since + CRISIS_STEP_MINUTES) for since in range(NORMAL_MINUTES, end, CRISIS_STEP_MINUTES))


def _items_of_minute(minute: int, start_ms: int, each: float, rng: random.Random) -> Iterator[tuple[Item, int | None]]:
    for brand in BRANDS:
        crisis = minute >= NORMAL_MINUTES and brand == CRISIS_BRAND
        for number in range(int(each * (CRISIS_FACTOR if crisis else 1) + rng.random())):
            published = LATE_MINUTE if rng.random() < LATE_SHARE else minute
            at_ms = start_ms + published * MINUTE_MS + rng.randrange(60) * SECOND_MS
            published_ms = None if rng.random() < UNDATED_SHARE else at_ms
            text = rng.choice(CRISIS_TEXTS if crisis or rng.random() < 0.05 else NORMAL_TEXTS).format(b=brand)
            item = {
                "brand": brand,
                "channel": rng.choice(CHANNELS),
                "id": f"{minute}-{number}",
                "text": f"{text} ({number})",
                "author": "".join(chr(ord("a") + int(digit)) for digit in f"{rng.randrange(500):03}"),
                "reach": rng.randrange(1000),
                "hashtags": rng.sample(["recall", "kettle", "home"], rng.randrange(3)),
            }
            yield item | ({} if published_ms is None else {"published_at": iso(published_ms)}), published_ms


def _add_duplicates(step: Step, earlier: list[Step], rng: random.Random) -> None:
    """Send some items a second time, in their own step or in the next."""
    duplicates = [item for item in step.items if rng.random() < DUPLICATE_SHARE / 2]
    duplicates += [item for item in (earlier[-1].items if earlier else []) if rng.random() < DUPLICATE_SHARE / 2]
    step.items += duplicates
