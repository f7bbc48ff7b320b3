"""Cursors in the state table: a small item for each query, written when a poll changed what it says.

DynamoDB bills a write by each kilobyte of the whole item. So a new key goes into what is left of the
cursor's kilobyte, and only when that is full are all keys, up to 16 KB, written to an item of their
own. They are written first: keys without their cursor do no harm, because their posts are
stored by then. And a poll that brought nothing is remembered here and written every ``QUIET_MS``:
who starts without this memory reads a little further back, and loses nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from botocore.exceptions import ClientError

from functions.ingest.polling.subscriptions import QueryState
from shared.channels.cursor import DIGEST_DIGITS, Cursor
from shared.domain.errors import Conflict
from shared.domain.poll_status import PollStatus
from shared.domain.time import MINUTE_MS
from shared.domain.web_address import without_secrets
from shared.runtime.settings import setting
from shared.store.collection import poll_statuses
from shared.store.dynamodb import Item, condition_failed, dynamodb, number, text

KEY_BYTES = DIGEST_DIGITS // 2

QUIET_MS = 4 * MINUTE_MS
"""How old the stored item of a query may become whose polls bring nothing; well below ``LATE_AFTER_MS``, from which on
a query counts as not polled."""

UNIT_BYTES = 1_024
"""The size up to which an item is written for one unit."""

MAX_KNOWN = 2_000
"""Queries whose seen keys are kept in memory: at most 32 MB."""


class _Known(NamedTuple):
    """What this process knows of a query: its state after the last poll, and the packed keys seen."""

    state: QueryState
    seen: bytes


_known: dict[tuple[str, str], _Known] = {}
"""Of the queries that this process has read or saved, by channel and key; it holds while the version is the stored one.

A query is polled every minute by the same few processes, and to read 16 KB costs four reads.
"""


def load_channel(channel: str) -> dict[tuple[str, str], QueryState]:
    """Everything known of a channel, by query and endpoint."""
    states = (_latest(_state(channel, item)) for item in poll_statuses.cursor_items(channel, consistent=True))
    return {(state.status.query, state.status.endpoint): state for state in states}


def load_seen(state: QueryState) -> tuple[str, ...]:
    """The keys delivered lately, oldest first."""
    if not state.version:
        return ()
    known = _known.get(_place(state))
    if known is None or known.state.version != state.version:
        known = _Known(state, _read_seen(state) + state.fresh)
        _remember(known)
    return tuple(dict.fromkeys(known.seen[i : i + KEY_BYTES].hex() for i in range(0, len(known.seen), KEY_BYTES)))


def save(state: QueryState, cursor: Cursor, status: PollStatus, seen_before: tuple[str, ...]) -> None:
    """Save the cursor, after what it passed over was stored.

    Raises:
        Conflict: another run moved the cursor meanwhile; what it passed over is stored, nothing is lost.
    """
    known = _known.pop(_place(state), None)
    seen = known.seen if known and known.state.version == state.version else None
    if cursor.seen:  # a poll that failed says nothing of the keys
        seen = _packed(cursor.seen)
    before = set(seen_before)
    fresh = _packed(key for key in cursor.seen if key not in before)
    after = state._replace(status=status, cursor=cursor._replace(seen=()), fresh=state.fresh + fresh)
    if fresh or not _says_the_same(state, after):
        after = _written(after._replace(written_ms=status.attempt_ms), seen if fresh else None)
    if seen is not None:
        _remember(_Known(after, seen))


def _says_the_same(before: QueryState, after: QueryState) -> bool:
    """Whether a poll that worked changed nothing but its time, and the item is not yet too old."""
    done_ms = after.status.attempt_ms
    if not before.version or done_ms - before.written_ms >= QUIET_MS or after.status.success_ms != done_ms:
        return False
    return after.cursor.fresh_until_ms <= done_ms and _lasting(before) == _lasting(after)


def _lasting(state: QueryState) -> tuple[Cursor, PollStatus]:
    """What of a state is not of one poll."""
    return (
        state.cursor._replace(completed_ms=0, crawl_ms=0, fresh_until_ms=0),
        state.status._replace(attempt_ms=0, success_ms=0, fresh_until_ms=0, lag_ms=None, items=0),
    )


def _written(state: QueryState, seen: bytes | None) -> QueryState:
    """Write the state as its next version: with its new keys, or after ``seen``, all keys, if it is full."""
    item = _item(state)
    if seen is not None and _most_bytes(item) > UNIT_BYTES:
        key = {"pk": text(_seen_partition(state)), "sk": text(state.key)}
        dynamodb().put_item(TableName=setting("STATE_TABLE"), Item={**key, "k": {"B": seen}})
        state = state._replace(fresh=b"")
        item = _item(state)
    try:
        dynamodb().put_item(TableName=setting("STATE_TABLE"), Item=item, **_condition(state.version))
    except ClientError as error:
        if condition_failed(error) is None:
            raise
        raise Conflict(
            f"the cursor of {without_secrets(state.status.query)[:80]!r} was moved by another run", field="cursor"
        ) from error
    return state._replace(version=state.version + 1)


def _item(state: QueryState) -> Item:
    """The item of the state's next version.

    An earlier version does not know ``f``: it is given those posts again, and stores them as they are.
    """
    cursor = {name: value for name, value in state.cursor.to_json().items() if value}
    return {
        "pk": text(f"cursor#{state.status.channel}"),
        "sk": text(state.key),
        "cursor": text(json.dumps(cursor, separators=(",", ":"))),
        "version": number(state.version + 1),
        **poll_statuses.attributes(state.status),
        **({"f": {"B": state.fresh}} if state.fresh else {}),
    }


def _condition(version: int) -> dict[str, Any]:
    if not version:
        return {"ConditionExpression": "attribute_not_exists(pk)"}
    return {"ConditionExpression": "version = :expected", "ExpressionAttributeValues": {":expected": number(version)}}


def _most_bytes(item: Item) -> int:
    """The size of an item, or a little more: DynamoDB packs two digits of a number into a byte."""
    values = (next(iter(value.values())) for value in item.values())
    return sum(map(len, item)) + sum(len(value.encode() if isinstance(value, str) else value) for value in values)


def _latest(stored: QueryState) -> QueryState:
    """The stored state, or what this process remembers of the polls since it was written."""
    known = _known.get(_place(stored))
    return known.state if known and known.state.version == stored.version else stored


def _read_seen(state: QueryState) -> bytes:
    key = {"pk": text(_seen_partition(state)), "sk": text(state.key)}
    item = dynamodb().get_item(TableName=setting("STATE_TABLE"), Key=key, ConsistentRead=True).get("Item")
    return bytes(item["k"]["B"]) if item else b""


def _remember(known: _Known) -> None:
    if len(_known) >= MAX_KNOWN:
        _known.clear()
    _known[_place(known.state)] = known


def _place(state: QueryState) -> tuple[str, str]:
    return state.status.channel, state.key


def _packed(keys: Iterable[str]) -> bytes:
    return bytes.fromhex("".join(keys))


def _state(channel: str, item: Mapping[str, Any]) -> QueryState:
    status = poll_statuses.from_item(channel, item)
    cursor = Cursor.from_json(json.loads(item["cursor"]["S"]))
    fresh = bytes(item["f"]["B"]) if "f" in item else b""
    return QueryState(status, cursor, int(item["version"]["N"]), written_ms=status.attempt_ms, fresh=fresh)


def _seen_partition(state: QueryState) -> str:
    return f"seen#{state.status.channel}"
