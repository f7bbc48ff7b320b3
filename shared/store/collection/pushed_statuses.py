"""The statuses of pushed channels, in one partition: intake writes them, GET /channels shows them."""

from __future__ import annotations

from shared.domain.pushed_status import PushedStatus
from shared.runtime.settings import setting
from shared.runtime.telemetry import logger
from shared.store.dynamodb import Item, dynamodb, expiry, number, query_all, text

PARTITION = "pushed"
KEPT_DAYS = 30


def get(channel: str) -> PushedStatus | None:
    """The status of a channel; ``None`` where nothing was pushed for a month."""
    key = {"pk": text(PARTITION), "sk": text(channel)}
    item = dynamodb().get_item(TableName=setting("STATE_TABLE"), Key=key).get("Item")
    return _from_item(item) if item else None


def put(status: PushedStatus) -> None:
    """Store a status. Of two pushes at once the later one stays, which loses a few lags and nothing else."""
    dynamodb().put_item(
        TableName=setting("STATE_TABLE"),
        Item={
            "pk": text(PARTITION),
            "sk": text(status.channel),
            "received": number(status.received_ms),
            "newest": number(status.newest_ms),
            "lags": {"L": [number(lag) for lag in status.lags]},
            "late": {"BOOL": status.late},
            "x": expiry(status.received_ms, KEPT_DAYS),
        },
    )


def load() -> list[PushedStatus]:
    """The status of every channel that something was pushed of in the last month."""
    items = query_all(
        TableName=setting("STATE_TABLE"),
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": text(PARTITION)},
    )
    return [status for item in items if (status := _from_item(item))]


def _from_item(item: Item) -> PushedStatus | None:
    """The status that an item holds; none where it cannot be read, which must not stop a push."""
    try:
        lags = tuple(int(lag["N"]) for lag in item["lags"]["L"])
        received, newest = int(item["received"]["N"]), int(item["newest"]["N"])
        return PushedStatus(item["sk"]["S"], received, newest, lags, bool(item["late"]["BOOL"]))
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        logger.warning("the status of a pushed channel cannot be read", error=type(error).__name__)
        return None
