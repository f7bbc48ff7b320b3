"""The paper model: what is used of each limit at a rate of mentions, from unit costs that are measured here and now.

Limits are those of AWS at their defaults (DynamoDB: 1,000 writes a second and partition,
40,000 a second and table; Lambda: 1,000 calls at a time, CPU by memory, a full one at
1,769 MB) and those of the template.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import NamedTuple

from functions.intake.body import Line
from functions.intake.item_results import ItemValidator
from shared.domain.brand import Brand
from shared.store.mentions import to_item
from tests.benchmarks import enrich, workload, writes
from tests.benchmarks.arrival import arrival
from tests.benchmarks.cost import Load, month

CPU = 512 / 1_769
"""The share of a CPU that a function of this template has."""

PUSH = 500
"""Mentions of one push."""

PARTITION, TABLE, CALLS, PUSHES = 1_000, 40_000, 1_000, 100
"""Writes a second of a partition and of a table; calls at a time; pushes a second of the stage's route."""

BATCH = 1_000
USUAL = 100_000_000
"""Mentions of a month whose average post and counter are taken."""

SECONDS_A_MONTH = 30 * 86_400


class Units(NamedTuple):
    """CPU microseconds a mention of enrich and of intake, and writes a mention with batches of the stream's size."""

    enrich_us: float
    intake_us: float
    writes: float


def measured() -> Units:
    """The unit costs on this machine: CPU time, so that a busy one changes them little."""
    return Units(enrich.handler_us(list(workload.mentions(BATCH))), _intake_us(), writes.writes_per_1000(100) / 1_000)


def used(rate: float, shards: int, units: Units) -> dict[str, float]:
    """The used part of each limit where ``rate`` mentions a second are all of one brand with so many write shards.

    >>> found = used(1_000, 1, Units(150.0, 100.0, 1.1))
    >>> max(found, key=found.get), found["a partition of the mentions"]
    ('a partition of the mentions', 1.0)
    """
    calls = rate / PUSH
    return {
        "a partition of the mentions": rate / shards / PARTITION,
        "enrich, one call a stream shard": rate / shards * units.enrich_us * 1e-6 / CPU,
        "writes of the table of mentions": rate / TABLE,
        "pushes through the API": calls / PUSHES,
        "calls of intake at a time": calls * PUSH * units.intake_us * 1e-6 / CPU / CALLS,
    }


def dollars(rate: float, units: Units) -> float:
    """A month at list price with so many mentions every second."""
    mentions, minute = round(rate * SECONDS_A_MONTH), rate * 60
    taken = arrival(USUAL)._replace(
        posts=minute,
        enrich_calls=minute / max(1.0, min(rate, BATCH)),
        detect_calls=60,
        evaluations=60,
        units=units.writes * minute,
    )
    return sum(month(Load(mentions, round(mentions / PUSH), taken)).values())


def _intake_us() -> float:
    validator = ItemValidator(
        {"acme": Brand("acme", "Acme")},
        b"salt",
        workload.START,
        lambda posts: [post.published_ms or 0 for post, _ in posts],
    )
    item = {"brand": "acme", "text": "Their kettle lid melted again", "published_at": workload.START // 1_000}
    body = json.dumps([{**item, "id": str(number)} for number in range(PUSH)])

    def push() -> None:
        lines = [Line(number, value) for number, value in enumerate(json.loads(body), 1)]
        for result in validator.validate(lines):
            if result.mention is None:
                raise AssertionError(result.reason)
            to_item(result.mention)

    return min(_cpu_us(push) for _ in range(5)) / PUSH


def _cpu_us(work: Callable[[], None]) -> float:
    start = time.process_time()
    work()
    return (time.process_time() - start) * 1e6
