"""Drills, in one partition, and the learnt state that the stand-in of a brand gets as a copy.

``pk = drills``; ``sk`` is the id of a drill, or ``of#brand`` for the latest of a brand, by which two at
once exclude one another. They are kept as long as counters, for a team compares itself with earlier drills.
"""

from __future__ import annotations

import json
from typing import Any

from shared.domain.drill import Drill, from_document, to_document
from shared.domain.errors import Conflict, NotFound
from shared.domain.time import iso
from shared.runtime.settings import setting
from shared.runtime.telemetry import logger
from shared.store.changes.transaction import write_together
from shared.store.dynamodb import Item, dynamodb, expiry, number, query_all, text

PARTITION = "drills"
KEPT_DAYS = 400
STATES = "states"
"""The item of a baseline that holds what is learnt; the others are about open episodes."""


def every() -> list[Drill]:
    """All drills, the latest first; one that cannot be read is left out."""
    items = query_all(
        TableName=setting("STATE_TABLE"),
        KeyConditionExpression="pk = :pk AND begins_with(sk, :drill)",
        ExpressionAttributeValues={":pk": text(PARTITION), ":drill": text("drill-")},
        ConsistentRead=True,
    )
    found = [drill for item in items for drill in _readable(item)]
    return sorted(found, key=lambda drill: drill.started_ms, reverse=True)


def get(drill_id: str) -> Drill:
    """The drill of this id.

    Raises:
        NotFound: there is none.
    """
    found = _get(drill_id)
    if found is None:
        raise NotFound(f"there is no drill {drill_id!r}; GET /drills lists them", field="id")
    return found


def start(drill: Drill) -> None:
    """Store a drill that begins.

    Raises:
        Conflict: another one of the brand runs; the message names who started it.
    """
    latest = _latest(
        drill, drill.until_ms, "attribute_not_exists(pk) OR ends <= :now", {":now": number(drill.started_ms)}
    )
    try:
        write_together([latest, {"Put": {"TableName": setting("STATE_TABLE"), "Item": _item(drill)}}])
    except Conflict as error:
        raise Conflict(_why_not(drill), field="brand") from error


def end(drill: Drill) -> None:
    """Store a drill that has ended; the next one of its brand may begin."""
    latest = _latest(drill, drill.ended_ms, "drill = :id", {":id": text(drill.id)})
    put = {"Put": {"TableName": setting("STATE_TABLE"), "Item": _item(drill)}}
    try:
        write_together([latest, put])
    except Conflict:  # a later drill has begun: only the record changes
        write_together([put])


def copy_baseline(brand: str, stand_in: str) -> bool:
    """Give the stand-in what is learnt of the brand; ``False`` where nothing is."""
    key = {"pk": text(f"baseline#{brand}"), "sk": text(STATES)}
    item = dynamodb().get_item(TableName=setting("STATE_TABLE"), Key=key, ConsistentRead=True).get("Item")
    if item is None:
        return False
    dynamodb().put_item(TableName=setting("STATE_TABLE"), Item={**item, "pk": text(f"baseline#{stand_in}")})
    return True


def delete_baseline(stand_in: str) -> None:
    """Forget what the stand-in had learnt."""
    key = {"pk": text(f"baseline#{stand_in}"), "sk": text(STATES)}
    dynamodb().delete_item(TableName=setting("STATE_TABLE"), Key=key)


def _latest(drill: Drill, ends_ms: int, condition: str, values: Item) -> dict[str, Any]:
    """The write that makes this drill the latest of its brand."""
    item = {**_key(f"of#{drill.brand}"), "drill": text(drill.id), "ends": number(ends_ms), "x": _expiry(drill)}
    return {
        "Put": {
            "TableName": setting("STATE_TABLE"),
            "Item": item,
            "ConditionExpression": condition,
            "ExpressionAttributeValues": values,
        }
    }


def _why_not(drill: Drill) -> str:
    key = _key(f"of#{drill.brand}")
    latest = dynamodb().get_item(TableName=setting("STATE_TABLE"), Key=key, ConsistentRead=True).get("Item")
    other = _get(latest["drill"]["S"]) if latest else None
    if other is None:
        return f"a drill of {drill.brand} begins at this moment; GET /drills says whose"
    return (
        f"{other.by} started a drill of {drill.brand} ({other.case}) at {iso(other.started_ms)}, and it runs until "
        f"{iso(other.until_ms)}; end it with POST /drills/{other.id}/end, or wait"
    )


def _get(drill_id: str) -> Drill | None:
    item = dynamodb().get_item(TableName=setting("STATE_TABLE"), Key=_key(drill_id), ConsistentRead=True).get("Item")
    return next(iter(_readable(item)), None) if item else None


def _readable(item: Item) -> list[Drill]:
    try:
        return [from_document(json.loads(item["doc"]["S"]))]
    except (KeyError, ValueError, TypeError) as error:
        logger.error("a drill cannot be read", drill=item["sk"]["S"], error=type(error).__name__)
        return []


def _item(drill: Drill) -> Item:
    doc = json.dumps(to_document(drill), ensure_ascii=False)
    return {**_key(drill.id), "doc": text(doc), "x": _expiry(drill)}


def _expiry(drill: Drill) -> dict[str, str]:
    return expiry(drill.started_ms, KEPT_DAYS)


def _key(name: str) -> dict[str, Any]:
    return {"pk": text(PARTITION), "sk": text(name)}
