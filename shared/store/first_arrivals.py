"""The time of a post without a plausible date: the time it first arrived, stored so that it never changes.

A mention's key must depend only on what the channel said, because the key removes
duplicates. A post without a date says too little, so its first arrival is stored and used.
"""

from __future__ import annotations

from botocore.exceptions import ClientError

from shared.domain.mentions.mention import Post, is_plausible_time
from shared.domain.text import digest
from shared.runtime.settings import setting
from shared.store.dynamodb import condition_failed, dynamodb, expiry, number, text

KEPT_DAYS = 45
"""Longer than mentions are kept, so that a post cannot come back as a new one."""


def publication_time(post: Post, brand_id: str, collected_ms: int, trusted_ms: int | None = None) -> int:
    """The post's own time if it is plausible, else the time it first arrived here.

    ``trusted_ms`` is for a caller that may have seen the post since then in a run that
    crashed. A time that was not plausible at ``trusted_ms`` may have been replaced by the
    arrival already, so the stored answer is used.
    """
    own_ms = post.published_ms
    if own_ms is not None and is_plausible_time(own_ms, collected_ms if trusted_ms is None else trusted_ms):
        return own_ms
    answer_ms = own_ms if own_ms is not None and is_plausible_time(own_ms, collected_ms) else collected_ms
    return _first_answer(f"arrival#{brand_id}", digest(f"{post.channel}\x00{post.key}"), answer_ms, collected_ms)


def _first_answer(pk: str, sk: str, answer_ms: int, collected_ms: int) -> int:
    try:
        dynamodb().put_item(
            TableName=setting("STATE_TABLE"),
            Item={
                "pk": text(pk),
                "sk": text(sk),
                "at": number(answer_ms),
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
    return answer_ms
