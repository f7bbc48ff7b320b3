"""Records of the answer to a crisis: JSON documents by kind and id.

``pk = response#crisis`` and ``sk = kind#id``. They are kept as long as the moments: they are
the team's own words, and the case file is made of them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from shared.domain.record import checked
from shared.runtime.settings import setting
from shared.store.dynamodb import Item, dynamodb, query_all, text
from shared.store.readable import readable, readable_or_none

WHAT = "a record of an answer"

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
    return list(readable(items, _reader(read), WHAT))


def get(crisis: str, kind: str, record_id: str, read: Callable[[Document], T]) -> T | None:
    """The record of this id; ``None`` where there is none, or it cannot be read."""
    item = _item(crisis, kind, record_id)
    return readable_or_none(item, _reader(read), WHAT) if item else None


def first_write(
    crisis: str, kind: str, record_id: str, document: Document, read: Callable[[Document], T]
) -> dict[str, Any]:
    """The write of a new record for a transaction, on condition that there is none of this id that can be read."""
    stored = _item(crisis, kind, record_id)
    broken = stored is not None and readable_or_none(stored, _reader(read), WHAT) is None
    item = {
        "pk": text(_partition(crisis)),
        "sk": text(f"{kind}#{record_id}"),
        "doc": text(json.dumps(document, ensure_ascii=False)),
    }
    return {
        "Put": {
            "TableName": setting("STATE_TABLE"),
            "Item": item,
            "ConditionExpression": "attribute_exists(pk)" if broken else "attribute_not_exists(pk)",
        }
    }


def _item(crisis: str, kind: str, record_id: str) -> Item | None:
    key = {"pk": text(_partition(crisis)), "sk": text(f"{kind}#{record_id}")}
    return dynamodb().get_item(TableName=setting("STATE_TABLE"), Key=key, ConsistentRead=True).get("Item")


def _reader(read: Callable[[Document], T]) -> Callable[[Item], T]:
    return lambda item: checked(read(json.loads(item["doc"]["S"])))


def _partition(crisis: str) -> str:
    return f"response#{crisis}"
