"""The code paths from a post to a moment, each used once: polled, pushed, dropped, counted, evaluated, refused."""

from __future__ import annotations

import json
import time

from functions.detect.dispatch import CHUNK
from infra.cli.api_client import Api
from infra.local.stack import Stack
from shared.domain.time import (
    BUCKET_MS,
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    bucket_of,
    day_stamp,
    hour_of,
    hour_stamp,
    iso,
    minute_stamp,
)
from tests.end_to_end.access.calls import FAKES, Exercised, call, text_of, tick
from tests.end_to_end.bad_weather.faults import Crashes
from tests.end_to_end.sender import Sender
from tests.end_to_end.workload import BRANDS

COUNTED = {"n": {"N": "4"}, "sc": {"N": "4"}, "c:webhook": {"N": "4"}, "seen": {"N": "1"}, "wm": {"S": "1"}}
"""The attributes of a counter of four posts of one channel, without its key."""


def identify(found: Exercised) -> None:
    """Invoke the functions one after the other, so that each new caller in the trail is known."""
    stack, audit = found.stack, found.audit
    audit.start()
    api, sender = Api(stack.api_url, stack.api_key), Sender(stack, Crashes(0))
    tick = {"trigger": "tick", "time": iso(0)}
    audit.identify("QueryFunction", "Query", lambda: api.get("/brands"))
    audit.identify("RespondFunction", "Query", lambda: call(stack, "POST", "/moments/none/ack", by="Ana"))
    audit.identify("DetectFunction", "Query", lambda: stack.invoke("DetectFunction", tick))
    audit.identify("NotifyFunction", "Query", lambda: stack.invoke("NotifyFunction", tick))
    audit.identify("IntakeFunction", "PutItem", lambda: sender.post([{"brand": "nobody", "id": "1", "text": "x"}]))
    for brand in BRANDS:
        api.put_brand(brand, {"name": brand.title()})
    sender.post([{"brand": BRANDS[1], "id": "first", "text": "x", "backfill": True}])
    audit.identify("EnrichFunction", "UpdateItem", stack.drain)
    poll = {"channel": "rss", "time": iso(0)}  # after enrich, which passes its heartbeat on
    audit.identify("IngestFunction", "PutItem", lambda: stack.invoke("IngestFunction", poll))


def poll(found: Exercised, feed: str) -> None:
    """Poll four channels twice, first without and then with a cursor; one has credentials and a spend cap.

    Its credentials are no secret, which is looked for first, but a parameter.
    """
    queries = {"hackernews": ["acme"], "mastodon": ["acme"], "rss": [feed], "x": ["acme"]}
    token = json.dumps({"bearer_token": "secret"})
    found.stack.client("ssm").put_parameter(Name="/foreshock/channels/x", Value=token, Type="SecureString")
    Api(found.stack.api_url, found.stack.api_key).put_brand("acme", {"name": "Acme", "queries": queries})
    now_ms = time.time_ns() // 1_000_000
    for minute in range(2):
        for channel in FAKES:
            event = {"channel": channel, "time": iso(now_ms + minute * MINUTE_MS)}
            found.status[f"{channel} {minute}"] = found.stack.invoke("IngestFunction", event)["failed"]


def push_and_drop(found: Exercised) -> None:
    """Push over HTTP with a date in the future and without one, and drop a file with a line that is no JSON."""
    stack, now_ms = found.stack, time.time_ns() // 1_000_000
    ahead = {"brand": BRANDS[1], "id": "ahead", "text": "x", "published_at": iso(now_ms + DAY_MS)}
    Sender(stack, Crashes(0)).post([ahead, {"brand": BRANDS[1], "id": "undated", "text": "x"}])
    body = json.dumps({"brand": BRANDS[1], "id": "dropped", "text": "x"}).encode() + b"\n{\n"
    bucket = stack.outputs["DropBucket"]
    stack.client("s3").put_object(Bucket=bucket, Key="drop/one.ndjson", Body=body)
    found.status["rejected lines"] = _object_count(stack, bucket, "rejected/")


def _object_count(stack: Stack, bucket: str, prefix: str) -> int:
    """The number of objects under a prefix, once there are any."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if listed := stack.client("s3").list_objects_v2(Bucket=bucket, Prefix=prefix)["KeyCount"]:
            return int(listed)
        time.sleep(0.1)
    return 0


def quiet_channel(found: Exercised) -> None:
    """A brand with counters of four days, and then no more posts."""
    stack, end_ms = found.stack, bucket_of(time.time_ns() // 1_000_000)
    Api(stack.api_url, stack.api_key).put_brand("quiet", {"name": "Quiet"})
    buckets = range(end_ms - 4 * DAY_MS, end_ms, BUCKET_MS)
    counters = [
        {**COUNTED, "pk": text_of(f"quiet#{day_stamp(at)}"), "sk": text_of(f"{_clock(at)}#0")} for at in buckets
    ]
    for place in range(0, len(counters), 25):
        requests = [{"PutRequest": {"Item": item}} for item in counters[place : place + 25]]
        stack.client("dynamodb").batch_write_item(RequestItems={stack.physical_id("CountsTable"): requests})
    stack.drain()
    for at_ms in (end_ms - DAY_MS, end_ms + 20 * MINUTE_MS):
        active = {"pk": text_of(f"active#{minute_stamp(at_ms - BUCKET_MS)}"), "sk": text_of("quiet")}
        stack.client("dynamodb").put_item(TableName=stack.physical_id("StateTable"), Item=active)
        tick(stack, at_ms)


def late_for_a_closed_hour(found: Exercised) -> None:
    """A post of an hour that was closed long ago, and the minute in which that hour is rolled up again."""
    stack, now_ms = found.stack, time.time_ns() // 1_000_000
    hour_ms = hour_of(now_ms) - 6 * HOUR_MS
    Sender(stack, Crashes(0)).post([{"brand": "quiet", "id": "late", "text": "x", "published_at": iso(hour_ms)}])
    stack.drain()
    note = f"{minute_stamp(now_ms - HOUR_MS)}#quiet#{hour_stamp(hour_ms)}"  # its own is due in ten minutes
    table = stack.physical_id("StateTable")
    stack.client("dynamodb").put_item(TableName=table, Item={"pk": text_of("rollups-due"), "sk": text_of(note)})
    # The heartbeat of a minute that has had none yet makes enrich look.
    stack.invoke("IngestFunction", {"channel": "rss", "time": iso(MINUTE_MS)})
    stack.drain()
    key = {"pk": text_of("rollup#quiet"), "sk": text_of(hour_stamp(hour_ms))}
    rolled_up = stack.client("dynamodb").get_item(TableName=table, Key=key, ConsistentRead=True).get("Item", {})
    found.seen["of a rolled-up hour"] = f"{rolled_up.get('b')} of {rolled_up.get('g')}"


def more_brands_than_one_call_evaluates(found: Exercised) -> None:
    """A tick with a chunk for another call; brands that were never there take the least time."""
    stack, at_ms = found.stack, bucket_of(time.time_ns() // 1_000_000) + DAY_MS
    names = [f"gone{number:03d}" for number in range(CHUNK + 1)]
    for place in range(0, len(names), 25):
        marks = [
            {"pk": text_of(f"active#{minute_stamp(at_ms)}"), "sk": text_of(name)} for name in names[place : place + 25]
        ]
        requests = [{"PutRequest": {"Item": mark}} for mark in marks]
        stack.client("dynamodb").batch_write_item(RequestItems={stack.physical_id("StateTable"): requests})
    tick(stack, at_ms)


def _clock(at_ms: int) -> str:
    return minute_stamp(at_ms)[-4:]


def poison(found: Exercised) -> None:
    """Write a record that cannot be read into each stream."""
    stack = found.stack
    before = _dead_letters(stack)
    for table in ("MentionsTable", "CountsTable", "MomentsTable"):
        item = {"pk": {"S": "junk"}, "sk": {"S": "junk"}}
        stack.client("dynamodb").put_item(TableName=stack.physical_id(table), Item=item)
    stack.drain()
    found.status["dead letters"] = _dead_letters(stack) - before


def _dead_letters(stack: Stack) -> int:
    name, url = "ApproximateNumberOfMessages", stack.outputs["DeadLettersUrl"]
    return int(stack.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=[name])["Attributes"][name])
