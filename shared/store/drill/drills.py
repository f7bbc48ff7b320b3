"""Drills, in one partition, and the learnt state that the stand-in of a brand gets as a copy.

``pk = drills``; ``sk`` is the id of a drill, or ``of#brand`` for the latest of a brand, by which two at
once exclude one another, and those that run are found. ``script#`` and ``played#`` before an id have what a drill
plays, and how far it has come. Drills are kept as long as counters, for a team compares
itself with earlier drills.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from shared.domain.drill import Drill, Script, from_document, to_document
from shared.domain.errors import Conflict, NotFound
from shared.domain.learning import QUIETED
from shared.domain.record import checked
from shared.domain.time import iso
from shared.runtime.settings import setting
from shared.store.changes.transaction import write_together
from shared.store.dynamodb import Item, dynamodb, expiry, number, query_all, text
from shared.store.readable import readable, readable_or_none

PARTITION = "drills"
LATEST, SCRIPT, PLAYED = "of#", "script#", "played#"
KEPT_DAYS, SCRIPT_DAYS = 400, 7
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
    found = readable(items, _drill, "a drill")
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


def untold() -> list[Drill]:
    """The latest drill of each brand, unless its end was told: those that run, and those that ended just now."""
    items = query_all(
        TableName=setting("STATE_TABLE"),
        KeyConditionExpression="pk = :pk AND begins_with(sk, :latest)",
        FilterExpression="attribute_not_exists(told)",
        ExpressionAttributeValues={":pk": text(PARTITION), ":latest": text(LATEST)},
    )
    return [drill for drill_id in readable(items, _latest_id, "the latest drill") if (drill := _get(drill_id))]


def mark_told(drill: Drill, now_ms: int) -> None:
    """Note that the end of this drill was told; nothing where a later one of the brand has begun."""
    with suppress(Conflict):
        item = _latest(drill, drill.ended_ms, "drill = :id", {":id": text(drill.id)})
        item["Put"]["Item"]["told"] = number(now_ms)
        write_together([item])


def latest(brand: str) -> Drill | None:
    """The latest drill of a brand."""
    key = _key(LATEST + brand)
    item = dynamodb().get_item(TableName=setting("STATE_TABLE"), Key=key, ConsistentRead=True).get("Item")
    drill_id = readable_or_none(item, _latest_id, "the latest drill") if item else None
    return _get(drill_id) if drill_id else None


def start(drill: Drill, script: Script | None = None, writes: Sequence[Mapping[str, Any]] = ()) -> None:
    """Store a drill that begins, with the ``script`` by which its posts come.

    ``writes`` are what it needs beside: all is stored, or nothing.

    Raises:
        Conflict: another one of the brand runs; the message names who started it.
    """
    first = _latest(
        drill, drill.until_ms, "attribute_not_exists(pk) OR ends <= :now", {":now": number(drill.started_ms)}
    )
    try:
        scripts = [_script_write(drill, script)] if script else []
        put = {"Put": {"TableName": setting("STATE_TABLE"), "Item": _item(drill)}}
        write_together([first, put, *scripts, *writes])
    except Conflict as error:
        raise Conflict(_why_not(drill), field="brand") from error


def end(drill: Drill) -> None:
    """Store a drill that has ended; the next one of its brand may begin."""
    last = _latest(drill, drill.ended_ms, "drill = :id", {":id": text(drill.id)})
    put = {"Put": {"TableName": setting("STATE_TABLE"), "Item": _item(drill)}}
    try:
        write_together([last, put])
    except Conflict:  # a later drill has begun: only the record changes
        write_together([put])


def script_of(drill_id: str) -> Script | None:
    """The script of a drill; ``None`` where posts are pushed for it."""
    key = _key(SCRIPT + drill_id)
    item = dynamodb().get_item(TableName=setting("STATE_TABLE"), Key=key).get("Item")
    return Script(**json.loads(item["doc"]["S"])) if item else None


def next_minute(drill_id: str) -> int:
    """The first minute of the drill whose posts are not known to be stored."""
    key = _key(PLAYED + drill_id)
    item = dynamodb().get_item(TableName=setting("STATE_TABLE"), Key=key, ConsistentRead=True).get("Item")
    return int(item["minute"]["N"]) if item else 0


def played_until(drill: Drill, minute: int) -> None:
    """Note that the posts of all minutes before this one are stored."""
    item = {**_key(PLAYED + drill.id), "minute": number(minute), "x": expiry(drill.started_ms, SCRIPT_DAYS)}
    dynamodb().put_item(TableName=setting("STATE_TABLE"), Item=item)


def baseline_copy(brand: str, stand_in: str) -> list[dict[str, Any]]:
    """The write that gives the stand-in what is learnt of the brand, marked :data:`QUIETED`; none where nothing is.

    Otherwise a crisis that is just over would be seen again in the drill, or hide the one that is played.
    """
    key = {"pk": text(f"baseline#{brand}"), "sk": text(STATES)}
    item = dynamodb().get_item(TableName=setting("STATE_TABLE"), Key=key, ConsistentRead=True).get("Item")
    if item is None:
        return []
    copy = {"pk": text(f"baseline#{stand_in}"), QUIETED: number(1)}
    return [{"Put": {"TableName": setting("STATE_TABLE"), "Item": {**item, **copy}}}]


def delete_baseline(stand_in: str) -> None:
    """Forget what the stand-in had learnt."""
    key = {"pk": text(f"baseline#{stand_in}"), "sk": text(STATES)}
    dynamodb().delete_item(TableName=setting("STATE_TABLE"), Key=key)


def _script_write(drill: Drill, script: Script) -> dict[str, Any]:
    doc = text(json.dumps(script._asdict(), ensure_ascii=False))
    item = {**_key(SCRIPT + drill.id), "doc": doc, "x": expiry(drill.started_ms, SCRIPT_DAYS)}
    return {"Put": {"TableName": setting("STATE_TABLE"), "Item": item}}


def _latest(drill: Drill, ends_ms: int, condition: str, values: Item) -> dict[str, Any]:
    """The write that makes this drill the latest of its brand."""
    item = {**_key(LATEST + drill.brand), "drill": text(drill.id), "ends": number(ends_ms), "x": _expiry(drill)}
    return {
        "Put": {
            "TableName": setting("STATE_TABLE"),
            "Item": item,
            "ConditionExpression": condition,
            "ExpressionAttributeValues": values,
        }
    }


def _why_not(drill: Drill) -> str:
    other = latest(drill.brand)
    if other is None:
        return f"a drill of {drill.brand} begins at this moment; GET /drills says whose"
    return (
        f"{other.by} started a drill of {drill.brand} ({other.case}) at {iso(other.started_ms)}, and it runs until "
        f"{iso(other.until_ms)}; end it with POST /drills/{other.id}/end, or wait"
    )


def _get(drill_id: str) -> Drill | None:
    item = dynamodb().get_item(TableName=setting("STATE_TABLE"), Key=_key(drill_id), ConsistentRead=True).get("Item")
    return readable_or_none(item, _drill, "a drill") if item else None


def _drill(item: Item) -> Drill:
    return checked(from_document(json.loads(item["doc"]["S"])))


def _latest_id(item: Item) -> str:
    return str(item["drill"]["S"])


def _item(drill: Drill) -> Item:
    doc = json.dumps(to_document(drill), ensure_ascii=False)
    return {**_key(drill.id), "doc": text(doc), "x": _expiry(drill)}


def _expiry(drill: Drill) -> dict[str, str]:
    return expiry(drill.started_ms, KEPT_DAYS)


def _key(name: str) -> dict[str, Any]:
    return {"pk": text(PARTITION), "sk": text(name)}
