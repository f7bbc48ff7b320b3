"""Plays the demo's scenario through the deployed functions, on the scenario's own clock.

Every function takes the time from its event, so a day can be played in a minute: the
pushed items and the ticks have the scenario's time.
"""

from __future__ import annotations

import gzip
import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from infra.cli.api_client import Api
from infra.cli.push_client import Push, push
from infra.local.stack import Stack
from infra.scenario.deliveries import BRAND, Delivery, Step
from infra.scenario.timeline import LENGTH, ONSET
from shared.domain.errors import ForeshockError
from shared.domain.time import MINUTE_MS, iso

SETTINGS = {
    "name": "Brightkettle",
    "aliases": ["@brightkettle", "bright kettle"],
    "time_zone": "Europe/Berlin",
    "support": "help@brightkettle.example",
}
"""The brand's settings; it has no queries, so that no channel is ever polled for it."""

BATCH = 500
"""Items in one push."""

BODY_BYTES = 200_000
"""Bytes of text in one push, roughly; the limits are 10 MB for API Gateway and 6 MB for a Lambda event."""

BROKEN_LINE = b'{"brand": "brightkettle", "channel": "webhook", "id": "cut-off", "te\n'
"""An invalid line in the dropped file; only this line is rejected, with a reason."""

REJECTED = "rejected/"
"""The prefix in the bucket under which rejected lines are listed with their reasons."""

SHAPES = ("array", "object", "ndjson")


class Player:
    """Delivers the scenario's steps, one after the other; ``results`` counts the intake's results."""

    def __init__(self, stack: Stack, end_ms: int) -> None:
        self.start_ms = end_ms - LENGTH * MINUTE_MS
        self.api = Api(stack.api_url, stack.api_key)
        self.results: Counter[str] = Counter()
        self._stack = stack
        self._secret = stack.secret("IntakeSecret")
        self._sent = 0

    def add_brand(self) -> None:
        """Create the brand."""
        self.api.put_brand(BRAND, SETTINGS)

    def time_of(self, step: Step) -> int:
        """The scenario's time at the end of a step, in epoch milliseconds."""
        return self.start_ms + step.until * MINUTE_MS

    def play(self, step: Step) -> None:
        """Deliver the step's items, wait for the streams, then invoke the minute tick."""
        now_ms = self.time_of(step)
        live = step.until == LENGTH
        for batch in _batches(step.pushed):
            self._push(batch, now_ms, live=live)
        if step.dropped:
            self._drop(step.dropped)
        self._stack.drain()
        self._tick(now_ms, "DetectFunction")
        if step.until >= ONSET:
            self._stack.drain()
            self._tick(now_ms, "NotifyFunction")

    def _push(self, batch: Sequence[Delivery], now_ms: int, *, live: bool) -> None:
        """Push one batch; the last step goes over HTTP, with the real time."""
        self._sent += 1
        request = push(
            [delivery.payload(self.start_ms) for delivery in batch],
            secret=self._secret,
            key=f"demo-{self.start_ms}-{self._sent}",
            at_ms=time.time_ns() // 1_000_000 if live else now_ms,
            shape=SHAPES[self._sent % len(SHAPES)],
        )
        answer = self.api.post_mentions(request) if live else self._invoked(request, now_ms)
        self.results.update({outcome: answer[outcome] for outcome in ("accepted", "duplicate", "rejected")})

    def _invoked(self, request: Push, now_ms: int) -> Any:
        answer = self._stack.invoke("IntakeFunction", request.event(now_ms))
        if answer["statusCode"] not in {200, 207}:
            raise ForeshockError(f"the intake answered {answer['statusCode']}: {answer.get('body')}")
        return json.loads(answer["body"])

    def _drop(self, deliveries: Sequence[Delivery]) -> None:
        """Put two files into the bucket, one of them compressed, with one invalid line."""
        lines = [json.dumps(delivery.payload(self.start_ms)).encode() + b"\n" for delivery in deliveries]
        half = len(lines) // 2
        files = {
            "drop/reviews.ndjson": b"".join([*lines[:half], BROKEN_LINE]),
            "drop/reviews-2.ndjson.gz": gzip.compress(b"".join(lines[half:])),
        }
        for key, body in files.items():
            self._stack.client("s3").put_object(Bucket=self._stack.outputs["DropBucket"], Key=key, Body=body)
        self.results.update(accepted=len(lines))

    def rejected_lines(self) -> int:
        """The number of lines of the dropped files that were rejected so far."""
        s3, bucket = self._stack.client("s3"), self._stack.outputs["DropBucket"]
        found = s3.list_objects_v2(Bucket=bucket, Prefix=REJECTED).get("Contents", [])
        bodies = [s3.get_object(Bucket=bucket, Key=one["Key"])["Body"].read() for one in found]
        return sum(len(body.splitlines()) for body in bodies)

    def dead_letters(self) -> int:
        """The number of records that could not be processed; there must be none."""
        count = "ApproximateNumberOfMessages"
        url = self._stack.outputs["DeadLettersUrl"]
        answer = self._stack.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=[count])
        return int(answer["Attributes"][count])

    def _tick(self, now_ms: int, function: str) -> None:
        self._stack.invoke(function, {"trigger": "tick", "time": iso(now_ms)})


def _batches(deliveries: Sequence[Delivery]) -> Iterator[list[Delivery]]:
    """Batches of at most ``BATCH`` items and about ``BODY_BYTES`` bytes."""
    batch: list[Delivery] = []
    size = 0
    for delivery in deliveries:
        length = len(delivery.item["text"])
        if batch and (len(batch) == BATCH or size + length > BODY_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(delivery)
        size += length
    if batch:
        yield batch
