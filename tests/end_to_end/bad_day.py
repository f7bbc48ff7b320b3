"""A bad day: the talk handed in through the storm, step by step, and what is in the stack afterwards."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from infra.local.deployment.runtime import ROOT
from infra.local.emulator.server import ACCESS_KEY, REGION
from infra.local.stack import Stack
from infra.local.streams.poller import SCAN_S
from shared.domain.errors import ForeshockError
from shared.domain.time import MINUTE_MS, bucket_of, iso
from shared.store import counts
from tests.end_to_end.sender import Sender
from tests.end_to_end.storm import Weather
from tests.end_to_end.talk import Truth, told

OVER_HTTP = 200
"""Mentions that come over HTTP, at the real time, and too late to alert."""


@dataclass
class Ended:
    """A stack after the storm, and what should be in it."""

    stack: Stack
    truth: Truth
    sender: Sender
    report: dict[str, Any]


def played(stack: Stack, weather: Weather, sender: Sender, mentions: int, seed: int) -> Ended:
    """Hand everything in while the storm rages, then let it calm down and wait until all is done."""
    began = time.monotonic()
    end_ms = bucket_of(time.time_ns() // 1_000_000)
    steps, truth = told(mentions - OVER_HTTP, end_ms, seed)
    weather.storm()
    failed_ticks = 0
    for step in steps:
        sender.hand_in(step.items, step.now_ms)
        stack.drain(timeout_s=300)
        failed_ticks += _tick(stack, step.now_ms)
    _over_http(sender, truth, end_ms)
    stack.drain(timeout_s=300)
    raged = time.monotonic() - began
    weather.calm()
    for minute in range(1, 5):
        _tick(stack, end_ms + minute * MINUTE_MS)
        stack.drain()
    crashes = weather.crashes
    report = {
        "mentions": truth.total,
        **{f"sent: {name}": number for name, number in sender.results.items()},
        "sender's retries": sender.retries,
        "deliveries": crashes.attempts,
        **{f"crashes: {name}": number for name, number in crashes.made.items()},
        "AWS calls failed": weather.faults(),
        "AWS calls": stack.proxy._request("GET", "stats")["requests"]["total"] if stack.proxy else 0,
        "ticks failed": failed_ticks,
        "seconds of storm": round(raged, 1),
        "seconds": round(time.monotonic() - began, 1),
    }
    return Ended(stack, truth, sender, report)


def _tick(stack: Stack, now_ms: int) -> int:
    """Let a minute strike for both functions that listen to it; how many died of it."""
    died = 0
    for function in ("DetectFunction", "NotifyFunction"):
        try:
            stack.invoke(function, {"trigger": "tick", "time": iso(now_ms)})
        except ForeshockError:
            died += 1
        with suppress(ForeshockError):
            stack.drain(timeout_s=300)
    return died


def _over_http(sender: Sender, truth: Truth, end_ms: int) -> None:
    now_ms = time.time_ns() // 1_000_000
    items = [
        {"brand": "cirrus", "channel": "webhook", "id": f"http-{n}", "text": "All good with my cirrus"}
        for n in range(OVER_HTTP)
    ]
    for n, item in enumerate(items):
        published_ms = end_ms - (20 + n % 10) * MINUTE_MS
        item["published_at"] = iso(published_ms)
        truth.add(item, now_ms, published_ms)
    sender.post(items)


def scanned(stack: Stack, table: str) -> Iterator[dict[str, Any]]:
    """Every item of a table of the template."""
    name = next(r.physical_id for r in stack.of_kind("AWS::DynamoDB::Table") if r.logical_id == table)
    for page in stack.client("dynamodb").get_paginator("scan").paginate(TableName=name):
        yield from page["Items"]


def counted(stack: Stack) -> Counter[tuple[str, int]]:
    """What the counters say, by brand and minute."""
    found: Counter[tuple[str, int]] = Counter()
    for item in scanned(stack, "CountsTable"):
        count = counts.from_item(item)
        found[count.brand, count.minute_ms] += count.tally.mentions
        assert sum(count.tally.channels.values()) == count.tally.mentions
    return found


def dead_letter_count(stack: Stack) -> int:
    """How many dead letters there are."""
    name, url = "ApproximateNumberOfMessages", stack.outputs["DeadLettersUrl"]
    told = stack.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=[name])
    return int(told["Attributes"][name])


def few_retries(stack: Stack, function: str) -> None:
    """Have batches given up soon, by a change that anybody may make to a deployed stack."""
    client, name = stack.client("lambda"), stack.physical_id(function)
    for mapping in client.list_event_source_mappings(FunctionName=name)["EventSourceMappings"]:
        client.update_event_source_mapping(UUID=mapping["UUID"], MaximumRetryAttempts=1)
    time.sleep(2 * SCAN_S)


def foreshock(stack: Stack, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line against the stack."""
    place = {
        "AWS_ENDPOINT_URL": stack.endpoint,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": ACCESS_KEY,
        "AWS_ACCOUNT_ID_ENDPOINT_MODE": "disabled",
    }
    command = [sys.executable, "-c", "from infra.cli.main import run; run()", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **place}, capture_output=True, text=True, check=False, timeout=60
    )
