"""One run of a channel at a time: a lease that ends by itself if its holder dies."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from botocore.exceptions import ClientError

from shared.runtime.settings import setting
from shared.store.dynamodb import condition_failed, dynamodb, number, text

SECONDS = 75
"""Longer than the function may run, so that no lease ends while its holder still runs."""


@contextmanager
def lease(channel: str, holder: str) -> Iterator[bool]:
    """Hold the channel's lease; gives whether it was free. ``holder`` is unique to this run."""
    taken = _take(channel, holder)
    try:
        yield taken
    finally:
        if taken:
            _release(channel, holder)


def _take(channel: str, holder: str) -> bool:
    now_s = int(time.time())
    try:
        dynamodb().put_item(
            TableName=setting("STATE_TABLE"),
            Item={**_key(channel), "holder": text(holder), "until": number(now_s + SECONDS)},
            ConditionExpression="attribute_not_exists(pk) OR #until < :now OR holder = :holder",
            ExpressionAttributeNames={"#until": "until"},
            ExpressionAttributeValues={":now": number(now_s), ":holder": text(holder)},
        )
    except ClientError as error:
        if condition_failed(error) is None:
            raise
        return False
    return True


def _release(channel: str, holder: str) -> None:
    try:
        dynamodb().delete_item(
            TableName=setting("STATE_TABLE"),
            Key=_key(channel),
            ConditionExpression="holder = :holder",
            ExpressionAttributeValues={":holder": text(holder)},
        )
    except ClientError as error:
        if condition_failed(error) is None:
            raise  # it expired and somebody else holds it: theirs to release


def _key(channel: str) -> dict[str, dict[str, str]]:
    return {"pk": text(f"lease#{channel}"), "sk": text("lease")}
