"""The outbox: what is to be told, written down before it is told, claimed before it is sent.

One transaction stores what a crisis has been told together with the letters of the
step, so that neither exists without the other. A letter is two items: the record
``outbox#<owner>`` / ``<transition>#<audience>``, whose existence means "decided"
for thirty days, and its copy with the text under ``outbox#due``, which goes when it is
sent. Every condition is inside a transaction, whose token makes the SDK's own retries
safe: a plain conditional write that is applied, lost and retried looks like a defeat.
"""

from __future__ import annotations

import time
from typing import Any

from functions.notify import crisis_state as document
from functions.notify.crisis_state import Crisis
from functions.notify.messages.message import Audience
from functions.notify.messages.notification import Letter
from functions.notify.outbox.items import (
    BUNDLE,
    DUE,
    KEPT_DAYS,
    LEDGER,
    Due,
    claim_of,
    count_text,
    due_key,
    due_of,
    key,
    mark,
    put_crisis,
    put_letter,
    reminder,
    table,
)
from shared.domain.errors import Conflict
from shared.runtime.telemetry import logger
from shared.store.dynamodb import Item, dynamodb, expiry, number, query_all, text

PAUSES = (0.02, 0.08, 0.32)
"""Seconds between tries of a transaction that met another one on the same item."""

LOST = "ConditionalCheckFailed"
ORDER = tuple(Audience)


def crisis_of(crisis_id: str) -> Crisis | None:
    """What this crisis has been told, if anything."""
    item = dynamodb().get_item(TableName=table(), Key=key(crisis_id, LEDGER), ConsistentRead=True).get("Item")
    return document.from_json(item["doc"]["S"]) if item else None


def commit(before: Crisis | None, after: Crisis, letters: list[Letter], *, at_ms: int, kept_from_ms: int) -> bool:
    """Store the crisis and its letters together; ``False`` when they had been decided before.

    ``at_ms`` is the time of the step, ``kept_from_ms`` when the thirty days begin.

    Raises:
        Conflict: the crisis was changed since it was read; read it again and decide again.
    """
    expires = expiry(kept_from_ms, KEPT_DAYS)
    copies = [write for letter in letters for write in put_letter(letter, at_ms, expires)]
    lost = _transact([put_crisis(before, after, expires), *copies, *reminder(before, after, expires)])
    if lost - {0}:
        return False
    if lost:
        raise Conflict(f"crisis {after.id!r} was changed meanwhile")
    return True


def due() -> tuple[list[Due], dict[str, int]]:
    """Letters not known to be sent, pages first, then the oldest; and grouped alerts: crisis id to due time."""
    items = list(
        query_all(
            TableName=table(),
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": text(DUE)},
            ConsistentRead=True,
        )
    )
    bundles = {i["sk"]["S"].removeprefix(BUNDLE): int(i["due"]["N"]) for i in items if _is_bundle(i)}
    letters = [found for i in items if not _is_bundle(i) for found in _read(i)]
    return sorted(letters, key=lambda d: (ORDER.index(d.letter.message.audience), d.made_ms)), bundles


def claim(found: Due, now_ms: int, texts_a_day: int) -> str:
    """Begin to send: empty when the claim is ours, else what stood against it, ``taken`` or ``capped``.

    A page takes one of the day's texts in the same transaction.
    """
    writes = [claim_of(found, now_ms)]
    if found.letter.message.audience is Audience.PAGE:
        writes.append(count_text(now_ms, texts_a_day))
    lost = _transact(writes)
    return ("taken", "capped")[min(lost)] if lost else ""


def release(found: Due, claimed_ms: int) -> None:
    """Give a claim back after a definite refusal, and the text with it."""
    writes = [claim_of(Due(found.letter, found.made_ms, claimed_ms), 0)]
    if found.letter.message.audience is Audience.PAGE:
        writes.append(count_text(claimed_ms, None))
    _transact(writes)


def sent(found: Due, message_id: str, now_ms: int) -> None:
    """Mark it sent; its text is kept no longer."""
    values = {":at": number(now_ms), ":id": text(message_id)}
    record = mark(found.letter, "sent", values, ", sent = :at, message = :id")
    _transact([record, {"Delete": {"TableName": table(), "Key": due_key(found.letter)}}])


def replaced(found: Due, why: str, letter: Letter | None, now_ms: int) -> bool:
    """Give a letter up, for another one or for none; ``False`` when it was dealt with meanwhile."""
    unchanged = {
        "ConditionExpression": "claimed = :seen",
        "ExpressionAttributeValues": {":seen": number(found.claimed_ms)},
    }
    gone = {"Delete": {"TableName": table(), "Key": due_key(found.letter), **unchanged}}
    instead = put_letter(letter, now_ms, expiry(now_ms, KEPT_DAYS)) if letter else []
    return not _transact([gone, mark(found.letter, why, {}, ""), *instead])


def _transact(writes: list[dict[str, Any]]) -> set[int]:
    """Write all or nothing; the indexes of the writes whose conditions failed.

    Raises:
        Conflict: other transactions kept the items busy.
    """
    client = dynamodb()
    for pause in (*PAUSES, None):
        try:
            client.transact_write_items(TransactItems=writes)  # type: ignore[arg-type]  # built piece by piece
        except client.exceptions.TransactionCanceledException as error:
            codes = [reason.get("Code", "") for reason in error.response["CancellationReasons"]]
            lost = {index for index, code in enumerate(codes) if code == LOST}
            if lost:
                return lost
            if pause is None:
                raise Conflict(f"the outbox is busy: {', '.join(sorted(set(codes)))}") from error
            time.sleep(pause)
        else:
            return set()
    return set()


def _is_bundle(item: Item) -> bool:
    return str(item["sk"]["S"]).startswith(BUNDLE)


def _read(item: Item) -> list[Due]:
    """The letter, or none: one that another version wrote must not stop the rest."""
    try:
        return [due_of(item)]
    except (KeyError, ValueError, TypeError) as error:
        logger.error("a letter cannot be read", letter=item["sk"]["S"], error=type(error).__name__)
        return []
