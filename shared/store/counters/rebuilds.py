"""Which brands' past must be learnt again from their counters, and how far that is.

``rebuild``/``<brand>`` notes late changes of counters (``first`` and ``at``: when the first and the
newest came, ``n`` how many, all since the last rebuild) and what a person asked for (``asked``: when;
``whole``: from when on no post is missing). A run holds the item for a while (``held``), and leaves
in it how far it is (``day`` and ``states``, begun at the change number ``begun``), so that another
goes on where it stopped. ``gen`` numbers the changes: one that comes during a run is not forgotten at its end.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from botocore.exceptions import ClientError

from shared.domain.time import DAY_MS, HOUR_MS, MINUTE_MS
from shared.runtime.settings import setting
from shared.store.dynamodb import Item, condition_failed, dynamodb, expiry, number, query_all, text

KEPT_DAYS = 7

DAYS = 60
"""Days of the past that are learnt: the record of peaks looks back eight weeks, and all else less."""

ENOUGH = 12
"""Late changes from which on the past is worth learning again: an hour's worth of buckets."""

QUIET_MS, LONGEST_MS = MINUTE_MS, 30 * MINUTE_MS
"""A rebuild waits until no late change has come for so long, and at most for so long after the first."""

APART_MS, LEARNING_APART_MS = DAY_MS, HOUR_MS
"""Without a person who asks, a brand's past is learnt again only so long after the last time, and sooner where the
brand is still learning."""

HELD_MS = 2 * MINUTE_MS
"""For so long nobody else takes up what a run holds: longer than a call may last."""

RESERVED = re.compile(r"#[a-z]+")
"""Names that DynamoDB reserves, as they stand in expressions."""


class Rebuild(NamedTuple):
    """What is known of one brand's rebuild; times in epoch milliseconds.

    The past is learnt as it is at ``begun_ms``, however often a run has to go on. ``day_ms`` is
    what comes next, and ``states`` what came before it taught, packed; empty where it has not
    begun. ``done_ms`` is when the last one ended, -1 while one is due.
    """

    brand: str
    generation: int
    asked: bool
    whole_since_ms: int | None
    newest_ms: int
    first_ms: int
    changes: int
    after_ms: int
    held_ms: int
    begun: int
    begun_ms: int
    day_ms: int
    states: bytes
    done_ms: int

    def due(self, now_ms: int) -> bool:
        """Whether it is time to begin, or to go on."""
        enough = self.asked or (self.changes >= ENOUGH and self.after_ms <= now_ms)
        settled = now_ms - self.newest_ms >= QUIET_MS or now_ms - self.first_ms >= LONGEST_MS
        return self.done_ms < 0 and self.held_ms <= now_ms and (self.day_ms > 0 or (enough and settled))


def note_changes(brand_id: str, changes: int, now_ms: int) -> None:
    """Note that so many counters of the brand's past have changed."""
    expression = "SET #at = :now, #first = if_not_exists(#first, :now), x = :x REMOVE done ADD n :n, gen :one"
    _update(brand_id, now_ms, expression, {":now": number(now_ms), ":n": number(changes), ":one": number(1)})


def ask(brand_id: str, now_ms: int, whole_since_ms: int | None = None) -> None:
    """Have the brand's past learnt again, as soon as no late change comes any more.

    ``whole_since_ms``: a person says that from then on no post is missing.
    """
    sets = "SET asked = :now, #at = :now, #first = if_not_exists(#first, :now), x = :x"
    values = {":now": number(now_ms), ":one": number(1)}
    if whole_since_ms is not None:
        sets, values = f"{sets}, whole = :whole", values | {":whole": number(whole_since_ms)}
    _update(brand_id, now_ms, f"{sets} REMOVE done, #day, #states, begun, begun_at ADD gen :one", values)


def get(brand_id: str) -> Rebuild | None:
    """The brand's rebuild; ``None`` if none was ever due, or the last one ended long ago."""
    found = dynamodb().get_item(TableName=setting("STATE_TABLE"), Key=_key(brand_id), ConsistentRead=True)
    return _rebuild(found["Item"]) if "Item" in found else None


def due(now_ms: int) -> list[str]:
    """The brands whose rebuild is due, the one that waits longest first."""
    found = query_all(
        TableName=setting("STATE_TABLE"),
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": text("rebuild")},
        ConsistentRead=True,
    )
    rebuilds = [_rebuild(item) for item in found]
    return [one.brand for one in sorted(rebuilds, key=lambda one: one.first_ms) if one.due(now_ms)]


def claim(brand_id: str, now_ms: int) -> Rebuild | None:
    """Hold the brand's rebuild; ``None`` if another run holds it, or none is due any more."""
    values = {":now": number(now_ms), ":held": number(now_ms + HELD_MS)}
    condition = "attribute_exists(gen) AND attribute_not_exists(done) AND (attribute_not_exists(held) OR held <= :now)"
    item = _update(brand_id, now_ms, "SET held = :held, x = :x", values, condition)
    return None if item is None else _rebuild(item)


def save_progress(rebuild: Rebuild, day_ms: int, states: bytes) -> bool:
    """Save what the days before ``day_ms`` taught; whether the run still holds the rebuild."""
    values = {
        ":day": number(day_ms),
        ":states": {"B": states},
        ":begun": number(rebuild.begun),
        ":since": number(rebuild.begun_ms),
        ":held": number(rebuild.held_ms),
    }
    expression = "SET #day = :day, #states = :states, begun = :begun, begun_at = :since"
    return _update(rebuild.brand, 0, expression, values, "held = :held") is not None


def release(rebuild: Rebuild) -> None:
    """Let another run go on."""
    _update(rebuild.brand, 0, "REMOVE held", {":held": number(rebuild.held_ms)}, "held = :held")


def finish(rebuild: Rebuild, now_ms: int, *, learning: bool = False) -> None:
    """Note that the rebuild has ended; if late changes came during it, the next one is due once they have stopped."""
    after_ms = now_ms + (LEARNING_APART_MS if learning else APART_MS)
    over = "#day, #states, begun, begun_at, held, #first, asked, whole"
    values = {":now": number(now_ms), ":after": number(after_ms), ":begun": number(rebuild.begun)}
    ended = f"SET done = :now, #after = :after, x = :x REMOVE n, {over}"
    if _update(rebuild.brand, now_ms, ended, values, "gen = :begun") is None:
        again = "SET #first = #at, x = :x REMOVE #day, #states, begun, begun_at, held"
        _update(rebuild.brand, now_ms, again, {}, "attribute_exists(gen)")


def _update(brand_id: str, now_ms: int, expression: str, values: Mapping[str, Any], condition: str = "") -> Item | None:
    """Update the item and return it; ``None`` if the condition does not hold."""
    values = {**values, **({":x": expiry(now_ms, KEPT_DAYS)} if ":x" in expression else {})}
    optional = {
        "ExpressionAttributeNames": {name: name[1:] for name in RESERVED.findall(expression)},
        "ExpressionAttributeValues": values,
        "ConditionExpression": condition,
    }
    request: dict[str, Any] = {name: value for name, value in optional.items() if value}
    try:
        updated = dynamodb().update_item(
            TableName=setting("STATE_TABLE"),
            Key=_key(brand_id),
            UpdateExpression=expression,
            ReturnValues="ALL_NEW",
            **request,
        )
    except ClientError as error:
        if condition_failed(error) is None:
            raise
        return None
    return updated["Attributes"]


def _rebuild(item: Item) -> Rebuild:
    def at(name: str, missing: int = -1) -> int:
        return int(item[name]["N"]) if name in item else missing

    newest_ms, generation = at("at"), at("gen")
    return Rebuild(
        brand=item["sk"]["S"],
        generation=generation,
        asked="asked" in item,
        whole_since_ms=at("whole") if "whole" in item else None,
        newest_ms=newest_ms,
        first_ms=at("first", newest_ms),
        changes=at("n", 0),
        after_ms=at("after"),
        held_ms=at("held"),
        begun=at("begun", generation),
        begun_ms=at("begun_at", at("held") - HELD_MS),
        day_ms=at("day"),
        states=bytes(item["states"]["B"]) if "states" in item else b"",
        done_ms=at("done"),
    )


def _key(brand_id: str) -> dict[str, Any]:
    return {"pk": text("rebuild"), "sk": text(brand_id)}
