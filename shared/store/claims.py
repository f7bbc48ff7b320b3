"""Which of the posts that one person made on several networks is counted: the first that claims it.

A claim is one conditional write, so it does not matter in which order the copies come, whether they come at the same
instant, or how often: whoever claimed a post keeps it. It costs one write unit for each mention that may have a copy.
"""

from __future__ import annotations

from botocore.exceptions import ClientError

from shared.domain.mentions.mention import Mention
from shared.domain.time import DAY_MS, HOUR_MS
from shared.runtime.settings import setting
from shared.store.dynamodb import condition_failed, dynamodb, expiry, number, text

WINDOW_MS = 6 * HOUR_MS
"""Copies are published within so long of each other; later the same words are said again."""

KEPT_DAYS = 32
"""Longer than mentions are kept, so that a mention that comes again finds its claim."""


def is_copy(mention: Mention, key: str) -> bool:
    """Whether another channel, or a bridge, has claimed the post of this ``key``; claims it otherwise.

    What the same channel claimed is said twice, and counts twice.
    """
    way = f"{mention.channel} {mention.origin}"
    try:
        dynamodb().put_item(
            TableName=setting("STATE_TABLE"),
            Item={
                "pk": text(f"copy#{mention.brand}"),
                "sk": text(key),
                "o": text(mention.id),
                "c": text(way),
                "p": number(mention.published_ms),
                "x": expiry(max(mention.collected_ms, mention.published_ms + DAY_MS), KEPT_DAYS),
            },
            ConditionExpression="attribute_not_exists(pk) OR o = :o OR p < :since OR p > :until",
            ExpressionAttributeValues={
                ":o": text(mention.id),
                ":since": number(mention.published_ms - WINDOW_MS),
                ":until": number(mention.published_ms + WINDOW_MS),
            },
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except ClientError as error:
        claimed = condition_failed(error)
        if claimed is None:
            raise
        return str(claimed["c"]["S"]) != way
    return False
