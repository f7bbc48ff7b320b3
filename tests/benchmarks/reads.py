"""Read units of ticks, of the evaluation of a brand and of requests, as DynamoDB bills them.

The real code runs on tables in memory.

A brand that is known for two days has a counter for each minute with posts, two moments of the last week, and a
query in each of three channels, as nineteen others have.
"""

# ruff: noqa: S311 - seeded posts

from __future__ import annotations

import os
import random
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Any
from unittest.mock import patch

import yaml
from moto import mock_aws

from functions.ingest.polling.subscriptions import QueryState
from functions.ingest.storage import cursors
from functions.notify.handler import handler as notify
from shared.channels.cursor import Cursor
from shared.domain.brand import Brand, Query
from shared.domain.poll_status import PollStatus
from shared.domain.time import HOUR_MS, MINUTE_MS, iso
from shared.store import brands, moments
from shared.store.dynamodb import dynamodb
from tests.api_client import ask
from tests.benchmarks.__main__ import Figure
from tests.benchmarks.query import _moment
from tests.integration import conftest as tables
from tests.lambda_context import Context
from tests.unit.shared.domain.item_size import item_bytes

UNIT = 4_096
KNOWN, REAL = 2 * 1_440, 40
"""Minutes that the brand is known, and of them the last ones, of which enrich itself made the counters."""

TICKS = 10
MOMENTS = (20, 90)
"""How many hours ago the brand's moments began; of the other brands fifty did in the same month."""

ROUTES = (
    *("/moments", "/crises", "/brands", "/channels", "/alerting"),
    *(f"/brands/brand-0/{part}" for part in ("pulse", "mentions", "voices")),
    *(f"/moments/{MOMENTS[0]:012x}{part}" for part in ("", "/chart.svg", "/case", "/answers")),
)
"""What a desk reads."""

CHANNELS = ("hackernews", "mastodon", "rss")


@dataclass(frozen=True)
class Reads:
    """Read units: of the evaluation of a brand, on average over ten minutes; of the ticks of a minute besides.

    And of a request to the API, on average over :data:`ROUTES`.
    """

    evaluation: float
    ticks: float
    request: float


def figures() -> list[Figure]:
    """Both, for a brand with a post a minute and one with a hundred."""
    found: list[Figure] = []
    for name, posts in (("a post a minute", 1.16), ("116 posts a minute", 116.0)):
        read = reads(posts)
        found.append((f"the evaluation of a brand with {name}", read.evaluation, "RRU", None))
        found.append((f"the ticks of a minute besides, {name}", read.ticks, "RRU", None))
        found.append((f"a request about a brand with {name}", read.request, "RRU", None))
    return found


@cache
def reads(posts: float) -> Reads:
    """What is read with 20 brands, of one with so many posts a minute."""
    from tests.integration import detect_stage as stage  # noqa: PLC0415 - it wants the tables to be there

    units = defaultdict[str, float](float)
    with _tables():
        now_ms = _prepare(stage, posts)
        with _metered(units):
            for minute in range(TICKS):
                stage.tick(KNOWN + minute)
                each_ms = now_ms + minute * MINUTE_MS
                notify({"trigger": "tick", "time": iso(each_ms)}, Context())
        requests = defaultdict[str, float](float)
        with _metered(requests):
            for route in ROUTES:
                if ask("GET", route, now_ms=now_ms).status != HTTPStatus.OK:
                    raise RuntimeError(f"{route} has no answer")
    return Reads(units["brand"] / TICKS, units["besides"] / TICKS, sum(requests.values()) / len(ROUTES))


@contextmanager
def _tables() -> Iterator[None]:
    """The deployed tables in memory, and the environment of the functions."""
    with patch.dict(os.environ, tables.CREDENTIALS), patch.object(yaml, "Loader", yaml.CLoader), mock_aws():
        tables._forget()
        outputs = tables._storage()
        os.environ.update({name: outputs[output] for name, output in tables.SETTINGS.items()})
        os.environ.update(CHANNEL_CREDENTIALS_PREFIX="none/", API_URL="https://api.example/v1")
        yield
        tables._forget()


def _prepare(stage: Any, posts: float) -> int:
    """Store what is known of the brands; the time of the first tick."""
    from tests.benchmarks.arrival import counted_minutes  # noqa: PLC0415 - as in reads

    rng, now_ms = random.Random(1), stage.at(KNOWN)
    for number in range(20):
        name = f"brand-{number}"
        brands.put(Brand(name, name, queries={channel: (Query(f"{name} kettle"),) for channel in CHANNELS}))
        for channel in CHANNELS:
            _poll(PollStatus(channel, f"{name} kettle", now_ms, now_ms, endpoint="https://social.example"))
    stage.counted(stage.normal_posts(rng, range(KNOWN - REAL), posts * 5), "brand-0")
    for number in (*MOMENTS, *range(100, 150)):
        brand = "brand-0" if number in MOMENTS else f"brand-{1 + number % 19}"
        moment = _moment(number)._replace(brand=brand, opened_ms=now_ms - number * HOUR_MS)
        dynamodb().put_item(TableName=os.environ["MOMENTS_TABLE"], Item=moments.to_item(moment))
    counted_minutes("brand-0", posts, range(stage.at(KNOWN - REAL), now_ms + TICKS * MINUTE_MS, MINUTE_MS))
    stage.tick(KNOWN - 1)
    return int(now_ms)


def _poll(status: PollStatus) -> None:
    state = QueryState(status, Cursor(position=str(status.attempt_ms), begun_ms=1, completed_ms=1, crawl_ms=1))
    cursors.save(state, state.cursor, status, ())


@contextmanager
def _metered(units: defaultdict[str, float]) -> Iterator[None]:
    """Count what every read costs, of the brand (``brand``) and of what all share (``besides``)."""
    events = dynamodb().meta.events

    def asked(params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
        context["asked"] = params

    def answered(parsed: dict[str, Any], model: Any, context: dict[str, Any], **_: Any) -> None:
        if model.name not in ("Query", "GetItem"):
            return
        request = context["asked"]
        items = parsed.get("Items", [parsed["Item"]] if "Item" in parsed else [])
        size = sum(map(item_bytes, items))
        of_brand = "brand-0" in str(request.get("Key") or request["ExpressionAttributeValues"])
        whole = max(1, -(-size // UNIT))
        units["brand" if of_brand else "besides"] += whole if request.get("ConsistentRead") else whole / 2

    events.register("before-parameter-build.dynamodb", asked)
    events.register("after-call.dynamodb", answered)
    yield
    events.unregister("before-parameter-build.dynamodb", asked)
    events.unregister("after-call.dynamodb", answered)
