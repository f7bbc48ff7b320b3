"""The cost of a warm request: CPU of the whole handler with parsing, on prepared answers of DynamoDB."""

from __future__ import annotations

import base64
import io
import json
import os
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from unittest.mock import patch

from botocore.awsrequest import AWSResponse, HeadersDict

from functions.enrich.counters import add_to_counter
from functions.enrich.rollup import ROLLED_UP_MS
from functions.enrich.tally import CounterShard, ScoredMention
from functions.query.api import whole_document
from functions.query.handler import handler
from functions.query.html.chart import chart_of
from functions.query.html.crisis_page import crisis_page
from functions.query.pages.now import Going, now_page
from functions.query.routes.html.moment_views import SHOWN_BRANDS
from shared.domain.brand import Brand
from shared.domain.mentions.correction import Correction
from shared.domain.mentions.mention import Engagement, Mention
from shared.domain.mentions.mention_id import public_id_of
from shared.domain.mentions.tally import Tally
from shared.domain.moments.moment import Evidence, Kind, Moment, Sample, Severity, Status
from shared.domain.people.role import Role
from shared.domain.people.visitor import Visitor
from shared.domain.time import DAY_MS, HOUR_MS, MINUTE_MS, hour_of
from shared.enrichment import enrich
from shared.messages.crisis.crisis_figures import Counters
from shared.messages.crisis.crisis_summary import BEFORE_MS, crisis_figures
from shared.runtime.telemetry import logger
from shared.store import brands, labels, mentions, moments
from shared.store.counters import counts, rollups
from shared.store.dynamodb import dynamodb
from tests.api_client import NOW_MS, event
from tests.benchmarks import workload
from tests.benchmarks.__main__ import Figure
from tests.benchmarks.fake_dynamodb import Ledger, in_place_of_aws

PAGE = 50
PAGE_MS = 25.0
RUNS, CRISIS_RUNS, PULSE_RUNS = 200, 9, 5
CRISIS_MS, CRISIS_BYTES = 100.0, 60_000
PULSE_MS = 300.0
ENVIRONMENT = {
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_ACCESS_KEY_ID": "none",
    "AWS_SECRET_ACCESS_KEY": "none",
    **{name: name for name in ("STATE_TABLE", "MENTIONS_TABLE", "MOMENTS_TABLE", "COUNTS_TABLE")},
}
TEXTS = (
    "My Acme kettle melted on the counter this morning, support has not answered since",
    "Love the new Acme lid, works great and looks lovely #acme #kitchen",
    "Does anybody know whether the Acme base is safe to leave plugged in overnight?",
    "Third day without an answer from @acmehq. This is the worst service I have ever had!!",
)
BRAND = Brand("acme", "Acme", aliases=("@acmehq",))


def figures() -> list[Figure]:
    """Milliseconds of CPU for a page of mentions, a page of moments, and the first request for the document."""
    with _prepared_answers():
        found = [
            ("page of 50 mentions, each scored, p50", _page("/brands/acme/mentions"), "ms CPU", PAGE_MS),
            ("page of 50 moments of a brand, p50", _page("/moments", brand="acme"), "ms CPU", PAGE_MS),
            ("figures and page of a crisis of two days, p50", _crisis_page(), "ms CPU", CRISIS_MS),
            ("the first page with twelve crises, p50", _first_page(), "ms CPU", CRISIS_MS),
            ("pulse of 30 days by the day, 100 mentions a minute", _pulse("1d", 30 * DAY_MS), "ms CPU", PULSE_MS),
            ("pulse of 30 days by the hour, 100 mentions a minute", _pulse("1h", 30 * DAY_MS), "ms CPU", PULSE_MS),
            ("pulse of 5 days by five minutes, 100 mentions a minute", _pulse("5m", 5 * DAY_MS), "ms CPU", PULSE_MS),
            ("pulse of a day by the minute, 100 mentions a minute", _pulse("1m", DAY_MS), "ms CPU", None),
        ]
        return [*found, ("the OpenAPI document, first time", _cpu_ms(whole_document), "ms CPU", None)]


def _page(path: str, **query: Any) -> float:
    asked = [event("GET", path, None, headers={}, query={"limit": PAGE, **query}, now_ms=NOW_MS) for _ in range(RUNS)]
    answer = handler(json.loads(json.dumps(asked[0])), None)
    assert answer["statusCode"] == 200, answer
    (listed,) = (value for value in json.loads(answer["body"]).values() if isinstance(value, list))
    assert len(listed) == PAGE
    return statistics.median(_cpu_ms(lambda one=one: handler(one, None)) for one in asked)  # type: ignore[misc]  # the loop variable is bound by its default


def _pulse(step: str, length_ms: int) -> float:
    """With a roll-up of each hour but the last five, of which the minutes are read."""
    query = {"step": step, "since": (NOW_MS - length_ms) // 1_000, "until": NOW_MS // 1_000}
    asked = json.loads(json.dumps(event("GET", "/brands/acme/pulse", None, headers={}, query=query, now_ms=NOW_MS)))
    answer = json.loads(handler(asked, None)["body"])
    assert answer["totals"]["mentions"] > 0.99 * 100 * length_ms / MINUTE_MS, answer["totals"]
    return statistics.median(_cpu_ms(lambda: handler(asked, None)) for _ in range(PULSE_RUNS))


def _crisis_page() -> float:
    """Of a crisis with a counter and two quoted posts in each minute, from memory."""
    began = NOW_MS - 2 * DAY_MS
    lead = _moment(0)._replace(opened_ms=began, ended_ms=None, status=Status.OPEN)
    minutes = [(began + n * MINUTE_MS, _tally(n)) for n in range(-180, 2 * DAY_MS // MINUTE_MS)]

    def work() -> None:
        figures = crisis_figures([lead], Counters(began - BEFORE_MS, minutes), NOW_MS)
        page = crisis_page(figures, chart_of(figures, minutes), "UTC")
        assert len(page.encode()) < CRISIS_BYTES

    return statistics.median(_cpu_ms(work) for _ in range(CRISIS_RUNS))


def _first_page() -> float:
    """Figures and page of twelve crises with the counters of half an hour each, from memory."""
    moment = _moment(0)._replace(opened_ms=NOW_MS - HOUR_MS, ended_ms=None, status=Status.OPEN)
    minutes = [(NOW_MS - n * MINUTE_MS, _tally(n)._replace(samples=())) for n in range(30, 0, -1)]

    def work() -> None:
        counters = Counters(NOW_MS - 30 * MINUTE_MS, minutes)
        going = [Going(crisis_figures([moment], counters, NOW_MS), "../m/x") for _ in range(SHOWN_BRANDS)]
        page = now_page(Visitor("Ana", Role.ADMIN), going, (), SHOWN_BRANDS, now_ms=NOW_MS)
        assert len(page.encode()) < CRISIS_BYTES

    return statistics.median(_cpu_ms(work) for _ in range(CRISIS_RUNS))


def _tally(number: int) -> Tally:
    samples = tuple(Sample(f"{text} {number}", "mastodon", "https://social.example/1", -0.5, 0) for text in TEXTS[:2])
    return Tally(
        mentions=9,
        scored=9,
        negative=7,
        reach=900,
        themes={"safety": 3},
        hashtags={"acme": 4},
        channels={"mastodon": 9},
        samples=samples,
    )


def _cpu_ms(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return (time.process_time() - started) * 1_000


@contextmanager
def _prepared_answers() -> Iterator[None]:
    """DynamoDB that answers from memory below botocore, which signs, sends and parses as usual."""
    _busy_brand()  # before there is a client, as counting puts another in its place
    with (
        patch.dict(os.environ, ENVIRONMENT),
        patch("functions.query.routes.paged_list.internal_keys", lambda _: [b"k" * 32]),
    ):
        logger.setLevel("CRITICAL")
        dynamodb.cache_clear()
        events: Any = dynamodb().meta.events
        events.register("before-send.dynamodb", _answer)
        yield
        dynamodb.cache_clear()
        logger.setLevel("INFO")


def _answer(request: Any, **_: Any) -> AWSResponse:
    asked = json.loads(request.body)
    body = json.dumps(_result(asked)).encode()
    headers: Any = HeadersDict({"Content-Type": "application/x-amz-json-1.0"})
    return AWSResponse(request.url, 200, headers, _RawBody(body))


def _result(asked: dict[str, Any]) -> dict[str, Any]:
    if "Key" in asked:
        return {"Item": brands.to_item(BRAND)}
    tables: dict[str, list[Any]] = {"STATE_TABLE": HOURS, "MENTIONS_TABLE": MENTIONS, "MOMENTS_TABLE": MOMENTS}
    of = asked.get("ExpressionAttributeValues", {}).get(":pk", {}).get("S", "")
    if asked["TableName"] == "COUNTS_TABLE" or of.startswith("rollup#"):
        return _counted(asked["ExpressionAttributeValues"])
    items = LABELS if of == "label#acme" else tables[asked["TableName"]]
    return {"Items": items[: asked.get("Limit", len(items))], "Count": len(items)}


def _counted(values: dict[str, Any]) -> dict[str, Any]:
    """The roll-ups or the counters in a range of keys, in one page (DynamoDB sends one for each megabyte)."""
    first, last = (values.get(name) or values[other] for name, other in ((":first", ":since"), (":last", ":until")))
    items = [item for sk, item in _busy_brand()[values[":pk"]["S"]].items() if first["S"] <= sk <= last["S"]]
    return {"Items": items, "Count": len(items)}


@cache
def _busy_brand() -> dict[str, dict[str, Any]]:
    """Counters and roll-ups of a brand with 100 mentions a minute, written by the code that counts, by their keys."""
    busy = [next(workload.mentions(1, seed=seed)) for seed in range(1_000)]
    scored = [ScoredMention(f"{n}", one, enrich(one.text)) for n, one in enumerate(busy)]
    partitions: dict[str, dict[str, Any]] = defaultdict(dict)
    minutes: list[tuple[int, Tally]] = []
    for number in range(HOUR_MS // MINUTE_MS):
        ledger = Ledger()
        with in_place_of_aws(ledger):
            add_to_counter(CounterShard("acme", NOW_MS, "0~late"), scored[number * 15 : number * 15 + 100], "shardId-1")
        (item,) = ledger.tables["counts"].values()
        minutes.append((number * MINUTE_MS, counts.from_item(item).tally))
        for day in range(NOW_MS - 31 * DAY_MS, NOW_MS, HOUR_MS):
            key = counts.counter_key("acme", hour_of(day) + number * MINUTE_MS, "0")
            partitions[key["pk"]["S"]][key["sk"]["S"]] = {**item, **key}
    for at in range(hour_of(NOW_MS) - 31 * DAY_MS, hour_of(NOW_MS) - ROLLED_UP_MS, HOUR_MS):
        body = {"B": base64.b64encode(rollups._body(0, minutes)).decode()}
        key = rollups._key("acme", at)
        partitions[key["pk"]["S"]][key["sk"]["S"]] = {**key, "d": body, "b": {"N": "0"}, "x": {"N": "1800000000"}}
    return partitions


class _RawBody(io.BytesIO):
    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.read()


def _mention(number: int) -> Mention:
    at = NOW_MS - number * 1_000
    return Mention(
        "acme", "mastodon", f"https://social.example/posts/{number}", TEXTS[number % 4], at, at, "0123456789abcdef",
        120, "en", url=f"https://social.example/@a/{number}", hashtags=("acme",), engagement=Engagement(1, 2, 3),
    )  # fmt: skip


def _moment(number: int) -> Moment:
    at = NOW_MS - number * 3_600_000
    samples = tuple(Sample(text, "mastodon", "https://social.example/1", -0.5, at) for text in TEXTS[:3])
    evidence = Evidence(42, 3.0, 0.71, 0.12, 9_000, samples, {"kettle": 7}, {"mastodon": 40})
    return Moment(
        "acme", f"{number:012x}", Kind.NEGATIVE_SURGE, Severity.SEV2, Status.RESOLVED, at, at, at, "c",
        evidence=evidence, reasons=("14 times the normal",), decision={f"field {n}": n / 7 for n in range(20)},
    )  # fmt: skip


MENTIONS = [mentions.to_item(_mention(number)) for number in range(PAGE + 2)]
LABELS = [
    labels.to_item(Correction("acme", public_id_of(one), "negative", one.text, one.language, at_ms=NOW_MS))
    for one in map(_mention, range(0, PAGE, 5))
]
MOMENTS = [moments.to_item(_moment(number)) for number in range(PAGE + 2)]
HOURS = [{"pk": {"S": "hours#acme"}, "sk": {"S": "2026030114"}}]


if __name__ == "__main__":
    for what, value, unit, budget in figures():
        print(f"{what}: {value:.2f} {unit}" + (f" (budget {budget:g})" if budget else ""))  # noqa: T201 - what the command prints
