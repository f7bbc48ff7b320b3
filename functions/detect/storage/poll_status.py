"""The state of collection: what ingest notes of its polls, read once for all brands of a minute."""

from __future__ import annotations

import json
from collections.abc import Iterable

from functions.detect.detectors.outage import PollStatus
from shared.domain.brand import Brand
from shared.runtime.settings import setting
from shared.runtime.telemetry import logger
from shared.store.dynamodb import Item, query_all, text


def polls_of(channels: Iterable[str]) -> list[PollStatus]:
    """The last known state of every query of these channels."""
    found: list[PollStatus] = []
    for channel in sorted(set(channels)):
        items = query_all(
            TableName=setting("STATE_TABLE"),
            KeyConditionExpression="pk = :pk",
            ExpressionAttributeValues={":pk": text(f"cursor#{channel}")},
        )
        found.extend(poll for item in items if (poll := poll_of(channel, item)))
    return found


class Collection:
    """The polls of the channels, read when a brand first asks for one."""

    def __init__(self) -> None:
        self._polls: dict[str, list[PollStatus]] = {}

    def of(self, brand: Brand) -> list[PollStatus]:
        """The polls of the brand's channels."""
        for channel in brand.queries:
            if channel not in self._polls:
                self._polls[channel] = polls_of([channel])
        return [poll for channel in brand.queries for poll in self._polls[channel]]


def poll_of(channel: str, item: Item) -> PollStatus | None:
    """The poll a cursor item tells of; one that cannot be read is no reason to take its channel for deaf."""
    try:
        return PollStatus(
            channel=channel,
            query=item["query"]["S"],
            attempt_ms=int(item["attempt"]["N"]),
            success_ms=int(item["success"]["N"]),
            errors=int(item["errors"]["N"]),
            not_before_ms=int(item["not_before"]["N"]),
            fresh_until_ms=int(json.loads(item["cursor"]["S"]).get("fresh_until_ms", 0)),
        )
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        logger.warning("a poll's state cannot be read", channel=channel, error=type(error).__name__)
        return None
