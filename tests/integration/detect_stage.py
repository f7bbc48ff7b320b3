"""detect's triggers and tables, as its integration tests use them."""

# ruff: noqa: S311 - seeded, so that a series is the same every time

from __future__ import annotations

import random
from typing import Any

from functions.detect.handler import handler
from shared.domain.brand import Brand
from shared.domain.moments.moment import Moment
from shared.domain.time import MINUTE_MS, bucket_of, iso
from shared.runtime.settings import setting
from shared.store import brands, moments
from shared.store.counters import counts
from shared.store.counters.active_brands import mark_active
from shared.store.dynamodb import Item, dynamodb, number, text, write_all
from tests.lambda_context import Context
from tests.unit.detect.simulated_brand import DAY, START, MinuteCount, normal_posts


def at(minutes: float) -> int:
    return START + int(minutes * MINUTE_MS)


def item(count: MinuteCount, brand: str = "acme") -> Item:
    tally = count.tally
    return {
        **counts.counter_key(brand, count.minute_ms, "0~late" if count.late else "0"),
        "n": number(tally.mentions),
        "sc": number(tally.scored),
        "ng": number(tally.negative),
        "seen": number(count.minute_ms + 20_000),
        "c:rss": number(tally.mentions),
        **{f"{counts.DELAY_PREFIX}{minutes}": number(times) for minutes, times in tally.delays.items()},
        "ex": text(counts.samples_json(sample._replace(channel="rss") for sample in tally.samples)),
    }


def counted(found: list[MinuteCount], brand: str = "acme") -> None:
    """Write the counters as enrich does."""
    write_all(setting("COUNTS_TABLE"), [item(count, brand) for count in found])
    for bucket in {bucket_of(count.minute_ms) for count in found[-200:] if not count.late}:
        mark_active(brand, bucket)


def tick(minutes: float) -> dict[str, Any]:
    answer: dict[str, Any] = handler({"trigger": "tick", "time": iso(at(minutes))}, Context())
    return answer


def streamed(found: list[Item]) -> dict[str, Any]:
    records = [
        {"eventName": "INSERT", "dynamodb": {"SequenceNumber": str(1000 + n), "NewImage": image}}
        for n, image in enumerate(found)
    ]
    answer: dict[str, Any] = handler({"Records": records}, Context())
    return answer


def stored(brand: str = "acme") -> list[Moment]:
    answer = dynamodb().query(
        TableName=setting("MOMENTS_TABLE"),
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": text(brand)},
    )
    return [moments.from_item(found) for found in answer["Items"]]


def crisis(minutes: range, seed: int = 2) -> list[MinuteCount]:
    return normal_posts(random.Random(seed), minutes, 30.0, 0.75)


def a_normal_morning() -> None:
    """A brand after six normal hours."""
    brands.put(Brand("acme", "Acme"))
    counted(normal_posts(random.Random(1), range(DAY - 360, DAY)))
    tick(DAY)
    assert not stored()
