"""Sends a workload to a stack with injected faults, and reads what the stack stored."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from infra.local.deployment.runtime import ROOT
from infra.local.emulator.server import ACCESS_KEY, REGION
from infra.local.stack import Stack
from infra.local.streams.poller import SCAN_S
from shared.domain.time import MINUTE_MS, bucket_of, iso
from shared.runtime.heartbeat import PARTITION
from shared.store.counters import counts
from tests.end_to_end.bad_weather.dead_letters import warnings_heard
from tests.end_to_end.bad_weather.faults import FaultInjection
from tests.end_to_end.bad_weather.weather import Weather
from tests.end_to_end.sender import Sender
from tests.end_to_end.workload import Expected, Step, past, workload

T = TypeVar("T")

OVER_HTTP = 200
"""Mentions that are sent over HTTP, at the real time, and too late to alert."""

BIT = 50
"""Mentions that are sent at once while a version is deployed."""

KEPT = ("MentionsTable", "CountsTable", "InternalSecret", "PageTopic", "ApiApiKey")
"""Resources that no deployment may replace."""

TICKED = ("DetectFunction", "NotifyFunction")


@dataclass(frozen=True)
class Plan:
    """How many mentions are sent, and with which seed.

    ``others``: brands beside those of the workload; the first has a past to learn. ``versions``: the templates of the
    version that runs and of the one that is deployed over it.
    """

    mentions: int
    seed: int
    others: Sequence[str]
    versions: tuple[Path, Path]


@dataclass
class FaultRun:
    """A stack after the faults, what it must hold, and figures of the run.

    ``warnings``: what the local stack said of failed deliveries and discarded batches. ``kept``: names and keys of
    resources before a version was deployed.
    """

    stack: Stack
    expected: Expected
    sender: Sender
    report: dict[str, Any]
    warnings: list[str]
    kept: dict[str, str]


def run_with_faults(stack: Stack, faults: FaultInjection, sender: Sender, plan: Plan) -> FaultRun:
    """Send the workload while faults are injected, then stop the faults and wait until all is processed."""
    kept = {name: stack.physical_id(name) for name in KEPT}
    with warnings_heard() as warnings:
        expected, report = _run(stack, faults, sender, plan)
    return FaultRun(stack, expected, sender, report, warnings, kept)


def _run(stack: Stack, faults: FaultInjection, sender: Sender, plan: Plan) -> tuple[Expected, dict[str, Any]]:
    began = time.monotonic()
    end_ms = bucket_of(time.time_ns() // 1_000_000)
    steps, expected = workload(plan.mentions - OVER_HTTP, end_ms, plan.seed, plan.others)
    weather = Weather(stack, plan.seed)
    faults.start()
    _push_past(sender, expected, plan.others[0], steps[0].now_ms)
    for number, step in enumerate(steps):
        if number % 2:
            _play_deploying(sender, step, weather, plan.versions[1 - number // 2 % 2])
        else:
            _play_splitting(sender, step, weather)
        stack.drain(timeout_s=300)
        for function in TICKED:
            weather.tick(function, step.now_ms)
    _over_http(sender, expected, end_ms)
    stack.drain(timeout_s=300)
    faulty_s = time.monotonic() - began
    faults.stop()
    for minute in (1, 3):
        for function in TICKED:
            weather.tick_in_time(function, end_ms + minute * MINUTE_MS)
    # A message is claimed by the clock, which is later than the time of this run.
    clock_ms = time.time_ns() // 1_000_000
    weather.tick_in_time("NotifyFunction", clock_ms + 3 * MINUTE_MS)
    crashes = faults.crashes
    report = {
        "seed": plan.seed,
        "mentions": expected.total,
        "copies": expected.copies,
        **{f"sent: {name}": number for name, number in sender.results.items()},
        "sender's retries": sender.retries,
        "deliveries": crashes.attempts,
        **{f"crashes: {name}": number for name, number in crashes.counts.items()},
        "AWS calls failed": faults.failed_calls(),
        "SNS calls failed": faults.failed_calls("sns"),
        "AWS calls": stack.proxy._request("GET", "stats")["requests"]["total"] if stack.proxy else 0,
        **weather.counts,
        "seconds with faults": round(faulty_s, 1),
        "seconds": round(time.monotonic() - began, 1),
    }
    return expected, report


def _play_splitting(sender: Sender, step: Step, weather: Weather) -> None:
    """Send a step; halfway all stream shards are split."""
    half = sender.results.total() + len(step.items) // 2
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(sender.send, step.items, step.now_ms)
        while not sending.done() and sender.results.total() < half:
            time.sleep(0.05)
        weather.split("EnrichFunction", "DetectFunction")
        sending.result()


def _play_deploying(sender: Sender, step: Step, weather: Weather, version: Path) -> None:
    """Send a step bit by bit while another version is deployed, and then the rest."""
    left = list(step.items)
    with ThreadPoolExecutor(1) as pool:
        deploying = pool.submit(weather.deploy, version)
        while left and not deploying.done():
            sender.send(left[:BIT], step.now_ms)
            del left[:BIT]
        deploying.result()
    weather.counts["sent while a version is deployed"] += len(step.items) - len(left)
    sender.send(left, step.now_ms)


def _push_past(sender: Sender, expected: Expected, brand: str, now_ms: int) -> None:
    """Push days of the past of a brand that nobody has watched."""
    found = past(brand, now_ms)
    for item, published_ms in found:
        expected.add(item, now_ms, published_ms)
    sender.send([item for item, _ in found], now_ms)


def _over_http(sender: Sender, expected: Expected, end_ms: int) -> None:
    now_ms = time.time_ns() // 1_000_000
    items = [
        {"brand": "cirrus", "channel": "webhook", "id": f"http-{n}", "text": "All good with my cirrus"}
        for n in range(OVER_HTTP)
    ]
    for n, item in enumerate(items):
        published_ms = end_ms - (20 + n % 10) * MINUTE_MS
        item["published_at"] = iso(published_ms)
        expected.add(item, now_ms, published_ms)
    sender.post(items)


def items_of(stack: Stack, table: str) -> Iterator[dict[str, Any]]:
    """Every item of a table of the template, but heartbeats."""
    name = next(r.physical_id for r in stack.of_kind("AWS::DynamoDB::Table") if r.logical_id == table)
    for page in stack.client("dynamodb").get_paginator("scan").paginate(TableName=name):
        yield from (item for item in page["Items"] if item["pk"] != {"S": PARTITION})


def awaited(read: Callable[[], T], done: Callable[[T], bool], seconds: float = 60) -> T:
    """What is read as soon as it is ``done``, or at last: calls that a tick hands brands to run beside it."""
    deadline = time.monotonic() + seconds
    while not done(found := read()) and time.monotonic() < deadline:
        time.sleep(0.2)
    return found


def counts_by_minute(stack: Stack) -> Counter[tuple[str, int]]:
    """The counted mentions by brand and minute."""
    found: Counter[tuple[str, int]] = Counter()
    for item in items_of(stack, "CountsTable"):
        count = counts.from_item(item)
        found[count.brand, count.minute_ms] += count.tally.mentions
        assert sum(count.tally.channels.values()) == count.tally.mentions
    return found


def limit_retries(stack: Stack, function: str) -> None:
    """Allow only one retry, with a change that anybody can make to a deployed stack."""
    client, name = stack.client("lambda"), stack.physical_id(function)
    for mapping in client.list_event_source_mappings(FunctionName=name)["EventSourceMappings"]:
        client.update_event_source_mapping(UUID=mapping["UUID"], MaximumRetryAttempts=1)
    time.sleep(2 * SCAN_S)


def foreshock(stack: Stack, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line against the stack."""
    settings = {
        "AWS_ENDPOINT_URL": stack.endpoint,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": ACCESS_KEY,
        "AWS_ACCOUNT_ID_ENDPOINT_MODE": "disabled",
    }
    command = [sys.executable, "-c", "from infra.cli.main import run; run()", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **settings}, capture_output=True, text=True, check=False, timeout=60
    )
