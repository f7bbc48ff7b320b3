"""What ingest notes of each query in its cursor items, read for GET /channels."""

from __future__ import annotations

from collections.abc import Iterator

from functions.query.schemas.channel import PollStatus
from functions.query.schemas.coverage import POLLED
from shared.runtime.settings import setting
from shared.store.dynamodb import Item, query_all, text


def poll_statuses() -> Iterator[PollStatus]:
    """The last known state of every query of every polled channel."""
    for channel in POLLED:
        for item in query_all(
            TableName=setting("STATE_TABLE"),
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": text(f"cursor#{channel}")},
        ):
            yield poll_status(channel, item)


def poll_status(channel: str, item: Item) -> PollStatus:
    """The state a cursor item tells; what it does not say counts as never or none."""
    return PollStatus(
        channel=channel,
        query=_text(item, "query"),
        attempt_ms=_number(item, "attempt") or 0,
        last_success_ms=_number(item, "success") or 0,
        lag_ms=_number(item, "lag"),
        items=_number(item, "items") or 0,
        errors=_number(item, "errors") or 0,
        rate_limits=_number(item, "limited") or 0,
        last_error=_text(item, "error"),
        not_before_ms=_number(item, "not_before") or 0,
    )


def _text(item: Item, name: str) -> str:
    return str(item.get(name, {}).get("S", ""))


def _number(item: Item, name: str) -> int | None:
    value = item.get(name, {}).get("N")
    return None if value is None else int(value)
