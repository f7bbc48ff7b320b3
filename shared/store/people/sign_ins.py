"""What has to be remembered of sign-ins: how many links were asked for, and which were used. It forgets after a day.

No address is stored, only a keyed digest of it.
"""

from __future__ import annotations

from botocore.exceptions import ClientError

from shared.domain.time import HOUR_MS
from shared.runtime.settings import setting
from shared.store.dynamodb import condition_failed, dynamodb, expiry, number, text

KEPT_DAYS = 1


def count_asked(who: str, now_ms: int, at_most: int) -> bool:
    """Count a link that ``who`` asked for in this hour; false if there were ``at_most`` already."""
    try:
        dynamodb().update_item(
            TableName=setting("STATE_TABLE"),
            Key={"pk": text(f"sign-in#{now_ms // HOUR_MS}"), "sk": text(who)},
            UpdateExpression="ADD n :one SET x = :x",
            ConditionExpression="attribute_not_exists(n) OR n < :most",
            ExpressionAttributeValues={":one": number(1), ":most": number(at_most), ":x": expiry(now_ms, KEPT_DAYS)},
        )
    except ClientError as error:
        if condition_failed(error) is None:
            raise
        return False
    return True


def use_once(nonce: str, now_ms: int) -> bool:
    """Remember that a link was used; false if it was used before."""
    try:
        dynamodb().put_item(
            TableName=setting("STATE_TABLE"),
            Item={"pk": text("sign-in-used"), "sk": text(nonce), "x": expiry(now_ms, KEPT_DAYS)},
            ConditionExpression="attribute_not_exists(pk)",
        )
    except ClientError as error:
        if condition_failed(error) is None:
            raise
        return False
    return True
