"""Writes the heartbeat of a minute into a table, for whoever reads its stream."""

from __future__ import annotations

from botocore.exceptions import BotoCoreError, ClientError

from shared.domain.time import minute_of, minute_stamp
from shared.runtime.heartbeat import PARTITION
from shared.runtime.settings import setting
from shared.runtime.telemetry import logger
from shared.store.dynamodb import dynamodb, expiry, number, text

KEPT_DAYS = 1
LATEST = "latest"


def beat(table_setting: str, at_ms: int, *, inserted: bool = False) -> None:
    """Put the heartbeat of this minute into a table; one that fails shows as a missing one, and stops nothing.

    It replaces the one before. ``inserted``: it is an item of its own, for a stream of
    which only insertions are read. To repeat it changes nothing, and so sends nothing.
    """
    minute = minute_of(at_ms)
    item = {
        "pk": text(PARTITION),
        "sk": text(minute_stamp(minute) if inserted else LATEST),
        "minute": number(minute),
        "x": expiry(minute, KEPT_DAYS),
    }
    try:
        dynamodb().put_item(TableName=setting(table_setting), Item=item)
    except (BotoCoreError, ClientError) as error:
        logger.warning("no heartbeat", table=table_setting, error=type(error).__name__)
