"""A load on the local stack: mentions pushed at a steady rate, and how late and how exactly they were counted."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import accumulate
from statistics import quantiles

from infra.cli.api_client import Api
from infra.cli.push_client import push
from infra.local.stack import Stack
from shared.domain.time import SECOND_MS, day_stamp
from tests.load import cpu

BATCH, SENDERS = 500, 2
"""Mentions of one push, less where fewer come in a second; and pushes at a time."""

SAMPLE_SECONDS = 1.0
PATIENCE_SECONDS = 120.0

TEXTS = (
    "Their kettle lid melted again and support never answers, awful",
    "Had mine for a year, boils water fast, nice colour",
    "Is anyone else waiting for the refund since monday?",
)


@dataclass
class Result:
    """What came of a load: pushes (time they began, mentions) and samples (time, counted), in seconds."""

    pushed: list[tuple[float, int]] = field(default_factory=list)
    counted: list[tuple[float, int]] = field(default_factory=list)
    cpu: dict[str, float] = field(default_factory=dict)

    @property
    def mentions(self) -> int:
        """Mentions that were accepted."""
        return sum(number for _, number in self.pushed)

    @property
    def exact(self) -> bool:
        """Whether each was counted, once."""
        return bool(self.counted) and self.counted[-1][1] == self.mentions

    @property
    def seconds(self) -> float:
        """From the first push until the last mention was counted."""
        last = next((at for at, number in self.counted if number >= self.mentions), self.counted[-1][0])
        return last - self.pushed[0][0]

    def lags(self) -> list[float]:
        """The seconds from the push of each mention until it was seen counted, for their 50th, 95th and 99th percent.

        Mentions are counted in the order in which they were pushed, as far as the total can tell.
        """
        times, totals = [at for at, _ in self.counted], [number for _, number in self.counted]
        found: list[float] = []
        for (began, number), total in zip(self.pushed, accumulate(n for _, n in self.pushed), strict=True):
            place = min(bisect_left(totals, total), len(times) - 1)
            found.extend([times[place] - began] * number)
        percent = quantiles(found, n=100)
        return [percent[49], percent[94], percent[98]]


def run(stack: Stack, brands: Sequence[str], rate: int, minutes: float) -> Result:
    """Push ``rate`` mentions a second, spread over these brands, for so many minutes; return when all are counted."""
    api, secret = Api(stack.api_url, stack.api_key), stack.secret("IntakeSecret")
    for brand in brands:
        api.put_brand(brand, {"name": brand})
    result, began, before = Result(), time.monotonic(), cpu.seconds()
    counters, batch = _Counters(stack, brands), min(BATCH, rate)

    def send(number: int) -> tuple[float, int]:
        wait = began + number * batch / rate - time.monotonic()
        time.sleep(max(0.0, wait))
        at_ms, start = _now_ms(), time.monotonic()
        items = [
            {
                "brand": brands[(number * batch + n) % len(brands)],
                "id": f"{number}-{n}",
                "text": f"{TEXTS[n % len(TEXTS)]} {number * batch + n}",
                "published_at": at_ms / SECOND_MS,
            }
            for n in range(batch)
        ]
        answer = api.post_mentions(push(items, secret=secret, key=f"load-{number}", at_ms=at_ms))
        return start, int(answer["accepted"])

    pushes = max(1, round(rate * minutes * 60 / batch))
    with ThreadPoolExecutor(SENDERS) as pool:
        sending = [pool.submit(send, number) for number in range(pushes)]
        last = time.monotonic()
        while True:
            result.counted.append((time.monotonic(), counters.mentions()))
            done = [future.result() for future in sending if future.done()]
            if len(done) == pushes:
                result.pushed = sorted(done)
                if result.exact or time.monotonic() - last > PATIENCE_SECONDS:
                    break
            else:
                last = time.monotonic()
            time.sleep(SAMPLE_SECONDS)
    stack.drain(timeout_s=PATIENCE_SECONDS)
    result.counted.append((time.monotonic(), counters.mentions()))
    result.cpu = {name: spent - before[name] for name, spent in cpu.seconds().items()}
    return result


class _Counters:
    """The counters of a stack's brands since the load began."""

    def __init__(self, stack: Stack, brands: Sequence[str]) -> None:
        self._client, self._brands = stack.client("dynamodb"), brands
        self._table = next(name for name in self._client.list_tables()["TableNames"] if "CountsTable" in name)
        self._since_ms = _now_ms()

    def mentions(self) -> int:
        """How many mentions they hold."""
        days = {day_stamp(self._since_ms), day_stamp(_now_ms())}
        return sum(self._mentions(f"{brand}#{day}") for brand in self._brands for day in days)

    def _mentions(self, partition: str) -> int:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": {"S": partition}},
            ProjectionExpression="n",
        )
        return sum(int(item["n"]["N"]) for page in pages for item in page["Items"])


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
