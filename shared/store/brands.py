"""Brands and their settings, in one partition, because every poll and every list reads them all."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from botocore.exceptions import ClientError

from shared.domain.brand import DEFAULT_MODEL, Brand, Query, Sensitivity
from shared.domain.errors import Conflict, NotFound, Unreadable
from shared.domain.moments.kind import Kind
from shared.domain.people import oncall
from shared.domain.time import ALLOWED_LATENESS_MS
from shared.domain.write_shards import WriteShards
from shared.runtime.settings import setting
from shared.runtime.telemetry import logger
from shared.store.dynamodb import Item, condition_failed, dynamodb, number, query_all, text, unreadable

PARTITION = "brands"


class Stored(NamedTuple):
    """All brands by id, and the ids of those whose settings cannot be read."""

    brands: list[Brand]
    unreadable: list[str]


def get(brand_id: str, *, consistent: bool = True) -> Brand:
    """The brand of this id; without ``consistent``, as it was a moment ago at the latest, for half the price.

    Raises:
        NotFound: there is none.
        Unreadable: its settings cannot be read.
    """
    item = (
        dynamodb().get_item(TableName=setting("STATE_TABLE"), Key=_key(brand_id), ConsistentRead=consistent).get("Item")
    )
    if item is None:
        raise NotFound(f"there is no brand {brand_id!r}; create it with PUT /brands/{brand_id}", field="brand")
    return from_item(item)


def every() -> list[Brand]:
    """All brands that can be read, by id: one that cannot must not stop the others."""
    return stored().brands


def stored() -> Stored:
    """All brands, and the ids of those that cannot be read; these are logged."""
    request = {
        "TableName": setting("STATE_TABLE"),
        "KeyConditionExpression": "pk = :pk",
        "ExpressionAttributeValues": {":pk": text(PARTITION)},
    }
    found, broken = list[Brand](), list[str]()
    for item in query_all(**request):
        try:
            found.append(from_item(item))
        except Unreadable as error:
            broken.append(item["sk"]["S"])
            logger.error("brand cannot be read", brand=item["sk"]["S"], reason=error.message)
    return Stored(found, broken)


def put(brand: Brand, expected_version: int | None = None) -> None:
    """Store the settings; ``expected_version`` (0: must not exist yet) prevents a lost update.

    Raises:
        Conflict: somebody changed the brand since it was read.
    """
    guard: dict[str, Any] = {}
    if expected_version == 0:
        guard = {"ConditionExpression": "attribute_not_exists(pk)"}
    elif expected_version is not None:
        guard = {
            "ConditionExpression": "version = :expected",
            "ExpressionAttributeValues": {":expected": number(expected_version)},
        }
    try:
        dynamodb().put_item(TableName=setting("STATE_TABLE"), Item=to_item(brand), **guard)
    except ClientError as error:
        if condition_failed(error) is None:
            raise
        raise Conflict(f"brand {brand.id!r} was changed meanwhile; read it again and repeat", field="brand") from error


def first_write(brand: Brand) -> dict[str, Any]:
    """The write of a new brand for a transaction, on condition that there is none of this id."""
    condition = "attribute_not_exists(pk)"
    return {"Put": {"TableName": setting("STATE_TABLE"), "Item": to_item(brand), "ConditionExpression": condition}}


def delete(brand_id: str, expected_version: int | None = None) -> None:
    """Stop watching the brand; its mentions, counts and moments stay until they expire.

    Raises:
        NotFound: there is no such brand.
        Conflict: ``expected_version`` is given, and somebody changed the brand since.
    """
    guard: dict[str, Any] = {"ConditionExpression": "attribute_exists(pk)"}
    if expected_version is not None:
        guard["ConditionExpression"] += " AND version = :expected"
        guard["ExpressionAttributeValues"] = {":expected": number(expected_version)}
    try:
        dynamodb().delete_item(
            TableName=setting("STATE_TABLE"),
            Key=_key(brand_id),
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
            **guard,
        )
    except ClientError as error:
        found = condition_failed(error)
        if found is None:
            raise
        if found:
            raise Conflict(f"brand {brand_id!r} was changed meanwhile; read it again", field="brand") from error
        raise NotFound(f"there is no brand {brand_id!r}", field="brand") from error


def to_item(brand: Brand) -> Item:
    """The item of a brand; fields that nobody queries by are one JSON text."""
    settings = {
        "name": brand.name,
        "aliases": brand.aliases,
        "excluded": brand.excluded,
        "time_zone": brand.time_zone,
        "sensitivity": brand.sensitivity,
        "sensitivities": dict(brand.sensitivities),
        "lexicon": dict(brand.lexicon),
        "table": brand.sentiment_model,
        "oncall": oncall.to_document(brand.oncall),
        "late_after": brand.late_after_ms,
        "support": brand.support,
        "shards": brand.write_shards.most,  # earlier versions read so many
        "queries": {
            channel: [{"text": query.text, "every": query.every} for query in queries]
            for channel, queries in brand.queries.items()
        },
    }
    if brand.spread:
        settings |= {"least_shards": brand.shards, "spread": [brand.spread.now, brand.spread.earlier]}
    return {
        **_key(brand.id),
        "settings": text(json.dumps(settings, ensure_ascii=False)),
        "version": number(brand.version),
        "created": number(brand.created_ms),
        "updated": number(brand.updated_ms),
    }


def from_item(item: Item) -> Brand:
    """The brand an item holds.

    Raises:
        Unreadable: a setting is missing or of the wrong kind.
    """
    try:
        return _brand(item)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        name = item["sk"]["S"]
        raise Unreadable(
            f"the settings of brand {name!r} cannot be read: {unreadable(error)}; replace them with PUT /brands/{name}",
            field="brand",
        ) from error


def _brand(item: Item) -> Brand:
    settings = json.loads(item["settings"]["S"])
    return Brand(
        id=item["sk"]["S"],
        name=settings["name"],
        aliases=tuple(settings["aliases"]),
        queries={name: tuple(Query(**query) for query in found) for name, found in settings["queries"].items()},
        excluded=tuple(settings["excluded"]),
        time_zone=settings["time_zone"],
        sensitivity=Sensitivity(settings["sensitivity"]),
        sensitivities={
            Kind(kind): None if level is None else Sensitivity(level)
            for kind, level in settings.get("sensitivities", {}).items()
        },
        lexicon=settings.get("lexicon", {}),
        sentiment_model=settings.get("table", DEFAULT_MODEL),
        oncall=oncall.from_document(settings.get("oncall", {})),
        late_after_ms=settings.get("late_after", ALLOWED_LATENESS_MS),
        support=settings.get("support", ""),
        shards=settings.get("least_shards", settings["shards"]),
        spread=_spread(*settings["spread"]) if "spread" in settings else None,
        created_ms=int(item["created"]["N"]),
        updated_ms=int(item["updated"]["N"]),
        version=int(item["version"]["N"]),
    )


def _spread(count: int, earlier: list[list[int]]) -> WriteShards:
    return WriteShards(int(count), tuple((int(until), int(before)) for until, before in earlier))


def _key(brand_id: str) -> dict[str, Any]:
    return {"pk": text(PARTITION), "sk": text(brand_id)}
