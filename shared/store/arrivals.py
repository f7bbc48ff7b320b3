"""When a post without a believable date first arrived: asked once, remembered, always the same.

The place of a mention in its table must be a pure function of what the channel said.
A post without a date says too little, so the first arrival stands in for it and is kept.
"""

from __future__ import annotations

from botocore.exceptions import ClientError

from shared.mention import Post, believable, digest
from shared.settings import setting
from shared.store.table import condition_failed, dynamodb, expiry, number, text

KEPT_DAYS = 45
"""Longer than mentions are kept, so that a post cannot come back as a new one meanwhile."""


def publication_of(post: Post, brand_id: str, collected_ms: int) -> int:
    """The post's own time where it is believable, else the time it first arrived here."""
    if post.published_ms is not None and believable(post.published_ms, collected_ms):
        return post.published_ms
    return _first_arrival(f"arrival#{brand_id}", digest(f"{post.channel}\x00{post.key}"), collected_ms)


def _first_arrival(pk: str, sk: str, collected_ms: int) -> int:
    try:
        dynamodb().put_item(
            TableName=setting("STATE_TABLE"),
            Item={
                "pk": text(pk),
                "sk": text(sk),
                "at": number(collected_ms),
                "x": expiry(collected_ms, KEPT_DAYS),
            },
            ConditionExpression="attribute_not_exists(pk)",
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except ClientError as error:
        earlier = condition_failed(error)
        if earlier is None:
            raise
        return int(earlier["at"]["N"])
    return collected_ms
