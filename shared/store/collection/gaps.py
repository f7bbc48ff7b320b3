"""The gaps of queries in the state table: one partition, an item for each query that has any."""

from __future__ import annotations

import json
from collections.abc import Sequence

from shared.domain.gaps import KEPT_MS, Gap, GapCause, GapsByQuery, key_of, with_gaps
from shared.domain.time import DAY_MS
from shared.runtime.settings import setting
from shared.runtime.telemetry import logger
from shared.store.dynamodb import Item, dynamodb, expiry, query_all, text

PARTITION = "gaps"


def load() -> GapsByQuery:
    """The gaps of every query that has any."""
    items = query_all(
        TableName=setting("STATE_TABLE"),
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": text(PARTITION)},
    )
    return {item["sk"]["S"]: _gaps_in(item) for item in items}


def add(channel: str, query: str, new: Sequence[Gap], now_ms: int) -> None:
    """Remember these gaps too; safe to repeat."""
    key = {"pk": text(PARTITION), "sk": text(key_of(channel, query))}
    item = dynamodb().get_item(TableName=setting("STATE_TABLE"), Key=key, ConsistentRead=True).get("Item")
    kept = with_gaps(_gaps_in(item) if item else (), new, now_ms)
    written = json.dumps([[*gap[:2], gap.cause.value, int(gap.lost)] for gap in kept], separators=(",", ":"))
    dynamodb().put_item(
        TableName=setting("STATE_TABLE"),
        Item={**key, "gaps": text(written), "x": expiry(now_ms, KEPT_MS // DAY_MS)},
    )


def _gaps_in(item: Item) -> tuple[Gap, ...]:
    """The gaps that an item holds; none where it cannot be read, which must not stop a poll."""
    try:
        found = json.loads(item["gaps"]["S"])
        return tuple(Gap(int(begin), int(end), GapCause(cause), bool(lost)) for begin, end, cause, lost in found)
    except (KeyError, ValueError, TypeError) as error:
        logger.warning("the gaps of a query cannot be read", error=type(error).__name__)
        return ()
