"""Labels: how people corrected single mentions, kept longer than the mentions themselves.

``pk = label#brand`` and ``sk = published_ms#id``, the mention's own sort key, so that one
query finds the corrections of a list of mentions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from botocore.exceptions import ClientError

from shared.domain.errors import Conflict
from shared.domain.mentions.correction import Correction
from shared.runtime.settings import setting
from shared.store.dynamodb import Item, condition_failed, dynamodb, expiry, number, query_all, text
from shared.store.readable import readable, readable_or_none

WHAT = "a correction"
KEPT_DAYS = 400
"""Days a correction is kept after it was made: a year, and a month to train with it."""

ATTEMPTS = 3
"""Tries when others correct the same mention at the same time."""


def put(wanted: Correction) -> Correction:
    """Store a correction in place of an earlier one of the same mention; the correction that is stored now.

    The same correction again changes nothing, not even its time.

    Raises:
        Conflict: others kept correcting the same mention meanwhile; repeat.
    """
    for _ in range(ATTEMPTS):
        stored = _stored(wanted)
        if stored is not None and stored.agrees(wanted):
            return stored
        newer = replace(wanted, version=stored.version + 1 if stored else 1)
        if _put(newer):
            return newer
    raise Conflict("others are correcting this mention right now; repeat", field="id")


def of_brand(brand_id: str) -> Iterator[Correction]:
    """Every correction of a brand, by the time its mention was published."""
    yield from readable(query_all(**_query(brand_id)), from_item, WHAT)


def in_span(brand_id: str, first: str, last: str) -> dict[str, Correction]:
    """The corrections of mentions with ``first <= sort key <= last``, by the public id of the mention."""
    query = _query(brand_id)
    query["KeyConditionExpression"] += " AND sk BETWEEN :first AND :last"
    query["ExpressionAttributeValues"] |= {":first": text(first), ":last": text(last)}
    return {found.mention: found for found in readable(query_all(**query), from_item, WHAT)}


def to_item(correction: Correction) -> Item:
    """The item of a correction; empty fields are left out."""
    optional = {"l": correction.language, "intent": correction.intent, "by": correction.by, "t": correction.text}
    return {
        **_key(correction),
        "label": text(correction.label),
        "at": number(correction.at_ms),
        "version": number(correction.version),
        "x": expiry(correction.at_ms, KEPT_DAYS),
        **{name: text(value) for name, value in optional.items() if value},
    }


def from_item(item: Item) -> Correction:
    """The correction an item holds."""
    fields = {name: str(item[name]["S"]) if name in item else "" for name in ("l", "intent", "by", "t")}
    return Correction(
        brand=item["pk"]["S"].partition("#")[2],
        mention=item["sk"]["S"].replace("#", "-"),
        label=item["label"]["S"],
        text=fields["t"],
        language=fields["l"],
        intent=fields["intent"],
        by=fields["by"],
        at_ms=int(item["at"]["N"]),
        version=int(item["version"]["N"]),
    )


def _stored(wanted: Correction) -> Correction | None:
    """What is stored; one that cannot be read is removed, as nobody knows what it said."""
    table, key = setting("STATE_TABLE"), _key(wanted)
    item = dynamodb().get_item(TableName=table, Key=key, ConsistentRead=True).get("Item")
    found = readable_or_none(item, from_item, WHAT) if item else None
    if item and not found:
        dynamodb().delete_item(TableName=table, Key=key)
    return found


def _put(newer: Correction) -> bool:
    """Put it, unless somebody else wrote one since the last read; whether it was put."""
    first = newer.version == 1
    guard: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(pk)" if first else "version = :expected"}
    if not first:
        guard["ExpressionAttributeValues"] = {":expected": number(newer.version - 1)}
    try:
        dynamodb().put_item(TableName=setting("STATE_TABLE"), Item=to_item(newer), **guard)
    except ClientError as error:
        if condition_failed(error) is None:
            raise
        return False
    return True


def _query(brand_id: str) -> dict[str, Any]:
    return {
        "TableName": setting("STATE_TABLE"),
        "KeyConditionExpression": "pk = :pk",
        "ExpressionAttributeValues": {":pk": text(f"label#{brand_id}")},
    }


def _key(correction: Correction) -> dict[str, Any]:
    return {"pk": text(f"label#{correction.brand}"), "sk": text(correction.mention.replace("-", "#"))}
