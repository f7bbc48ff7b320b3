"""Corrections: what people say of single mentions, kept longer than the mentions themselves.

``pk = label#brand`` and ``sk = published_ms#id``, the mention's own sort key, so that a page
of mentions finds its corrections with one query.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from botocore.exceptions import ClientError

from shared.domain.correction import Correction
from shared.domain.errors import Conflict
from shared.runtime.settings import setting
from shared.store.dynamodb import Item, condition_failed, dynamodb, expiry, number, query_all, text

KEPT_DAYS = 400
"""Days a correction is kept after it was made: a year, and a month to train on it."""

ATTEMPTS = 3
"""Times a correction is tried where others correct the same mention at that moment."""


def put(wanted: Correction) -> Correction:
    """Keep a correction, in place of an earlier one of the same mention; what stands then.

    The same once more changes nothing, not even its time.

    Raises:
        Conflict: others kept correcting the same mention meanwhile; repeat.
    """
    for _ in range(ATTEMPTS):
        standing = _standing(wanted)
        if standing is not None and standing.agrees(wanted):
            return standing
        newer = replace(wanted, version=standing.version + 1 if standing else 1)
        if _written(newer):
            return newer
    raise Conflict("the mention is being corrected by others at this moment; repeat", field="id")


def of_brand(brand_id: str) -> Iterator[Correction]:
    """Every correction of a brand, by the time its mention was published."""
    for item in query_all(**_asked(brand_id)):
        yield from_item(item)


def in_span(brand_id: str, first: str, last: str) -> dict[str, Correction]:
    """The corrections of mentions with ``first <= sort key <= last``, by locator."""
    asked = _asked(brand_id)
    asked["KeyConditionExpression"] += " AND sk BETWEEN :first AND :last"
    asked["ExpressionAttributeValues"] |= {":first": text(first), ":last": text(last)}
    return {found.mention: found for found in map(from_item, query_all(**asked))}


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


def _standing(wanted: Correction) -> Correction | None:
    found = dynamodb().get_item(TableName=setting("STATE_TABLE"), Key=_key(wanted), ConsistentRead=True).get("Item")
    return from_item(found) if found else None


def _written(newer: Correction) -> bool:
    """Whether it was written; not where somebody else wrote one since the last look."""
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


def _asked(brand_id: str) -> dict[str, Any]:
    return {
        "TableName": setting("STATE_TABLE"),
        "KeyConditionExpression": "pk = :pk",
        "ExpressionAttributeValues": {":pk": text(f"label#{brand_id}")},
    }


def _key(correction: Correction) -> dict[str, Any]:
    return {"pk": text(f"label#{correction.brand}"), "sk": text(correction.mention.replace("-", "#"))}
