"""The outbox in DynamoDB: messages are stored before they are sent, and claimed before they are published.

One transaction stores the state of a crisis together with the messages of a step, so
that neither exists without the other. A message is two items: the record
``outbox#<owner>`` / ``<transition>#<audience>``, whose existence means "decided" for
thirty days, and a copy with the text under ``outbox#due``, which is deleted when it is
sent. Every condition is inside a transaction, whose token makes the SDK's own retries
safe: a plain conditional write that was applied, whose answer was lost and that is
retried looks as if it had failed.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, NamedTuple

from functions.notify.messages.message import OutboxMessage
from functions.notify.outbox.items import (
    CRISIS_SORT_KEY,
    DEADLINE_PREFIX,
    HELD_PREFIX,
    KEPT_DAYS,
    PENDING_PARTITION,
    PLAN_PREFIX,
    REMINDER_PREFIX,
    PendingMessage,
    claim_write,
    crisis_from_item,
    delete_pending,
    pending_from_item,
    pending_key,
    put_crisis,
    put_message,
    record_key,
    release_write,
    reminder_writes,
    state_write,
    table,
)
from functions.notify.outbox.text_counts import count_writes, uncount_writes
from functions.notify.outputs.registry import priority
from functions.notify.policy.crisis_state import Crisis
from shared.domain.errors import Conflict
from shared.domain.people.sms_caps import SmsCaps
from shared.store.dynamodb import Item, dynamodb, expiry, number, query_all, text
from shared.store.readable import readable

RETRY_PAUSES = (0.02, 0.08, 0.32)
"""Seconds between tries of a transaction that met another one on the same item."""

NONE: frozenset[str] = frozenset()

CONDITION_FAILED = "ConditionalCheckFailed"


def read_crisis(crisis_id: str) -> Crisis | None:
    """The state of this crisis, if it has one."""
    key = record_key(crisis_id, CRISIS_SORT_KEY)
    item = dynamodb().get_item(TableName=table(), Key=key, ConsistentRead=True).get("Item")
    return crisis_from_item(item) if item else None


def commit(
    before: Crisis | None, after: Crisis, messages: list[OutboxMessage], *, at_ms: int, kept_from_ms: int
) -> bool:
    """Store the crisis and its messages together; ``False`` when the messages were stored before.

    ``at_ms`` is the time of the step, ``kept_from_ms`` when the thirty days begin.

    Raises:
        Conflict: the crisis was changed since it was read; read it again and decide again.
    """
    expires = expiry(kept_from_ms, KEPT_DAYS)
    puts = [write for stored in messages for write in put_message(stored, at_ms, expires)]
    failed = _transact([put_crisis(before, after, expires), *puts, *reminder_writes(before, after, expires)])
    if failed - {0}:
        return False
    if failed:
        raise Conflict(f"crisis {after.id!r} was changed meanwhile")
    return True


def put_new(messages: Sequence[OutboxMessage], now_ms: int) -> None:
    """Store messages that belong to no crisis, each unless one of its name was stored before."""
    for stored in messages:
        _transact(put_message(stored, now_ms, expiry(now_ms, KEPT_DAYS)))


class Pending(NamedTuple):
    """What waits: messages not known to be sent, and by crisis id when a grouped mail or a deadline is due.

    ``held``: when the first silence of a crisis ends, and the ids of its silences. ``plans``: when a step of
    its plan may be overdue.
    """

    messages: list[PendingMessage]
    groups: dict[str, int]
    deadlines: dict[str, int]
    held: dict[str, tuple[int, frozenset[str]]]
    plans: dict[str, int]


def read_pending() -> Pending:
    """All that waits, in one read; pages first, then the oldest messages."""
    items = list(
        query_all(
            TableName=table(),
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": text(PENDING_PARTITION)},
            ConsistentRead=True,
        )
    )
    groups, deadlines, plans = (_due_times(items, each) for each in (REMINDER_PREFIX, DEADLINE_PREFIX, PLAN_PREFIX))
    ids = {str(i["sk"]["S"]): frozenset(i["silences"].get("SS", ())) for i in items if "silences" in i}
    held = {name: (due, ids.get(HELD_PREFIX + name, NONE)) for name, due in _due_times(items, HELD_PREFIX).items()}
    messages = list(readable([i for i in items if not _is_reminder(i)], pending_from_item, "an outbox message"))
    messages.sort(key=lambda found: (priority(found.message), found.created_ms))
    return Pending(messages, groups, deadlines, held, plans)


def claim(found: PendingMessage, now_ms: int, claimed_ms: int, caps: SmsCaps) -> str:
    """Claim a message before it is published: empty when the claim is ours, else what is in the way.

    ``now_ms`` is the time of the event, by which texts are counted, and ``claimed_ms`` the
    time on the clock. ``taken``: another run has it. A page takes one text of each counter in the same
    transaction; the name of the counter that is full is in the way.
    """
    counted = count_writes(found.message, found.stored.brand, now_ms, caps) if found.output.at_most_once else {}
    failed = _transact([claim_write(found, claimed_ms), *counted.values()])
    return ("taken", *counted)[min(failed)] if failed else ""


def release(found: PendingMessage, now_ms: int, claimed_ms: int) -> None:
    """Give a claim back after a definite refusal, and the text with it; the time of the first refusal is kept."""
    counted = uncount_writes(found.message, found.stored.brand, now_ms) if found.output.at_most_once else []
    _transact([release_write(found, claimed_ms), *counted])


def bundle(pages: Sequence[PendingMessage], instead: OutboxMessage, now_ms: int) -> bool:
    """Put one page in the place of several; ``False`` when another run dealt with one of them meanwhile."""
    gone = [write for page in pages for write in (delete_pending(page), state_write(page.stored, "bundled", {}, ""))]
    return not _transact([*gone, *put_message(instead, now_ms, expiry(now_ms, KEPT_DAYS))])


def mark_sent(found: PendingMessage, message_id: str, now_ms: int) -> None:
    """Mark it as sent, and keep its text no longer."""
    values = {":at": number(now_ms), ":id": text(message_id)}
    record = state_write(found.stored, "sent", values, ", sent = :at, message = :id")
    _transact([record, {"Delete": {"TableName": table(), "Key": pending_key(found.stored)}}])


def replace(found: PendingMessage, why: str, instead: OutboxMessage | None, now_ms: int) -> bool:
    """Give a message up, for another one or for none; ``False`` when another run dealt with it meanwhile."""
    puts = put_message(instead, now_ms, expiry(now_ms, KEPT_DAYS)) if instead else []
    return not _transact([delete_pending(found), state_write(found.stored, why, {}, ""), *puts])


def _transact(writes: list[dict[str, Any]]) -> set[int]:
    """Write all or nothing; the indexes of the writes whose conditions failed.

    Raises:
        Conflict: other transactions kept the items busy.
    """
    client = dynamodb()
    for pause in (*RETRY_PAUSES, None):
        try:
            client.transact_write_items(TransactItems=writes)  # type: ignore[arg-type]  # built piece by piece
        except client.exceptions.TransactionCanceledException as error:
            codes = [reason.get("Code", "") for reason in error.response["CancellationReasons"]]
            failed = {index for index, code in enumerate(codes) if code == CONDITION_FAILED}
            if failed:
                return failed
            if pause is None:
                raise Conflict(f"the outbox is busy: {', '.join(sorted(set(codes)))}") from error
            time.sleep(pause)
        else:
            return set()
    return set()


def _due_times(items: list[Item], prefix: str) -> dict[str, int]:
    named = [item for item in items if str(item["sk"]["S"]).startswith(prefix)]
    return {name.removeprefix(prefix): due_ms for name, due_ms in readable(named, _due_time, "what is due of a crisis")}


def _due_time(item: Item) -> tuple[str, int]:
    return str(item["sk"]["S"]), int(item["due"]["N"])


def _is_reminder(item: Item) -> bool:
    return str(item["sk"]["S"]).startswith((REMINDER_PREFIX, DEADLINE_PREFIX, HELD_PREFIX, PLAN_PREFIX))
