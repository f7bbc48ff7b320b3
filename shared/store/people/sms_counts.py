"""How many texts went out: counters of a minute, of a day, of a brand's day and of a month, in UTC.

They are raised in the transaction that claims a page (``functions/notify/outbox``), so
that none is sent uncounted, and lowered when a page is certainly not sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from shared.domain.people.sms_caps import SmsCounts
from shared.domain.time import day_stamp, minute_stamp, month_stamp
from shared.runtime.settings import setting
from shared.store.dynamodb import dynamodb, expiry, number, text

PARTITION = "outbox#texts"
KEPT_DAYS = {"minute": 2, "day": 40, "brand": 40, "month": 400}


def read(at_ms: int) -> SmsCounts:
    """The texts of the day and of the month of ``at_ms``."""
    stamps = stamps_of(at_ms, "")
    return SmsCounts(_read(stamps["day"]), _read(stamps["month"]))


def stamps_of(at_ms: int, brand: str) -> Mapping[str, str]:
    """The sort keys of the counters that a text raises; ``brand`` is empty where it is about several."""
    own = {"brand": f"{day_stamp(at_ms)}#{brand}"} if brand else {}
    return {
        "day": day_stamp(at_ms),
        **own,
        "month": f"month#{month_stamp(at_ms)}",
        "minute": f"minute#{minute_stamp(at_ms)}",
    }


def add_write(counter: str, stamp: str, at_ms: int, change: int, limit: int | None = None) -> dict[str, Any]:
    """The write that changes a counter, on condition that it stays within ``limit``."""
    guard: dict[str, Any] = {}
    values = {":n": number(change), ":x": expiry(at_ms, KEPT_DAYS[counter])}
    if limit is not None:
        fresh = "attribute_not_exists(parts) OR " if limit > 0 else ""
        guard = {"ConditionExpression": f"{fresh}parts < :cap"}
        values[":cap"] = number(limit)
    return {
        "Update": {
            "TableName": setting("STATE_TABLE"),
            "Key": {"pk": text(PARTITION), "sk": text(stamp)},
            "UpdateExpression": "ADD parts :n SET x = :x",
            "ExpressionAttributeValues": values,
            **guard,
        }
    }


def _read(stamp: str) -> int:
    key = {"pk": text(PARTITION), "sk": text(stamp)}
    item = dynamodb().get_item(TableName=setting("STATE_TABLE"), Key=key, ConsistentRead=True).get("Item")
    return max(0, int(item["parts"]["N"])) if item else 0
