"""When a post without a believable date first arrived: asked once, remembered, always the same.

The place of a mention in its table must be a pure function of what the channel said.
A post without a date says too little, so the first arrival stands in for it and is kept.
"""

from __future__ import annotations

from botocore.exceptions import ClientError

from shared.domain.mention import Post, digest, is_plausible_time
from shared.runtime.settings import setting
from shared.store.dynamodb import condition_failed, dynamodb, expiry, number, text

KEPT_DAYS = 45
"""Longer than mentions are kept, so that a post cannot come back as a new one meanwhile."""


def publication_time(post: Post, brand_id: str, collected_ms: int, trusted_ms: int | None = None) -> int:
    """The post's own time where it is believable, else the time it first arrived here.

    ``trusted_ms`` is for a caller that may have met the post in a run that crashed, at
    any time since then: what was not believable at ``trusted_ms`` may have been stored
    under its arrival already, so the first answer is asked for and stands.
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
