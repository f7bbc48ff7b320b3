"""How often the rules for answers refused a draft of a crisis: a number, without the words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from shared.domain.errors import InvalidInput
from shared.runtime.settings import setting
from shared.store.dynamodb import Item, dynamodb, number, text
from shared.store.readable import readable_or_none

KIND = "refused-drafts"


@contextmanager
def counting_refusals(crisis: str) -> Iterator[None]:
    """Count it where what is inside refuses a draft of this crisis.

    Raises:
        InvalidInput: it was refused.
    """
    try:
        yield
    except InvalidInput:
        count(crisis)
        raise


def count(crisis: str) -> None:
    """Count one more."""
    dynamodb().update_item(
        TableName=setting("STATE_TABLE"),
        Key={"pk": text(f"response#{crisis}"), "sk": text(KIND)},
        UpdateExpression="ADD refused :one",
        ExpressionAttributeValues={":one": number(1)},
    )


def of_crisis(crisis: str) -> int:
    """How often it was so far."""
    key = {"pk": text(f"response#{crisis}"), "sk": text(KIND)}
    item = dynamodb().get_item(TableName=setting("STATE_TABLE"), Key=key, ConsistentRead=True).get("Item")
    return (readable_or_none(item, _refused, "how often drafts were refused") if item else None) or 0


def _refused(item: Item) -> int:
    return int(item["refused"]["N"])
