"""What is published about the crises of a brand: one item each, and nothing else is read for the public page.

``pk = public#brand`` and ``sk = crisis``.
"""

from __future__ import annotations

import json
from typing import Any

from shared.domain.record import checked
from shared.domain.response.publication import Publication, from_document, to_document
from shared.runtime.settings import setting
from shared.store.dynamodb import Item, dynamodb, query_all, text
from shared.store.readable import readable, readable_or_none


def of_brand(brand: str) -> list[Publication]:
    """All that is published about a brand, the latest crisis first; what cannot be read is left out."""
    items = query_all(
        TableName=setting("STATE_TABLE"),
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": text(_partition(brand))},
        ConsistentRead=True,
    )
    found = readable(items, _publication, "what is published")
    return sorted(found, key=lambda each: (-each.published_ms, each.crisis))


def get(brand: str, crisis: str) -> Publication | None:
    """What is published about a crisis; ``None`` where nothing is."""
    key = _key(brand, crisis)
    item = dynamodb().get_item(TableName=setting("STATE_TABLE"), Key=key, ConsistentRead=True).get("Item")
    return readable_or_none(item, _publication, "what is published") if item else None


def write(publication: Publication) -> dict[str, Any]:
    """The write of it for a transaction."""
    document = json.dumps(to_document(publication), ensure_ascii=False)
    item = {**_key(publication.brand, publication.crisis), "doc": text(document)}
    return {"Put": {"TableName": setting("STATE_TABLE"), "Item": item}}


def removal(brand: str, crisis: str) -> dict[str, Any]:
    """The write that takes it off the page, for a transaction."""
    return {"Delete": {"TableName": setting("STATE_TABLE"), "Key": _key(brand, crisis)}}


def remove(brand: str, crisis: str) -> None:
    """Take it off the page."""
    dynamodb().delete_item(TableName=setting("STATE_TABLE"), Key=_key(brand, crisis))


def _publication(item: Item) -> Publication:
    return checked(from_document(json.loads(item["doc"]["S"])))


def _key(brand: str, crisis: str) -> dict[str, Any]:
    return {"pk": text(_partition(brand)), "sk": text(crisis)}


def _partition(brand: str) -> str:
    return f"public#{brand}"
