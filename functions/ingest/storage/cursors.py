"""Cursors in the state table: a small item that changes with every poll, and the seen keys in another.

DynamoDB bills a write by the whole item, so the keys, up to 16 KB, are written only
when there are new ones. They are written first: keys without their cursor do no harm,
because their posts are stored by then.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from functions.ingest.polling.subscriptions import QueryState
from shared.channels.cursor import DIGEST_DIGITS, Cursor
from shared.domain.errors import Conflict
from shared.domain.poll_status import PollStatus
from shared.domain.web_address import without_secrets
from shared.runtime.settings import setting
from shared.store import poll_statuses
from shared.store.dynamodb import condition_failed, dynamodb, number, text

KEY_BYTES = DIGEST_DIGITS // 2

MAX_KNOWN = 2_000
"""Queries whose seen keys are kept in memory: at most 32 MB."""

_known: dict[tuple[str, str], tuple[int, bytes]] = {}
"""Seen keys that this process has read or saved, with the version of their cursor, by channel and key.

A query is polled every minute by the same few processes, and to read 16 KB costs four reads.
"""


def load_channel(channel: str) -> dict[tuple[str, str], QueryState]:
    """Everything stored of a channel, by query and endpoint."""
    states = (_state(channel, item) for item in poll_statuses.cursor_items(channel, consistent=True))
    return {(state.status.query, state.status.endpoint): state for state in states}


def load_seen(state: QueryState) -> tuple[str, ...]:
    """The keys delivered lately, oldest first."""
    if not state.version:
        return ()
    version, packed = _known.get((state.status.channel, state.key), (0, b""))
    if version != state.version:
        packed = _read_seen(state)
        _remember(state, state.version, packed)
    return tuple(packed[i : i + KEY_BYTES].hex() for i in range(0, len(packed), KEY_BYTES))


def save(state: QueryState, cursor: Cursor, status: PollStatus, seen_before: tuple[str, ...]) -> None:
    """Save the cursor, after what it passed over was stored.

    Raises:
        Conflict: another run moved the cursor meanwhile; what it passed over is stored, nothing is lost.
    """
    version, packed = _known.pop((status.channel, state.key), (0, b""))
    if cursor.seen != seen_before:
        version, packed = state.version, bytes.fromhex("".join(cursor.seen))
        key = {"pk": text(_seen_partition(state)), "sk": text(state.key)}
        dynamodb().put_item(TableName=setting("STATE_TABLE"), Item={**key, "k": {"B": packed}})
    try:
        dynamodb().put_item(TableName=setting("STATE_TABLE"), **_write(state, cursor, status))
    except ClientError as error:
        if condition_failed(error) is None:
            raise
        raise Conflict(
            f"the cursor of {without_secrets(status.query)[:80]!r} was moved by another run", field="cursor"
        ) from error
    if version == state.version:
        _remember(state, version + 1, packed)


def _read_seen(state: QueryState) -> bytes:
    key = {"pk": text(_seen_partition(state)), "sk": text(state.key)}
    item = dynamodb().get_item(TableName=setting("STATE_TABLE"), Key=key, ConsistentRead=True).get("Item")
    return bytes(item["k"]["B"]) if item else b""


def _remember(state: QueryState, version: int, packed: bytes) -> None:
    if len(_known) >= MAX_KNOWN:
        _known.clear()
    _known[state.status.channel, state.key] = version, packed


def _write(state: QueryState, cursor: Cursor, status: PollStatus) -> dict[str, Any]:
    item = {
        "pk": text(f"cursor#{status.channel}"),
        "sk": text(state.key),
        "cursor": text(json.dumps(cursor._replace(seen=()).to_json())),
        "version": number(state.version + 1),
        **poll_statuses.attributes(status),
    }
    if not state.version:
        return {"Item": item, "ConditionExpression": "attribute_not_exists(pk)"}
    expected = {":expected": number(state.version)}
    return {"Item": item, "ConditionExpression": "version = :expected", "ExpressionAttributeValues": expected}


def _state(channel: str, item: Mapping[str, Any]) -> QueryState:
    cursor = Cursor.from_json(json.loads(item["cursor"]["S"]))
    return QueryState(poll_statuses.from_item(channel, item), cursor, int(item["version"]["N"]))


def _seen_partition(state: QueryState) -> str:
    return f"seen#{state.status.channel}"
