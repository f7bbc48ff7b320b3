"""What people say while the storm rages: three brands, an hour of normal talk, then a crisis of one of them."""

# ruff: noqa: S311 - seeded chance, not secrets

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from shared.domain.text import digest
from shared.domain.time import MINUTE_MS, SECOND_MS, iso, minute_of

BRANDS = ("aurora", "borealis", "cirrus")
TROUBLED = BRANDS[0]
CALM_MINUTES, CRISIS_MINUTES = 60, 8
STRIDE, CRISIS_STRIDE = 30, 4
"""Minutes handed in at once before the crisis and in it."""

LATE_MINUTE = -40
"""When those were published that come late, whenever they come."""

LOUDER = 10
"""How many times the normal the troubled brand is talked about in the crisis."""

CHANNELS = ("mastodon", "hackernews", "rss", "webhook")
MILD = ("Had my {b} for a year, works fine", "How do I clean the {b}?", "{b} ships today", "Love my new {b}")
HARSH = (
    "My {b} caught fire, terrible and dangerous",
    "{b} refuses a refund, disgusting service",
    "Avoid {b}, the handle melted and burned my hand, awful",
)
LATE_SHARE, UNDATED_SHARE, TWICE_SHARE = 0.02, 0.01, 0.04

Item = dict[str, Any]


@dataclass(slots=True)
class Step:
    """Items handed in together at ``now_ms``."""

    now_ms: int
    items: list[Item] = field(default_factory=list)


@dataclass(slots=True)
class Truth:
    """What must be there in the end: mentions by brand and minute, and their ids by brand."""

    minutes: Counter[tuple[str, int]] = field(default_factory=Counter)
    ids: dict[str, set[str]] = field(default_factory=lambda: {brand: set() for brand in BRANDS})

    def add(self, item: Item, arrived_ms: int, published_ms: int | None) -> None:
        """Expect one mention more, in the minute it was published, or arrived without a date."""
        self.ids[item["brand"]].add(digest(f"{item['channel']}\x00{item['id']}"))
        self.minutes[item["brand"], minute_of(arrived_ms if published_ms is None else published_ms)] += 1

    @property
    def total(self) -> int:
        """How many mentions there must be."""
        return sum(self.minutes.values())


def told(total: int, end_ms: int, seed: int) -> tuple[list[Step], Truth]:
    """About ``total`` different mentions in steps that end at ``end_ms``, out of order, some handed in twice."""
    rng, truth = random.Random(seed), Truth()
    start_ms = end_ms - (CALM_MINUTES + CRISIS_MINUTES) * MINUTE_MS
    each = total / (len(BRANDS) * (CALM_MINUTES + CRISIS_MINUTES) + CRISIS_MINUTES * (LOUDER - 1))
    steps: list[Step] = []
    for since, until in _spans():
        step = Step(start_ms + until * MINUTE_MS)
        for minute in range(since, until):
            for item, published_ms in _minute(minute, start_ms, each, rng):
                step.items.append(item)
                truth.add(item, step.now_ms, published_ms)
        _repeat(step, steps, rng)
        rng.shuffle(step.items)
        steps.append(step)
    return steps, truth


def _spans() -> Iterator[tuple[int, int]]:
    yield from ((since, since + STRIDE) for since in range(0, CALM_MINUTES, STRIDE))
    end = CALM_MINUTES + CRISIS_MINUTES
    yield from ((since, since + CRISIS_STRIDE) for since in range(CALM_MINUTES, end, CRISIS_STRIDE))


def _minute(minute: int, start_ms: int, each: float, rng: random.Random) -> Iterator[tuple[Item, int | None]]:
    for brand in BRANDS:
        crisis = minute >= CALM_MINUTES and brand == TROUBLED
        for number in range(int(each * (LOUDER if crisis else 1) + rng.random())):
            said = LATE_MINUTE if rng.random() < LATE_SHARE else minute
            at_ms = start_ms + said * MINUTE_MS + rng.randrange(60) * SECOND_MS
            published_ms = None if rng.random() < UNDATED_SHARE else at_ms
            text = rng.choice(HARSH if crisis or rng.random() < 0.05 else MILD).format(b=brand)
            item = {
                "brand": brand,
                "channel": rng.choice(CHANNELS),
                "id": f"{minute}-{number}",
                "text": f"{text} ({number})",
                "author": f"person-{rng.randrange(500)}",
                "reach": rng.randrange(1000),
                "hashtags": rng.sample(["recall", "kettle", "home"], rng.randrange(3)),
            }
            yield item | ({} if published_ms is None else {"published_at": iso(published_ms)}), published_ms


def _repeat(step: Step, earlier: list[Step], rng: random.Random) -> None:
    """Hand some items in a second time, in their own step or in the next."""
    again = [item for item in step.items if rng.random() < TWICE_SHARE / 2]
    again += [item for item in (earlier[-1].items if earlier else []) if rng.random() < TWICE_SHARE / 2]
    step.items += again
