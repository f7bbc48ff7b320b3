"""Records of the answer to a crisis: JSON documents by kind and id.

``pk = response#crisis`` and ``sk = kind#id``. They are kept as long as the moments: they are
the team's own words, and the case file is made of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from shared.runtime.settings import setting
from shared.runtime.telemetry import logger
from shared.store.dynamodb import Item, dynamodb, query_all, text

T = TypeVar("T")

Document = Mapping[str, Any]


def of_kind(crisis: str, kind: str, read: Callable[[Document], T]) -> list[T]:
    """All records of a kind, by id. The read sees every finished write; what ``read`` cannot read is left out."""
    items = query_all(
        TableName=setting("STATE_TABLE"),
        KeyConditionExpression="pk = :pk AND begins_with(sk, :kind)",
        ExpressionAttributeValues={":pk": text(_partition(crisis)), ":kind": text(f"{kind}#")},
        ConsistentRead=True,
    )
    return [record for item in items for record in _readable(item, read)]


def get(crisis: str, kind: str, record_id: str, read: Callable[[Document], T]) -> T | None:
    """The record of this id; ``None`` where there is none, or it cannot be read."""
    key = {"pk": text(_partition(crisis)), "sk": text(f"{kind}#{record_id}")}
    item = dynamodb().get_item(TableName=setting("STATE_TABLE"), Key=key, ConsistentRead=True).get("Item")
    return next(iter(_readable(item, read)), None) if item else None


def first_write(crisis: str, kind: str, record_id: str, document: Document) -> dict[str, Any]:
    """The write of a new record for a transaction, on condition that there is none of this id."""
    item = {
        "pk": text(_partition(crisis)),
        "sk": text(f"{kind}#{record_id}"),
        "doc": text(json.dumps(document, ensure_ascii=False)),
    }
    return {
        "Put": {
            "TableName": setting("STATE_TABLE"),
            "Item": item,
            "ConditionExpression": "attribute_not_exists(pk)",
        }
    }


def _readable(item: Item, read: Callable[[Document], T]) -> list[T]:
    try:
        return [read(json.loads(item["doc"]["S"]))]
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        logger.error("a record of an answer cannot be read", record=item["sk"]["S"], error=type(error).__name__)
        return []


def _partition(crisis: str) -> str:
    return f"response#{crisis}"
