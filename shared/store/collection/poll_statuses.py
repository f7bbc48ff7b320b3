"""Poll statuses in the state table: part of the cursor items that ingest writes, one a query."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from shared.domain.poll_status import PollStatus
from shared.runtime.settings import setting
from shared.runtime.telemetry import logger
from shared.store.dynamodb import Item, number, query_all, text


def cursor_items(channel: str, *, consistent: bool = False) -> Iterator[Item]:
    """The cursor items of a channel; ``consistent`` sees every finished write."""
    return query_all(
        TableName=setting("STATE_TABLE"),
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": text(f"cursor#{channel}")},
        ConsistentRead=consistent,
    )


def load(channels: Iterable[str]) -> list[PollStatus]:
    """The status of every query of these channels, without those that cannot be read."""
    found: list[PollStatus] = []
    for channel in channels:
        for item in cursor_items(channel):
            try:
                found.append(from_item(channel, item))
            except (KeyError, ValueError, TypeError, AttributeError) as error:
                logger.warning("a poll status cannot be read", channel=channel, error=type(error).__name__)
    return found


def from_item(channel: str, item: Item) -> PollStatus:
    """The status that a cursor item holds.

    Raises:
        KeyError, ValueError, TypeError, AttributeError: it is not such an item.
    """
    return PollStatus(
        channel=channel,
        query=item["query"]["S"],
        attempt_ms=int(item["attempt"]["N"]),
        success_ms=int(item["success"]["N"]),
        errors=int(item["errors"]["N"]),
        not_before_ms=int(item["not_before"]["N"]),
        fresh_until_ms=int(json.loads(item["cursor"]["S"]).get("fresh_until_ms", 0)),
        lag_ms=int(item["lag"]["N"]) if "lag" in item else None,
        items=int(item["items"]["N"]) if "items" in item else 0,
        rate_limits=int(item["limited"]["N"]) if "limited" in item else 0,
        error=item["error"]["S"] if "error" in item else "",
        endpoint=item["place"]["S"] if "place" in item else "",
        since_ms=int(item["since"]["N"]) if "since" in item else 0,
    )


def attributes(status: PollStatus) -> dict[str, dict[str, str]]:
    """The attributes of a cursor item that hold a status; ``fresh_until_ms`` is part of its cursor."""
    return {
        "query": text(status.query),
        "place": text(status.endpoint),
        "error": text(status.error),
        "attempt": number(status.attempt_ms),
        "success": number(status.success_ms),
        "items": number(status.items),
        "errors": number(status.errors),
        "limited": number(status.rate_limits),
        "not_before": number(status.not_before_ms),
        "since": number(status.since_ms),
        **({} if status.lag_ms is None else {"lag": number(status.lag_ms)}),
    }
