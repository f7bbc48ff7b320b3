"""Records of the answer to a crisis: JSON documents by kind and id.

``pk = response#crisis`` and ``sk = kind#id``. They are kept as long as the moments: they are
the team's own words, and the case file is made of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from shared.runtime.settings import setting
from shared.store.dynamodb import Item, dynamodb, query_all, text
from shared.store.readable import readable, readable_or_none

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
    return list(readable(items, _reader(read), "a record of an answer"))


def get(crisis: str, kind: str, record_id: str, read: Callable[[Document], T]) -> T | None:
    """The record of this id; ``None`` where there is none, or it cannot be read."""
    key = {"pk": text(_partition(crisis)), "sk": text(f"{kind}#{record_id}")}
    item = dynamodb().get_item(TableName=setting("STATE_TABLE"), Key=key, ConsistentRead=True).get("Item")
    return readable_or_none(item, _reader(read), "a record of an answer") if item else None


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


def _reader(read: Callable[[Document], T]) -> Callable[[Item], T]:
    return lambda item: read(json.loads(item["doc"]["S"]))


def _partition(crisis: str) -> str:
    return f"response#{crisis}"
