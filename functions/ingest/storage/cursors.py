"""Cursors in the state table: the small item that changes with every poll, and the keys seen apart.

DynamoDB bills a write by the whole item, so the keys, up to 16 KB, are written only
when there are new ones. They go first: keys without their cursor cost nothing, because
what they stand for is stored by then.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from botocore.exceptions import ClientError

from functions.ingest.polling.health import Health, attributes, health_of
from shared.channels.cursor import DIGEST_DIGITS, Cursor
from shared.domain.errors import Conflict
from shared.domain.mention import digest
from shared.runtime.settings import setting
from shared.store.dynamodb import condition_failed, dynamodb, number, query_all, text

KEY_BYTES = DIGEST_DIGITS // 2


@dataclass(frozen=True, slots=True)
class QueryState:
    """What is kept of one query of a channel; ``version`` 0 where nothing is yet. ``cursor`` has no keys."""

    health: Health
    cursor: Cursor = field(default_factory=Cursor)
    version: int = 0

    @property
    def key(self) -> str:
        """The sort key of its items."""
        return digest(f"{self.health.query}\x00{self.health.place}")


def load_channel(channel: str) -> dict[tuple[str, str], QueryState]:
    """Everything kept of a channel, by query and place."""
    items = query_all(
        TableName=setting("STATE_TABLE"),
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": text(f"cursor#{channel}")},
        ConsistentRead=True,
    )
    found = (_kept(channel, item) for item in items)
    return {(kept.health.query, kept.health.place): kept for kept in found}


def load_seen(kept: QueryState) -> tuple[str, ...]:
    """The keys delivered lately, oldest first."""
    if not kept.version:
        return ()
    key = {"pk": text(_seen_partition(kept)), "sk": text(kept.key)}
    item = dynamodb().get_item(TableName=setting("STATE_TABLE"), Key=key, ConsistentRead=True).get("Item")
    packed = bytes(item["k"]["B"]) if item else b""
    return tuple(packed[i : i + KEY_BYTES].hex() for i in range(0, len(packed), KEY_BYTES))


def save(kept: QueryState, cursor: Cursor, health: Health, seen_before: tuple[str, ...]) -> None:
    """Keep the cursor, after what it passed over was stored.

    Raises:
        Conflict: another run moved the cursor meanwhile; what it passed over is stored, nothing is lost.
    """
    if cursor.seen != seen_before:
        dynamodb().put_item(
            TableName=setting("STATE_TABLE"),
            Item={
                "pk": text(_seen_partition(kept)),
                "sk": text(kept.key),
                "k": {"B": bytes.fromhex("".join(cursor.seen))},
            },
        )
    try:
        dynamodb().put_item(TableName=setting("STATE_TABLE"), **_write(kept, cursor, health))
    except ClientError as error:
        if condition_failed(error) is None:
            raise
        raise Conflict(f"the cursor of {health.query[:80]!r} was moved by another run", field="cursor") from error


def _write(kept: QueryState, cursor: Cursor, health: Health) -> dict[str, Any]:
    item = {
        "pk": text(f"cursor#{health.channel}"),
        "sk": text(kept.key),
        "cursor": text(json.dumps(replace(cursor, seen=()).to_json())),
        "version": number(kept.version + 1),
        **attributes(health),
    }
    if not kept.version:
        return {"Item": item, "ConditionExpression": "attribute_not_exists(pk)"}
    expected = {":expected": number(kept.version)}
    return {"Item": item, "ConditionExpression": "version = :expected", "ExpressionAttributeValues": expected}


def _kept(channel: str, item: Mapping[str, Any]) -> QueryState:
    cursor = Cursor.from_json(json.loads(item["cursor"]["S"]))
    return QueryState(health_of(channel, item), cursor, int(item["version"]["N"]))


def _seen_partition(kept: QueryState) -> str:
    return f"seen#{kept.health.channel}"
