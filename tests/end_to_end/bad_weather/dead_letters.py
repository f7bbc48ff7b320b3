"""The dead letters of a stack, and what the local stack says of batches that failed or were discarded."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from infra.cli.deployed import replay
from infra.local import streams
from infra.local.stack import Stack


def dead_letter_count(stack: Stack) -> int:
    """The number of dead letters."""
    name, url = "ApproximateNumberOfMessages", stack.outputs["DeadLettersUrl"]
    attributes = stack.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=[name])
    return int(attributes["Attributes"][name])


def dead_letters(stack: Stack) -> list[str]:
    """The dead letters, a line each: the function that failed, the reason, how often it was tried."""
    queue, found = stack.client("sqs"), list[str]()
    while messages := queue.receive_message(
        QueueUrl=stack.outputs["DeadLettersUrl"], MaxNumberOfMessages=10, VisibilityTimeout=60
    ).get("Messages"):
        for message in messages:
            letter = replay.read(message)
            context = json.loads(message["Body"]).get("requestContext", {})
            attempts = f", {context['approximateInvokeCount']} attempts" if context else ""
            found.append(f"{letter.function.rpartition(':')[2]}: {letter.reason}{attempts}")
    return found


@contextmanager
def warnings_heard() -> Iterator[list[str]]:
    """What the local stack says while the block runs: of each failed delivery, and why a batch was discarded."""
    lines, log = list[str](), logging.getLogger(streams.__name__)
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: lines.append(record.getMessage())  # type: ignore[method-assign]  # one line of a class
    log.addHandler(handler)
    try:
        yield lines
    finally:
        log.removeHandler(handler)
