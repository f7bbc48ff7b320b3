"""A third of the stream batches die and a tenth of the AWS calls fail: every count is exact, and one page goes out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest

from infra.cli.api import Api
from infra.local.emulator import ACCESS_KEY, REGION
from infra.local.poller import SCAN_S
from infra.local.runtime import ROOT
from infra.local.stack import Stack
from shared.bucket import MINUTE_MS, bucket_of, iso
from shared.errors import ForeshockError
from shared.store import counts, moments
from tests.end_to_end.sender import Sender
from tests.end_to_end.storm import Crashes, Weather
from tests.end_to_end.talk import BRANDS, TROUBLED, Truth, told

pytestmark = pytest.mark.stack

MENTIONS = int(os.environ.get("FORESHOCK_STORM_MENTIONS", "10000"))
SEED = 20_260_314
OVER_HTTP = 200
"""Mentions that come over HTTP, at the real time, and too late to alert."""


@dataclass
class Ended:
    """A stack after the storm, and what should be in it."""

    stack: Stack
    truth: Truth
    sender: Sender
    report: dict[str, Any]


@pytest.fixture(scope="module")
def ended() -> Iterator[Ended]:
    crashes = Crashes(SEED)
    with Stack.start(parameters={"ScheduleState": "DISABLED"}, faults=crashes, proxy=True) as stack:
        weather = Weather(stack, crashes)
        api = Api(stack.api_url, stack.api_key)
        for brand in BRANDS:
            api.put_brand(brand, {"name": brand.title()})
        yield _played(stack, weather, Sender(stack, crashes, killing=0.15))


def _played(stack: Stack, weather: Weather, sender: Sender) -> Ended:
    began = time.monotonic()
    end_ms = bucket_of(time.time_ns() // 1_000_000)
    steps, truth = told(MENTIONS - OVER_HTTP, end_ms, SEED)
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
        **{f"sent: {name}": number for name, number in sender.verdicts.items()},
        "sender's retries": sender.retries,
        "deliveries": crashes.attempts,
        **{f"crashes: {name}": number for name, number in crashes.made.items()},
        "AWS calls failed": weather.faults(),
        "AWS calls": stack.proxy._ask("GET", "stats")["requests"]["total"] if stack.proxy else 0,
        "ticks failed": failed_ticks,
        "seconds of storm": round(raged, 1),
        "seconds": round(time.monotonic() - began, 1),
    }
    print(json.dumps(report))  # noqa: T201 (the figures of the storm, shown by pytest -s and on failure)
    return Ended(stack, truth, sender, report)


def _tick(stack: Stack, now_ms: int) -> int:
    """Let a minute strike for both functions that listen to it; how many died of it."""
    died = 0
    for function in ("DetectFunction", "NotifyFunction"):
        try:
            stack.invoke(function, {"door": "tick", "time": iso(now_ms)})
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
    name = next(r.physical_id for r in stack.of_kind("AWS::DynamoDB::Table") if r.logical_id == table)
    for page in stack.client("dynamodb").get_paginator("scan").paginate(TableName=name):
        yield from page["Items"]


def test_the_storm_was_one(ended: Ended) -> None:
    """A test of this test: enough died and failed, in every way there is."""
    report = ended.report
    crashed = sum(number for name, number in report.items() if name.startswith("crashes: ") and "intake" not in name)
    assert crashed >= 0.2 * report["deliveries"]
    assert report["AWS calls failed"] >= 0.07 * report["AWS calls"]
    assert report["sent: rejected"] == 0
    assert report["mentions"] >= 0.95 * MENTIONS


def counted(stack: Stack) -> Counter[tuple[str, int]]:
    """What the counters say, by brand and minute."""
    found: Counter[tuple[str, int]] = Counter()
    for item in scanned(stack, "CountsTable"):
        count = counts.from_item(item)
        found[count.brand, count.minute_ms] += count.tally.mentions
        assert sum(count.tally.channels.values()) == count.tally.mentions
    return found


def letters_in(stack: Stack) -> int:
    """How many dead letters there are."""
    name, url = "ApproximateNumberOfMessages", stack.outputs["DeadLettersUrl"]
    told = stack.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=[name])
    return int(told["Attributes"][name])


def test_every_minute_of_every_brand_counts_exactly_what_was_said_in_it(ended: Ended) -> None:
    assert counted(ended.stack) == ended.truth.minutes


def test_every_mention_is_stored_once(ended: Ended) -> None:
    stored: dict[str, list[str]] = {brand: [] for brand in BRANDS}
    for item in scanned(ended.stack, "MentionsTable"):
        stored[item["pk"]["S"].split("#")[0]].append(item["sk"]["S"].partition("#")[2])
    assert {brand: sorted(ids) for brand, ids in stored.items()} == {
        brand: sorted(ids) for brand, ids in ended.truth.ids.items()
    }


def test_every_mention_of_a_brand_can_be_read_back_and_the_pulse_has_them_all(ended: Ended) -> None:
    api = Api(ended.stack.api_url, ended.stack.api_key)
    found: list[str] = []
    window: dict[str, object] = {"limit": 100}
    while True:
        page = api.get("/brands/borealis/mentions", **window)
        found += [mention["id"] for mention in page["mentions"]]
        if not page["next_cursor"]:
            break
        window["cursor"] = page["next_cursor"]
    assert sorted(found) == sorted(ended.truth.ids["borealis"])


def test_the_crisis_pages_once_or_says_that_nobody_can_tell(ended: Ended) -> None:
    """A page whose answer got lost is not sent again; a mail asks people to check, so that it is never silence."""
    letters = ended.stack.inbox.messages()
    pages = [letter for letter in letters if letter.attributes.get("level") == "page"]
    doubts = [letter for letter in letters if letter.subject.startswith("CHECK")]
    assert len(pages) <= 1
    assert pages or doubts
    assert {letter.attributes["brand"] for letter in letters} == {TROUBLED}


def test_one_episode_is_one_moment_of_each_kind(ended: Ended) -> None:
    found = [moments.from_item(item) for item in scanned(ended.stack, "MomentsTable")]
    assert Counter(moment.kind for moment in found).most_common(1)[0][1] == 1
    assert {moment.brand for moment in found} == {TROUBLED}
    assert len({moment.crisis for moment in found}) == 1


def test_nothing_was_given_up(ended: Ended) -> None:
    assert letters_in(ended.stack) == 0


def test_what_is_given_up_after_all_is_counted_by_a_replay(ended: Ended) -> None:
    """The last test of this stack: a function is out of order for longer than retries last."""
    stack, crashes = ended.stack, ended.sender.crashes
    before = counted(stack).total()
    _few_retries(stack, "EnrichFunction")
    crashes.doomed = stack.physical_id("EnrichFunction")
    ended.sender.post([{"brand": "cirrus", "id": f"lost-{n}", "text": "Where is my cirrus?"} for n in range(5)])
    stack.drain()
    assert letters_in(stack) > 0
    assert counted(stack).total() == before
    crashes.doomed = ""
    replayed = _foreshock(stack, "replay", "--json")
    assert replayed.returncode == 0, replayed.stderr
    stack.drain()
    assert counted(stack).total() == before + 5
    assert letters_in(stack) == 0


def _few_retries(stack: Stack, function: str) -> None:
    """Have batches given up soon, by a change that anybody may make to a deployed stack."""
    client, name = stack.client("lambda"), stack.physical_id(function)
    for mapping in client.list_event_source_mappings(FunctionName=name)["EventSourceMappings"]:
        client.update_event_source_mapping(UUID=mapping["UUID"], MaximumRetryAttempts=1)
    time.sleep(2 * SCAN_S)


def _foreshock(stack: Stack, *arguments: str) -> subprocess.CompletedProcess[str]:
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
