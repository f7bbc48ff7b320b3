"""Generates items to push: posts about three brands, an hour of normal ones, then a crisis of one brand.

Other brands, if there are any, have a few posts at the beginning and in the crisis.
"""

# ruff: noqa: S311 - a seeded workload, not secrets

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from shared.domain.text import digest
from shared.domain.time import DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, iso, minute_of

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
COPIED_SHARE = 0.02
"""The share of posts that their author puts on two networks."""

OTHERS_MINUTES = 20, NORMAL_MINUTES + 1
"""Minutes in which other brands have posts."""

PAST_DAYS = 4
"""Days of the past that are pushed with one post an hour."""

Item = dict[str, Any]


@dataclass(slots=True)
class Step:
    """Items that are sent together at ``now_ms``."""

    now_ms: int
    items: list[Item] = field(default_factory=list)


@dataclass(slots=True)
class Expected:
    """What must be stored at the end: the number of mentions by brand and minute, and their ids by brand.

    ``copies``: mentions that are stored and do not count, because their author's first one does.
    """

    minutes: Counter[tuple[str, int]] = field(default_factory=Counter)
    ids: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    copies: int = 0

    def add(self, item: Item, arrived_ms: int, published_ms: int | None) -> None:
        """Expect one more mention, in the minute of its publication, or of its arrival if it has no date."""
        self.ids[item["brand"]].add(digest(f"{item['channel']}\x00{item['id']}"))
        self.minutes[item["brand"], minute_of(arrived_ms if published_ms is None else published_ms)] += 1

    def add_copy(self, item: Item) -> None:
        """Expect a mention that is stored as well, but counted as a copy."""
        self.ids[item["brand"]].add(digest(f"{item['channel']}\x00{item['id']}"))
        self.copies += 1

    @property
    def total(self) -> int:
        """The number of mentions."""
        return sum(self.minutes.values())


def workload(total: int, end_ms: int, seed: int, others: Sequence[str] = ()) -> tuple[list[Step], Expected]:
    """About ``total`` different mentions in steps that end at ``end_ms``, out of order, some sent twice.

    Those of ``others`` come on top.
    """
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
            if others and minute in OTHERS_MINUTES:
                for item in _items_of_others(others, minute, start_ms):
                    step.items.append(item)
                    expected.add(item, step.now_ms, start_ms + minute * MINUTE_MS)
        if others:
            _add_copies(step, expected, rng)
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


def _items_of_others(others: Sequence[str], minute: int, start_ms: int) -> Iterator[Item]:
    published_at = iso(start_ms + minute * MINUTE_MS)
    for brand in others:
        for number in range(2):
            text = NORMAL_TEXTS[(minute + number) % len(NORMAL_TEXTS)].format(b=brand)
            item = {"brand": brand, "channel": "webhook", "id": f"{minute}-{number}", "text": text}
            yield item | {"published_at": published_at}


def past(brand: str, end_ms: int) -> list[tuple[Item, int]]:
    """Posts of the days before ``end_ms``, one an hour, as a backfill brings them; each with its time."""
    times = range(end_ms - PAST_DAYS * DAY_MS, end_ms - 12 * HOUR_MS, HOUR_MS)
    item = {"brand": brand, "channel": "webhook", "text": f"{brand} works fine", "backfill": True}
    return [({**item, "id": f"past-{at_ms}", "published_at": iso(at_ms)}, at_ms) for at_ms in times]


def _add_copies(step: Step, expected: Expected, rng: random.Random) -> None:
    """Some authors post the same on two networks: whichever comes first counts."""
    for number, item in enumerate(list(step.items)):
        if item["channel"] == "mastodon" and "published_at" in item and rng.random() < COPIED_SHARE:
            item["author"] = f"both-{''.join(rng.choices('abcdefghij', k=12))}"
            copy = {**item, "channel": "bluesky", "id": f"{item['id']}-{number}"}
            step.items.append(copy)
            expected.add_copy(copy)


def _add_duplicates(step: Step, earlier: list[Step], rng: random.Random) -> None:
    """Send some items a second time, in their own step or in the next."""
    duplicates = [item for item in step.items if rng.random() < DUPLICATE_SHARE / 2]
    duplicates += [item for item in (earlier[-1].items if earlier else []) if rng.random() < DUPLICATE_SHARE / 2]
    step.items += duplicates
