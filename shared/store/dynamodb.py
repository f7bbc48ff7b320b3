"""DynamoDB for the stores: one client, bulk reads and writes, plain errors."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError

from shared.domain.errors import StorageBusy
from shared.runtime.aws import client

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

Item = Mapping[str, Any]
"""An item in the form of the low-level API: ``{"pk": {"S": "acme"}}``."""

BATCH = 25
"""Items that one BatchWriteItem takes."""

KEYS = 100
"""Keys that one BatchGetItem takes."""

TRANSIENT_ERRORS = frozenset(
    {
        "InternalServerError",
        "LimitExceededException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "ServiceUnavailable",
        "ThrottlingException",
    }
)
"""Errors of DynamoDB that may be gone at the next call."""

ATTEMPTS = 6
"""Rounds of a bulk call before it gives up; 0.05 to 0.8 seconds apart."""


@cache
def dynamodb() -> DynamoDBClient:
    """The client. Its time-outs and pauses are short: a function that waits costs money, and its alert comes late.

    The SDK's ``legacy`` mode repeats DynamoDB calls after 50, 100, 200 ms and so on, as
    DynamoDB's developer guide recommends ("Error retries and exponential backoff");
    ``standard`` begins with half a second on average.
    """
    quick = Config(
        retries={"mode": "legacy", "total_max_attempts": 6}, connect_timeout=2, read_timeout=8, max_pool_connections=4
    )
    made: DynamoDBClient = client("dynamodb", quick)
    return made


def text(value: str) -> dict[str, str]:
    """A string attribute."""
    return {"S": value}


def number(value: float) -> dict[str, str]:
    """A number attribute."""
    return {"N": str(value)}


def expiry(at_ms: int, days: int) -> dict[str, str]:
    """A time-to-live attribute ``days`` after ``at_ms``: epoch *seconds*, which is all DynamoDB reads."""
    return number(at_ms // 1000 + days * 86_400)


def condition_failed(error: ClientError) -> Item | None:
    """The item that made a conditional write fail, or ``None`` for any other error.

    Ask for it with ``ReturnValuesOnConditionCheckFailure="ALL_OLD"``; an item that
    did not exist, or was not asked for, comes as an empty mapping.
    """
    if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
        return None
    item: Item = dict(error.response).get("Item") or {}  # type: ignore[assignment]  # botocore types no Item on errors
    return item


def unreadable(error: Exception) -> str:
    """Why an item cannot be read. It quotes nothing of the item but the name of a missing attribute."""
    return (
        f"it has no {error}" if isinstance(error, KeyError) else f"a value of the wrong kind ({type(error).__name__})"
    )


def write_all(table: str, items: Sequence[Item]) -> None:
    """Put every item, in batches. The whole call may be repeated.

    Raises:
        StorageBusy: DynamoDB kept handing items back; what was written stays written.
    """
    for start in range(0, len(items), BATCH):
        _write_batch(table, [{"PutRequest": {"Item": item}} for item in items[start : start + BATCH]])


def delete_all(table: str, keys: Iterable[Item]) -> int:
    """Delete the items with these keys, in batches; how many keys there were. The whole call may be repeated.

    Raises:
        StorageBusy: DynamoDB kept handing keys back; what was deleted stays deleted.
    """
    count, rest = 0, iter(keys)
    while batch := [{"DeleteRequest": {"Key": key}} for key in islice(rest, BATCH)]:
        _write_batch(table, batch)
        count += len(batch)
    return count


def read_all(table: str, keys: Sequence[Item], attributes: str) -> Iterator[Item]:
    """The items that exist, by consistent reads, in any order.

    Raises:
        StorageBusy: DynamoDB kept handing keys back.
    """
    for start in range(0, len(keys), KEYS):
        yield from _read_batch(table, keys[start : start + KEYS], attributes)


def _write_batch(table: str, requests: Sequence[Item]) -> None:
    pending: Any = {table: requests}
    for _ in _rounds():
        with busy(table):
            pending = dynamodb().batch_write_item(RequestItems=pending).get("UnprocessedItems")
        if not pending:
            return
    raise StorageBusy(f"{table} handed back {len(pending[table])} of {len(requests)} items {ATTEMPTS} times")


def _read_batch(table: str, keys: Sequence[Item], attributes: str) -> Iterator[Item]:
    pending: Any = {table: {"Keys": keys, "ProjectionExpression": attributes, "ConsistentRead": True}}
    for _ in _rounds():
        with busy(table):
            answer = dynamodb().batch_get_item(RequestItems=pending)
        yield from answer["Responses"].get(table, [])
        pending = answer.get("UnprocessedKeys")
        if not pending:
            return
    raise StorageBusy(f"{table} handed back {len(pending[table]['Keys'])} of {len(keys)} keys {ATTEMPTS} times")


def _rounds() -> Iterator[int]:
    """The rounds of a bulk call, with longer and longer pauses."""
    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(0.025 * 2**attempt)
        yield attempt


@contextmanager
def busy(table: str) -> Iterator[None]:
    """Turn errors that may soon be gone into :class:`StorageBusy`; others stay as they are."""
    try:
        yield
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code not in TRANSIENT_ERRORS:
            raise
        raise StorageBusy(f"{table}: {code}") from error
    except HTTPClientError as error:
        raise StorageBusy(f"{table}: {type(error).__name__}") from error


def query_all(**request: Any) -> Iterator[Item]:
    """Every item of a Query, page after page."""
    while True:
        page = dynamodb().query(**request)
        yield from page["Items"]
        if "LastEvaluatedKey" not in page:
            return
        request["ExclusiveStartKey"] = page["LastEvaluatedKey"]
