"""The time of a post without a plausible date: the time it first arrived, stored so that it never changes.

A mention's key must depend only on what the channel said, because the key removes
duplicates. A post without a date says too little, so its first arrival is stored and used.
Many posts are asked about in transactions of a hundred: to write one by one takes a
hundred times as many calls.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from botocore.exceptions import ClientError

from shared.domain.errors import StorageBusy
from shared.domain.mentions.from_post import is_plausible_time
from shared.domain.mentions.mention import Post
from shared.domain.text import digest
from shared.runtime.settings import setting
from shared.store.dynamodb import condition_failed, dynamodb, expiry, number, text

KEPT_DAYS = 45
"""Longer than mentions are kept, so that a post cannot come back as a new one."""

FEW = 4
"""Up to so many answers are written one by one: a write in a transaction costs two."""

TOGETHER = 100
"""Writes of one transaction (Amazon DynamoDB, TransactWriteItems)."""

ROUNDS = 8
"""How often a transaction is tried; each time, what was found stored before is left out."""

_Key = tuple[str, str]


class Asked(NamedTuple):
    """A post of a brand whose time of publication is asked for; ``trusted_ms`` as in :func:`publication_time`."""

    post: Post
    brand: str
    trusted_ms: int | None = None


def publication_time(post: Post, brand_id: str, collected_ms: int, trusted_ms: int | None = None) -> int:
    """The post's own time if it is plausible, else the time it first arrived here.

    ``trusted_ms`` is for a caller that may have seen the post since then in a run that
    crashed. A time that was not plausible at ``trusted_ms`` may have been replaced by the
    arrival already, so the stored answer is used.
    """
    return publication_times([Asked(post, brand_id, trusted_ms)], collected_ms)[0]


def publication_times(asked: Sequence[Asked], collected_ms: int) -> list[int]:
    """The times of many posts, in their order; of the same post twice, the first decides.

    Raises:
        StorageBusy: others kept writing the same answers; the same call may be repeated.
    """
    wanted: dict[_Key, int] = {}
    for one in asked:
        if not _trusted(one, collected_ms):
            own_ms = one.post.published_ms
            plausible = own_ms is not None and is_plausible_time(own_ms, collected_ms)
            wanted.setdefault(_key(one), own_ms if plausible and own_ms is not None else collected_ms)
    answers = _first_answers(wanted, collected_ms)
    return [answers[_key(one)] if not _trusted(one, collected_ms) else one.post.published_ms or 0 for one in asked]


def _trusted(one: Asked, collected_ms: int) -> bool:
    own_ms = one.post.published_ms
    return own_ms is not None and is_plausible_time(own_ms, collected_ms if one.trusted_ms is None else one.trusted_ms)


def _key(one: Asked) -> _Key:
    return f"arrival#{one.brand}", digest(f"{one.post.channel}\x00{one.post.key}")


def _first_answers(wanted: Mapping[_Key, int], collected_ms: int) -> dict[_Key, int]:
    """For each key the answer that is stored: this one, or an earlier one."""
    if len(wanted) <= FEW:
        return {key: _first_answer(key, answer_ms, collected_ms) for key, answer_ms in wanted.items()}
    left, found = iter(wanted.items()), dict[_Key, int]()
    while part := dict(islice(left, TOGETHER)):
        found |= _first_together(part, collected_ms)
    return found


def _first_answer(key: _Key, answer_ms: int, collected_ms: int) -> int:
    try:
        dynamodb().put_item(**_put(key, answer_ms, collected_ms))
    except ClientError as error:
        earlier = condition_failed(error)
        if earlier is None:
            raise
        return int(earlier["at"]["N"])
    return answer_ms


def _first_together(wanted: Mapping[_Key, int], collected_ms: int) -> dict[_Key, int]:
    """The answers of one transaction: what is stored already is read from its refusal, and the rest is tried again."""
    found: dict[_Key, int] = {}
    for attempt in range(ROUNDS):
        pending = [key for key in wanted if key not in found]
        if not pending:
            return found
        puts: Any = [{"Put": _put(key, wanted[key], collected_ms)} for key in pending]
        try:
            dynamodb().transact_write_items(TransactItems=puts)
        except ClientError as error:
            if error.response["Error"]["Code"] != "TransactionCanceledException":
                raise
            earlier = _earlier(error, pending)
            found |= earlier
            if not earlier:  # somebody writes one of them at the same time
                time.sleep(0.025 * 2**attempt)
        else:
            return found | {key: wanted[key] for key in pending}
    raise StorageBusy(f"others kept writing the first arrivals of {len(wanted) - len(found)} posts")


def _earlier(error: ClientError, pending: Sequence[_Key]) -> dict[_Key, int]:
    reasons: Sequence[Any] = dict(error.response).get("CancellationReasons") or []  # type: ignore[assignment]  # botocore types no reasons on errors
    return {
        key: int(reason["Item"]["at"]["N"])
        for key, reason in zip(pending, reasons, strict=False)
        if reason.get("Code") == "ConditionalCheckFailed"
    }


def _put(key: _Key, answer_ms: int, collected_ms: int) -> dict[str, Any]:
    return {
        "TableName": setting("STATE_TABLE"),
        "Item": {
            "pk": text(key[0]),
            "sk": text(key[1]),
            "at": number(answer_ms),
            "x": expiry(collected_ms, KEPT_DAYS),
        },
        "ConditionExpression": "attribute_not_exists(pk)",
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }
