"""Which brands had posts in which bucket of five minutes: the brands that the minute tick evaluates."""

from __future__ import annotations

from shared.domain.time import minute_stamp
from shared.runtime.settings import setting
from shared.store.dynamodb import dynamodb, expiry, query_all, text

KEPT_DAYS = 2
REMEMBERED = 10_000
"""Marks that this process remembers, so that it does not write one with every batch."""

_marked: set[tuple[str, int]] = set()


def mark_active(brand_id: str, bucket_ms: int) -> None:
    """Note that the brand had posts in the bucket that starts at ``bucket_ms``, or must be evaluated then."""
    if (brand_id, bucket_ms) in _marked:
        return
    dynamodb().put_item(
        TableName=setting("STATE_TABLE"),
        Item={"pk": text(_partition(bucket_ms)), "sk": text(brand_id), "x": expiry(bucket_ms, KEPT_DAYS)},
    )
    if len(_marked) > REMEMBERED:
        _marked.clear()
    _marked.add((brand_id, bucket_ms))


def active_in(bucket_ms: int) -> list[str]:
    """The ids of the brands marked in the bucket that starts at ``bucket_ms``."""
    found = query_all(
        TableName=setting("STATE_TABLE"),
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": text(_partition(bucket_ms))},
        ConsistentRead=True,
    )
    return [item["sk"]["S"] for item in found]


def _partition(bucket_ms: int) -> str:
    return f"active#{minute_stamp(bucket_ms)}"
