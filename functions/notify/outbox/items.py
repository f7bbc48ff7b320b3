"""The outbox's items and the writes of its transactions, as the low-level API speaks them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from functions.notify import crisis_state as document
from functions.notify.crisis_state import Crisis
from functions.notify.messages.message import Audience, Message
from functions.notify.messages.notification import Letter
from shared.domain.time import day_stamp
from shared.runtime.settings import setting
from shared.store.dynamodb import Item, expiry, number, text

KEPT_DAYS = 30
DUE = "outbox#due"
LEDGER = "crisis"
BUNDLE = "bundle#"
"""How the reminder of a grouped alert begins, among the due letters."""


@dataclass(frozen=True, slots=True)
class Due:
    """A letter not known to be sent. ``claimed_ms`` is 0 until somebody begins to send it."""

    letter: Letter
    made_ms: int
    claimed_ms: int = 0


def put_crisis(before: Crisis | None, after: Crisis, expires: dict[str, str]) -> dict[str, Any]:
    """Store what a crisis was told, unless it was changed since ``before`` was read."""
    version = before.version if before else 0
    guard: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(pk)"}
    if before:
        guard = {"ConditionExpression": "version = :v", "ExpressionAttributeValues": {":v": number(version)}}
    body = document.to_json(document.numbered(after, version + 1))
    item = {**key(after.id, LEDGER), "doc": text(body), "version": number(version + 1), "x": expires}
    return {"Put": {"TableName": table(), "Item": item, **guard}}


def put_letter(letter: Letter, at_ms: int, expires: dict[str, str]) -> list[dict[str, Any]]:
    """Store a letter, unless it was decided before: its record, and its copy to send."""
    record = {**key(letter.owner, letter.name), "state": text("due"), "x": expires}
    copy = {
        **due_key(letter),
        "letter": text(json.dumps(asdict(letter))),
        "made": number(at_ms),
        "claimed": number(0),
        "x": expires,
    }
    return [
        {"Put": {"TableName": table(), "Item": record, "ConditionExpression": "attribute_not_exists(pk)"}},
        {"Put": {"TableName": table(), "Item": copy}},
    ]


def reminder(before: Crisis | None, after: Crisis, expires: dict[str, str]) -> list[dict[str, Any]]:
    """The item by which the minute finds a grouped alert, kept in step with the crisis."""
    key = {"pk": text(DUE), "sk": text(f"{BUNDLE}{after.id}")}
    if after.due_ms:
        return [{"Put": {"TableName": table(), "Item": {**key, "due": number(after.due_ms), "x": expires}}}]
    if before and before.due_ms:
        return [{"Delete": {"TableName": table(), "Key": key}}]
    return []


def claim_of(found: Due, claimed_ms: int) -> dict[str, Any]:
    """Move a letter's claim from what was seen to ``claimed_ms``; 0 gives it back."""
    return {
        "Update": {
            "TableName": table(),
            "Key": due_key(found.letter),
            "UpdateExpression": "SET claimed = :now",
            "ConditionExpression": "claimed = :seen",
            "ExpressionAttributeValues": {":now": number(claimed_ms), ":seen": number(found.claimed_ms)},
        }
    }


def count_text(at_ms: int, cap: int | None) -> dict[str, Any]:
    """One text more on this day, if the cap allows; one fewer without a cap."""
    guard = {"ConditionExpression": "attribute_not_exists(parts) OR parts < :cap"} if cap is not None else {}
    values = {":n": number(1 if cap is not None else -1), ":x": expiry(at_ms, KEPT_DAYS)}
    return {
        "Update": {
            "TableName": table(),
            "Key": key("texts", day_stamp(at_ms)),
            "UpdateExpression": "ADD parts :n SET x = :x",
            "ExpressionAttributeValues": {**values, **({":cap": number(cap)} if cap is not None else {})},
            **guard,
        }
    }


def mark(letter: Letter, state: str, values: dict[str, Any], more: str) -> dict[str, Any]:
    """Note on a letter's record what became of it."""
    return {
        "Update": {
            "TableName": table(),
            "Key": key(letter.owner, letter.name),
            "UpdateExpression": f"SET #state = :state{more}",
            "ExpressionAttributeNames": {"#state": "state"},
            "ExpressionAttributeValues": {":state": text(state), **values},
        }
    }


def due_of(item: Item) -> Due:
    """The letter an item holds."""
    found = json.loads(item["letter"]["S"])
    message = found.pop("message")
    letter = Letter(**found, message=Message(**{**message, "audience": Audience(message["audience"])}))
    return Due(letter, int(item["made"]["N"]), int(item["claimed"]["N"]))


def due_key(letter: Letter) -> dict[str, Any]:
    """Where a letter lies until it is sent."""
    return {"pk": text(DUE), "sk": text(f"letter#{letter.owner}#{letter.name}")}


def key(owner: str, name: str) -> dict[str, Any]:
    """Where a record of the outbox lies."""
    return {"pk": text(f"outbox#{owner}"), "sk": text(name)}


def table() -> str:
    """The table the outbox lies in."""
    return setting("STATE_TABLE")
