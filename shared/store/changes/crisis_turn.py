"""The turn of a brand's crisis: how often a moment of the brand opened, ended or was reopened.

Who opens or reopens a moment reads the turn first and writes on condition that it is still
the same. So nobody joins a crisis that has just ended, and no kind has two moments at once.
``crisis#<brand>``/``current`` in the state table has it.
"""

from __future__ import annotations

from typing import Any

from shared.runtime.settings import setting
from shared.store.dynamodb import dynamodb, number, text


def crisis_key(brand_id: str) -> dict[str, Any]:
    """The key of a brand's crisis."""
    return {"pk": text(f"crisis#{brand_id}"), "sk": text("current")}


def crisis_turn(brand_id: str) -> int:
    """The brand's turn; read it before the moments, so that any change since is a conflict."""
    found = dynamodb().get_item(TableName=setting("STATE_TABLE"), Key=crisis_key(brand_id), ConsistentRead=True)
    return int(found["Item"]["turn"]["N"]) if "Item" in found else 0


def next_turn(brand_id: str, turn: int | None = None) -> dict[str, Any]:
    """The write of the next turn for a transaction; given ``turn``, on condition that it is still this one."""
    update: dict[str, Any] = {
        "TableName": setting("STATE_TABLE"),
        "Key": crisis_key(brand_id),
        "UpdateExpression": "ADD turn :one",
        "ExpressionAttributeValues": {":one": number(1)},
    }
    if turn:
        update["ConditionExpression"] = "turn = :turn"
        update["ExpressionAttributeValues"][":turn"] = number(turn)
    elif turn == 0:
        update["ConditionExpression"] = "attribute_not_exists(turn)"
    return {"Update": update}
