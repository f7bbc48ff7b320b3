"""The outbox's items and the writes of its transactions, in the form of DynamoDB's low-level API."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from functions.notify.messages.message import Message, OutboxMessage
from functions.notify.outputs.output import Output
from functions.notify.outputs.registry import output_of
from functions.notify.policy import crisis_json, crisis_state, escalation
from functions.notify.policy.crisis_state import Crisis
from shared.domain.errors import Unreadable
from shared.runtime.settings import setting
from shared.store.dynamodb import Item, number, text, unreadable
from shared.store.readable import READ_ERRORS

KEPT_DAYS = 30
PENDING_PARTITION = "outbox#due"
CRISIS_SORT_KEY = "crisis"
REMINDER_PREFIX = "bundle#"
"""How the sort key of a grouped mail's reminder begins, among the pending messages."""

DEADLINE_PREFIX = "deadline#"
"""How the sort key of a crisis with a deadline begins, in the same place: one read finds all that a tick must do."""

HELD_PREFIX = "held#"
"""The same for a crisis of which a silence covers something."""

PLAN_PREFIX = "plan#"
"""The same for a crisis of whose plan something may be overdue."""


class PendingMessage(NamedTuple):
    """A message not known to be sent.

    ``claimed_ms`` is 0 until somebody begins to send it, ``refused_ms`` until it was tried and not accepted.
    """

    stored: OutboxMessage
    created_ms: int
    claimed_ms: int = 0
    refused_ms: int = 0

    @property
    def name(self) -> str:
        """Its name in the outbox."""
        return self.stored.name

    @property
    def message(self) -> Message:
        """What is to be published."""
        return self.stored.message

    @property
    def tried(self) -> bool:
        """Whether somebody began to send it."""
        return bool(self.claimed_ms or self.refused_ms)

    @property
    def output(self) -> Output:
        """The output it is for."""
        return output_of(self.message)


def put_crisis(before: Crisis | None, after: Crisis, expires: dict[str, str]) -> dict[str, Any]:
    """Store the state of a crisis, unless it was changed since ``before`` was read."""
    version = before.version if before else 0
    guard: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(pk)"}
    if before:
        guard = {"ConditionExpression": "version = :v", "ExpressionAttributeValues": {":v": number(version)}}
    document = crisis_json.to_json(crisis_state.with_version(after, version + 1))
    item = {
        **record_key(after.id, CRISIS_SORT_KEY),
        "doc": text(document),
        "paging": text(escalation.to_json(after.paging)),
        "version": number(version + 1),
    }
    return {"Put": {"TableName": table(), "Item": {**item, "x": expires}, **guard}}


def put_message(stored: OutboxMessage, at_ms: int, expires: dict[str, str]) -> list[dict[str, Any]]:
    """Store a message, unless one of its name was stored before: its record, and the copy that is sent."""
    record = {**record_key(stored.owner, stored.name), "state": text("due"), "x": expires}
    pending = {
        **pending_key(stored),
        "letter": text(_letter(stored)),
        "made": number(at_ms),
        "claimed": number(0),
        "x": expires,
    }
    return [
        {"Put": {"TableName": table(), "Item": record, "ConditionExpression": "attribute_not_exists(pk)"}},
        {"Put": {"TableName": table(), "Item": pending}},
    ]


def _letter(stored: OutboxMessage) -> str:
    message = {**stored.message._asdict(), "attributes": dict(stored.message.attributes)}
    return json.dumps({**stored._asdict(), "message": message})


def crisis_from_item(item: Item) -> Crisis:
    """The crisis that an item holds; one of an earlier version has no paging.

    Raises:
        Unreadable: the item is not a crisis.
    """
    try:
        paging = escalation.from_json(item["paging"]["S"]) if "paging" in item else None
        return crisis_json.from_json(item["doc"]["S"], paging)
    except READ_ERRORS as error:
        raise Unreadable(f"the state of {item['pk']['S']} cannot be read: {unreadable(error)}") from error


def reminder_writes(before: Crisis | None, after: Crisis, expires: dict[str, str]) -> list[dict[str, Any]]:
    """Keep the items by which a tick finds a grouped mail and a deadline in step with the crisis."""
    mail_before, deadline_before = (before.due_ms, before.paging.next_ms) if before else (0, 0)
    mail = _reminder(REMINDER_PREFIX, mail_before, after.id, after.due_ms, expires)
    deadline = _reminder(DEADLINE_PREFIX, deadline_before, after.id, after.paging.next_ms, expires)
    looked_ms = before.look_ms if before else 0
    moved = looked_ms != after.look_ms
    plan = _reminder(PLAN_PREFIX, looked_ms, after.id, after.look_ms, expires) if moved else []
    return [*mail, *deadline, *plan, *_held_writes(before, after, expires)]


def _held_writes(before: Crisis | None, after: Crisis, expires: dict[str, str]) -> list[dict[str, Any]]:
    held = after.paging.held.values()
    due_ms = min((found.until_ms for found in held), default=0)
    was_held = int(bool(before and before.paging.held))
    writes = _reminder(HELD_PREFIX, was_held, after.id, due_ms, expires)
    if due_ms:
        writes[0]["Put"]["Item"]["silences"] = {"SS": sorted({found.silence for found in held})}
    return writes


def _reminder(
    prefix: str, before_ms: int, crisis_id: str, due_ms: int, expires: dict[str, str]
) -> list[dict[str, Any]]:
    key = {"pk": text(PENDING_PARTITION), "sk": text(f"{prefix}{crisis_id}")}
    if due_ms:
        return [{"Put": {"TableName": table(), "Item": {**key, "due": number(due_ms), "x": expires}}}]
    return [{"Delete": {"TableName": table(), "Key": key}}] if before_ms else []


def claim_write(found: PendingMessage, claimed_ms: int) -> dict[str, Any]:
    """Set the claim to ``claimed_ms`` if it is still the one that was read; 0 gives it back."""
    return {
        "Update": {
            "TableName": table(),
            "Key": pending_key(found.stored),
            "UpdateExpression": "SET claimed = :now",
            "ExpressionAttributeValues": {":now": number(claimed_ms), ":seen": number(found.claimed_ms)},
            "ConditionExpression": "claimed = :seen",
        }
    }


def release_write(found: PendingMessage, claimed_ms: int) -> dict[str, Any]:
    """Give the claim of ``claimed_ms`` back, and note when the message was first refused."""
    write = claim_write(found._replace(claimed_ms=claimed_ms), 0)
    write["Update"]["UpdateExpression"] += ", refused = if_not_exists(refused, :seen)"
    return write


def delete_pending(found: PendingMessage) -> dict[str, Any]:
    """Delete the copy that is sent, if its claim is still the one that was read."""
    return {
        "Delete": {
            "TableName": table(),
            "Key": pending_key(found.stored),
            "ExpressionAttributeValues": {":seen": number(found.claimed_ms)},
            "ConditionExpression": "claimed = :seen",
        }
    }


def state_write(stored: OutboxMessage, state: str, values: dict[str, Any], more: str) -> dict[str, Any]:
    """Note on a message's record what became of it."""
    return {
        "Update": {
            "TableName": table(),
            "Key": record_key(stored.owner, stored.name),
            "UpdateExpression": f"SET #state = :state{more}",
            "ExpressionAttributeNames": {"#state": "state"},
            "ExpressionAttributeValues": {":state": text(state), **values},
        }
    }


def pending_from_item(item: Item) -> PendingMessage:
    """The message an item holds.

    Raises:
        LookupError, ValueError, TypeError: another version wrote it, or its output is gone.
    """
    fields = json.loads(item["letter"]["S"])
    stored = OutboxMessage(**{**fields, "message": Message(**fields["message"])})
    output_of(stored.message)
    refused_ms = int(item["refused"]["N"]) if "refused" in item else 0
    return PendingMessage(stored, int(item["made"]["N"]), int(item["claimed"]["N"]), refused_ms)


def pending_key(stored: OutboxMessage) -> dict[str, Any]:
    """The key of a message until it is sent."""
    return {"pk": text(PENDING_PARTITION), "sk": text(f"letter#{stored.owner}#{stored.name}")}


def record_key(owner: str, name: str) -> dict[str, Any]:
    """The key of a record of the outbox."""
    return {"pk": text(f"outbox#{owner}"), "sk": text(name)}


def table() -> str:
    """The table that holds the outbox."""
    return setting("STATE_TABLE")
