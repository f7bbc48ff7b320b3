"""Silences, in one partition: there are few, and every alert must know all of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

from shared.domain.errors import NotFound
from shared.domain.moments.moment import Moment
from shared.domain.people.silence import Silence, covering, from_document, to_document
from shared.domain.record import checked
from shared.runtime.settings import setting
from shared.store.dynamodb import Item, dynamodb, expiry, query_all, text
from shared.store.readable import readable, readable_or_none

PARTITION = "silences"
KEPT_DAYS = 30
"""How long a silence can be looked up after its end."""


def every() -> list[Silence]:
    """All silences, also those that have ended, by id. The read sees every finished write.

    One that cannot be read is left out: what it was to silence is told.
    """
    items = query_all(
        TableName=setting("STATE_TABLE"),
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": text(PARTITION)},
        ConsistentRead=True,
    )
    return list(readable(items, _silence, "a silence"))


def lookup(now_ms: int) -> Callable[[Moment], Silence | None]:
    """What finds the silence of a moment; silences are read once, for all moments that go on."""
    all_silences = cache(every)

    def silence_of(moment: Moment) -> Silence | None:
        return covering(all_silences(), moment, moment.severity, now_ms) if moment.status.ongoing else None

    return silence_of


def get(silence_id: str) -> Silence:
    """The silence of this id.

    Raises:
        NotFound: there is none.
    """
    key = _key(silence_id)
    item = dynamodb().get_item(TableName=setting("STATE_TABLE"), Key=key, ConsistentRead=True).get("Item")
    found = readable_or_none(item, _silence, "a silence") if item else None
    if found is None:
        raise NotFound(f"there is no silence {silence_id!r}; GET /silences lists them", field="id")
    return found


def put(silence: Silence) -> None:
    """Store a silence, in place of the one of the same id."""
    item = {
        **_key(silence.id),
        "doc": text(json.dumps(to_document(silence), ensure_ascii=False)),
        "x": expiry(silence.until_ms, KEPT_DAYS),
    }
    dynamodb().put_item(TableName=setting("STATE_TABLE"), Item=item)


def _silence(item: Item) -> Silence:
    return checked(from_document(json.loads(item["doc"]["S"])))


def _key(silence_id: str) -> dict[str, Any]:
    return {"pk": text(PARTITION), "sk": text(silence_id)}
