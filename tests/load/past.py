"""A past that is pushed beside a load: posts of many days and brands that nobody watched before."""

from __future__ import annotations

import time

from infra.cli.api_client import Api
from infra.cli.push_client import push
from infra.local.stack import Stack
from shared.domain.time import DAY_MS, HOUR_MS, SECOND_MS

BATCH, BRANDS, EVERY_MS = 500, 20, HOUR_MS
"""Posts of one push, brands that have a past, and the time between two posts of a brand."""


def push_past(stack: Stack, days: int) -> tuple[int, float]:
    """Push so many days of :data:`BRANDS` brands as fast as they are taken; how many posts, and in how many seconds."""
    api, secret, now_ms = Api(stack.api_url, stack.api_key), stack.secret("IntakeSecret"), time.time_ns() // 1_000_000
    brands = [f"past-{number}" for number in range(BRANDS)]
    for brand in brands:
        api.put_brand(brand, {"name": brand})
    items = [
        {
            "brand": brand,
            "id": f"{brand}-{age}",
            "text": f"Post {age} about {brand}",
            "published_at": (now_ms - age) / SECOND_MS,
            "backfill": True,
        }
        for age in range(DAY_MS * days, HOUR_MS, -EVERY_MS)
        for brand in brands
    ]
    began, accepted = time.monotonic(), 0
    for start in range(0, len(items), BATCH):
        at_ms = time.time_ns() // 1_000_000
        signed = push(items[start : start + BATCH], secret=secret, key=f"past-{start}", at_ms=at_ms)
        accepted += int(api.post_mentions(signed)["accepted"])
    return accepted, time.monotonic() - began
