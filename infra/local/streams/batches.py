"""Batches of stream records: how they are taken from a shard, and what to retry or discard after an invocation.

The rules are those of Lambda for DynamoDB streams:
https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html and
https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html.
A batch is a run of consecutive records of one shard. Records to retry stay in front of
newer ones. A record leaves only when it is handled or discarded.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from infra.local.streams.records import StreamRecord

FOREVER = -1
"""As number of retries or as age: until the stream drops the record."""
PAYLOAD_BYTES = 6 * 1024 * 1024
"""The largest event of a synchronous invocation."""


class Condition(StrEnum):
    """Why a batch was discarded, with the values of Lambda's destination record."""

    RETRIES = "RetryAttemptsExhausted"
    AGE = "RecordAgeExceeded"


@dataclass(frozen=True, slots=True)
class Policy:
    """How a mapping handles failures; ``retries`` and ``max_age_ms`` may be FOREVER."""

    retries: int = FOREVER
    max_age_ms: int = FOREVER
    bisect: bool = False
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """Consecutive records that failed ``failures`` times; splitting a batch does not count as a failure."""

    records: tuple[StreamRecord, ...]
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What follows: the batches to retry, in order, and the discarded batch, if any."""

    retry: tuple[Batch, ...] = ()
    discarded: Batch | None = None


def take(records: Sequence[StreamRecord], size: int) -> tuple[Batch, list[StreamRecord]]:
    """Take the next batch from the front: at most ``size`` records and 6 MB; return it and the rest."""
    total, count = 0, 0
    for record in records[:size]:
        total += record.size
        if count and total > PAYLOAD_BYTES:
            break
        count += 1
    return Batch(tuple(records[:count])), list(records[count:])


def is_due(waiting: int, size: int, waited_ms: float, window_ms: int) -> bool:
    """Return whether a batch is sent now: it is full, or its first record has waited for the batching window.

    >>> [is_due(n, 10, waited, 1_000) for n, waited in ((0, 5_000), (3, 999), (3, 1_000), (10, 0))]
    [False, False, True, True]
    """
    return waiting >= size or (waiting > 0 and waited_ms >= window_ms)


def handled_count(batch: Batch, reply: Any, policy: Policy) -> int:
    """Return how many leading records were handled, given the function's ``reply``.

    As on AWS, the whole batch has failed if a reported sequence number is missing,
    empty or not in the batch.
    """
    failures = reply.get("batchItemFailures") if policy.partial and isinstance(reply, Mapping) else None
    if not failures:
        return len(batch.records)
    places = {record.sequence: place for place, record in enumerate(batch.records)}
    return min((places.get(_identifier(failure), 0) for failure in failures), default=0)


def expire(batch: Batch, policy: Policy, now: int) -> Outcome:
    """Discard the records that are older at ``now`` (epoch ms) than the policy allows, and keep the rest."""
    if policy.max_age_ms == FOREVER:
        return Outcome((batch,))
    young = next(
        (place for place, record in enumerate(batch.records) if now - record.created_ms <= policy.max_age_ms), None
    )
    if young == 0:
        return Outcome((batch,))
    old = replace(batch, records=batch.records[:young])
    rest = () if young is None else (replace(batch, records=batch.records[young:]),)
    return Outcome(rest, old)


def outcome(batch: Batch, done: int, policy: Policy) -> Outcome:
    """Return what follows when the first ``done`` records of ``batch`` were handled and the others failed.

    With bisection a failed batch is split: after the handled records if there are any,
    else in halves. Splitting uses no retry. Only a batch that is not split counts its
    failures, and is discarded when the retries are used up.
    """
    rest = batch.records[done:]
    if not rest:
        return Outcome()
    if policy.bisect and done:
        return Outcome((replace(batch, records=rest),))
    if policy.bisect and len(rest) > 1:
        half = len(rest) // 2
        return Outcome((replace(batch, records=rest[:half]), replace(batch, records=rest[half:])))
    failed = Batch(rest, 1 if done else batch.failures + 1)
    if policy.retries != FOREVER and failed.failures > policy.retries:
        return Outcome(discarded=failed)
    return Outcome((failed,))


def backoff_ms(failures: int, first_ms: int = 100, longest_ms: int = 5_000) -> int:
    """Return the wait before the next attempt, in milliseconds, after so many failures in a row.

    >>> [backoff_ms(n) for n in (0, 1, 2, 3, 9)]
    [0, 100, 200, 400, 5000]
    """
    return min(first_ms << min(failures - 1, 16), longest_ms) if failures else 0


def _identifier(failure: Any) -> str:
    return str(failure.get("itemIdentifier", "")) if isinstance(failure, Mapping) else ""
