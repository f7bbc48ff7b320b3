"""Which webhooks were done: ``hook#<product>`` / ``<event>`` in the state table, for three days.

A webhook may come again, by the product or by somebody who recorded it. What it asks for
may have been undone by a person meanwhile, so it is done once.
"""

from __future__ import annotations

from typing import Any

from shared.runtime.settings import setting
from shared.store.dynamodb import dynamodb, expiry, text

KEPT_DAYS = 3


def done_before(product: str, event: str) -> bool:
    """Whether this event was done."""
    found = dynamodb().get_item(TableName=setting("STATE_TABLE"), Key=_key(product, event), ConsistentRead=True)
    return "Item" in found


def remember_done(product: str, event: str, now_ms: int) -> None:
    """This event is done; to say so again changes nothing."""
    item = {**_key(product, event), "x": expiry(now_ms, KEPT_DAYS)}
    dynamodb().put_item(TableName=setting("STATE_TABLE"), Item=item)


def _key(product: str, event: str) -> dict[str, Any]:
    return {"pk": text(f"hook#{product}"), "sk": text(event)}
