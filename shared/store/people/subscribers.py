"""Subscribers, in one partition: people enter them by hand, so there are few.

An item also remembers the addresses that may still be subscribed for it. They are
written before anything is asked of SNS and forgotten after SNS has done it, so whatever
fails in between, the next change knows what is left to remove.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

from botocore.exceptions import ClientError

from shared.domain.errors import Conflict, NotFound, Unreadable
from shared.domain.moments.moment import Kind, Severity
from shared.domain.people.role import Role
from shared.domain.people.subscriber import Subscriber
from shared.domain.people.subscription import Topic
from shared.runtime.settings import setting
from shared.store.dynamodb import Item, condition_failed, dynamodb, number, query_all, text, unreadable
from shared.store.readable import readable

PARTITION = "subscribers"


class Held(NamedTuple):
    """An address that may be subscribed to a topic on behalf of a subscriber."""

    topic: Topic
    protocol: str
    endpoint: str


class Stored(NamedTuple):
    """A subscriber, the addresses held for them, and whether they were removed and only wait to be unsubscribed."""

    subscriber: Subscriber
    held: frozenset[Held] = frozenset()
    removed: bool = False


def get(subscriber_id: str) -> Stored:
    """The subscriber of this id.

    Raises:
        NotFound: there is none.
        Unreadable: it cannot be read.
    """
    item = dynamodb().get_item(TableName=_table(), Key=_key(subscriber_id), ConsistentRead=True).get("Item")
    if item is None:
        raise NotFound(f"there is no subscriber {subscriber_id!r}", field="id")
    return from_item(item)


def every() -> list[Stored]:
    """All subscribers that can be read, by id."""
    request = {
        "TableName": _table(),
        "KeyConditionExpression": "pk = :pk",
        "ExpressionAttributeValues": {":pk": text(PARTITION)},
        "ConsistentRead": True,
    }
    return list(readable(query_all(**request), from_item, "a subscriber"))


def put(stored: Stored, expected_version: int) -> None:
    """Store a subscriber; ``expected_version`` is that of the state it replaces, 0 if there must be none.

    Raises:
        Conflict: somebody changed it since it was read.
    """
    guard: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(pk)"}
    if expected_version:
        guard = {
            "ConditionExpression": "version = :expected",
            "ExpressionAttributeValues": {":expected": number(expected_version)},
        }
    _write(stored.subscriber.id, lambda: dynamodb().put_item(TableName=_table(), Item=to_item(stored), **guard))


def delete(subscriber_id: str, expected_version: int) -> None:
    """Forget a subscriber for whom nothing is subscribed any more.

    Raises:
        Conflict: somebody changed it since it was read.
    """
    guard: dict[str, Any] = {
        "ConditionExpression": "version = :expected",
        "ExpressionAttributeValues": {":expected": number(expected_version)},
    }
    _write(subscriber_id, lambda: dynamodb().delete_item(TableName=_table(), Key=_key(subscriber_id), **guard))


def drop(subscriber_id: str) -> None:
    """Remove what is stored of a subscriber that cannot be read; SNS is not asked."""
    dynamodb().delete_item(TableName=_table(), Key=_key(subscriber_id))


def to_item(stored: Stored) -> Item:
    """The item of a subscriber; nobody queries by its fields, so they are one JSON text."""
    one = stored.subscriber
    settings = {
        "name": one.name,
        "email": one.email,
        "phone": one.phone,
        "levels": one.levels,
        "brands": one.brands,
        "severities": [severity.name for severity in one.severities],
        "kinds": one.kinds,
        "drills": one.drills,
        "role": one.role,
        "language": one.language,
        "time_zone": one.time_zone,
        "held": sorted(stored.held),
        "removed": stored.removed,
    }
    return {
        **_key(one.id),
        "settings": text(json.dumps(settings, ensure_ascii=False)),
        "version": number(one.version),
        "created": number(one.created_ms),
        "updated": number(one.updated_ms),
    }


def from_item(item: Item) -> Stored:
    """The subscriber that an item holds.

    Raises:
        Unreadable: a setting is missing or of the wrong kind.
    """
    try:
        return _stored(item)
    except (LookupError, ValueError, TypeError, AttributeError) as error:
        name = item["sk"]["S"]
        raise Unreadable(
            f"subscriber {name!r} cannot be read: {unreadable(error)}; replace it with PUT /subscribers/{name}",
            field="id",
        ) from error


def _stored(item: Item) -> Stored:
    settings = json.loads(item["settings"]["S"])
    subscriber = Subscriber(
        id=item["sk"]["S"],
        name=settings["name"],
        email=settings["email"],
        phone=settings["phone"],
        levels=tuple(settings["levels"]),
        brands=tuple(settings["brands"]),
        severities=tuple(Severity[name] for name in settings["severities"]),
        kinds=tuple(Kind(kind) for kind in settings["kinds"]),
        drills=settings["drills"],
        role=Role(settings["role"]),
        language=settings["language"],
        time_zone=settings["time_zone"],
        created_ms=int(item["created"]["N"]),
        updated_ms=int(item["updated"]["N"]),
        version=int(item["version"]["N"]),
    )
    return Stored(subscriber, _held(settings["held"]), settings["removed"])


def _held(listed: Iterable[list[str]]) -> frozenset[Held]:
    return frozenset(Held(Topic(topic), protocol, endpoint) for topic, protocol, endpoint in listed)


def _write(subscriber_id: str, write: Any) -> None:
    try:
        write()
    except ClientError as error:
        if condition_failed(error) is None:
            raise
        message = f"subscriber {subscriber_id!r} was changed meanwhile; read it again and repeat"
        raise Conflict(message, field="id") from error


def _table() -> str:
    return setting("STATE_TABLE")


def _key(subscriber_id: str) -> dict[str, Any]:
    return {"pk": text(PARTITION), "sk": text(subscriber_id)}
