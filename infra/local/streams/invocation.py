"""Invokes a function with a batch, and sends a discarded batch to the mapping's failure destination."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from infra.local.emulator.clients import Clients
from infra.local.streams import batches
from infra.local.streams.batches import Batch, Condition
from infra.local.streams.mapping import StreamMapping
from infra.local.streams.records import destination_record

logger = logging.getLogger(__name__)


class Crash(StrEnum):
    """An injected failure: the function crashes before it does anything, or after it did everything."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Attempt:
    """An invocation that is about to start: the number of its records, and how often they have failed."""

    function: str
    records: int
    failures: int


Faults = Callable[[Attempt], Crash | None]
"""Decides whether an attempt crashes; called from several threads."""


class NotInvoked(Exception):
    """The function did not run: it was throttled, or the service failed. This uses no retry."""


def attempt(
    clients: Clients, mapping: StreamMapping, shard: str, batch: Batch, faults: Faults | None
) -> tuple[int, str]:
    """Invoke the function once; how many leading records of the batch it handled, and why it did not handle the rest.

    Raises NotInvoked if the function did not run.
    """
    crash = faults(Attempt(mapping.function, len(batch.records), batch.failures)) if faults else None
    if crash is Crash.BEFORE:
        return 0, "crash before"
    error, reply = _invoke(clients, mapping, shard, batch)
    if error or crash is Crash.AFTER:
        return 0, error or "crash after"
    done = batches.handled_count(batch, reply, mapping.policy)
    return done, "reported as failed" if done < len(batch.records) else ""


def discard(  # noqa: PLR0917 - called in one place
    clients: Clients, mapping: StreamMapping, shard: str, batch: Batch, condition: Condition, now: int
) -> None:
    """Report a discarded batch to the mapping's failure destination, an SQS queue or SNS topic, if it has one."""
    where = {"functionArn": mapping.function_arn, "streamArn": mapping.stream_arn, "shardId": shard}
    body = json.dumps(
        destination_record(batch.records, where=where, condition=condition, invocations=batch.failures, now=now)
    )
    if ":sqs:" in mapping.on_failure:
        url = clients("sqs").get_queue_url(QueueName=mapping.on_failure.rpartition(":")[2])["QueueUrl"]
        clients("sqs").send_message(QueueUrl=url, MessageBody=body)
    elif ":sns:" in mapping.on_failure:
        clients("sns").publish(TopicArn=mapping.on_failure, Message=body)


def _invoke(clients: Clients, mapping: StreamMapping, shard: str, batch: Batch) -> tuple[str, Any]:
    """The function's error, empty if it has none, and its reply.

    The event names the shard, as Lambda's do for a mapping with a tumbling window (which the emulator forgets).
    """
    event = json.dumps({"Records": [record.event for record in batch.records], "shardId": shard})
    try:
        response = clients("lambda").invoke(FunctionName=mapping.function_arn, Payload=event.encode())
    except (BotoCoreError, ClientError) as error:
        raise NotInvoked(str(error)) from error
    reply = json.loads(response["Payload"].read() or b"null")
    if "FunctionError" not in response:
        return "", reply
    logger.warning("%s failed with %d records: %s", mapping.function, len(batch.records), reply)
    return str(reply.get("errorMessage") or response["FunctionError"]), reply
