"""Answers of readers of a public page: counted, and limited by the hour.

``pk = feedback#crisis`` with ``sk = tally`` for the sums, and ``hour#...`` and ``from#...`` for the limits, which
expire after a day. No address is kept: ``from#`` has a keyed digest of it that changes with the hour.
"""

from __future__ import annotations

from typing import Any

from botocore.exceptions import ClientError

from shared.domain.response.feedback import PER_ADDRESS, PER_PAGE, FeedbackTally
from shared.domain.time import hour_stamp
from shared.runtime.settings import setting
from shared.store.dynamodb import Item, condition_failed, dynamodb, expiry, number, text
from shared.store.readable import readable_or_none

KEPT_DAYS = 1
"""How long the counts of an hour are kept, which only limit."""

TALLY = "tally"


def tally(crisis: str) -> FeedbackTally:
    """The sums so far."""
    key = _key(crisis, TALLY)
    item = dynamodb().get_item(TableName=setting("STATE_TABLE"), Key=key, ConsistentRead=True).get("Item")
    return (readable_or_none(item, _tally, "what readers answered") if item else None) or FeedbackTally()


def take(crisis: str, sender: str, now_ms: int) -> bool:
    """Whether one more answer of ``sender`` (a digest) is taken in this hour."""
    hour = hour_stamp(now_ms)
    return _taken(_key(crisis, f"from#{hour}#{sender}"), PER_ADDRESS, now_ms) and _taken(
        _key(crisis, f"hour#{hour}"), PER_PAGE, now_ms
    )


def add(crisis: str, **counts: int) -> None:
    """Add to the sums, by the names of :class:`FeedbackTally`."""
    dynamodb().update_item(
        TableName=setting("STATE_TABLE"),
        Key=_key(crisis, TALLY),
        UpdateExpression="ADD " + ", ".join(f"#{name} :{name}" for name in counts),
        ExpressionAttributeNames={f"#{name}": name for name in counts},
        ExpressionAttributeValues={f":{name}": number(count) for name, count in counts.items()},
    )


def _tally(item: Item) -> FeedbackTally:
    return FeedbackTally(**{name: int(item[name]["N"]) for name in FeedbackTally._fields if name in item})


def _taken(key: dict[str, Any], limit: int, now_ms: int) -> bool:
    try:
        dynamodb().update_item(
            TableName=setting("STATE_TABLE"),
            Key=key,
            UpdateExpression="ADD given :one SET x = :x",
            ConditionExpression="attribute_not_exists(given) OR given < :limit",
            ExpressionAttributeValues={":one": number(1), ":limit": number(limit), ":x": expiry(now_ms, KEPT_DAYS)},
        )
    except ClientError as error:
        if condition_failed(error) is None:
            raise
        return False
    return True


def _key(crisis: str, sort_key: str) -> dict[str, Any]:
    return {"pk": text(_partition(crisis)), "sk": text(sort_key)}


def _partition(crisis: str) -> str:
    return f"feedback#{crisis}"
