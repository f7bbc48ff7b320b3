"""Praise with the consent of its authors: what was asked, granted, used, refused.

``pk = praise#brand`` and ``sk = published_ms#id``, the sort key of the mention.
"""

from __future__ import annotations

import json
from typing import Any

from botocore.exceptions import ClientError

from shared.domain.errors import Conflict, Unreadable
from shared.domain.record import checked
from shared.domain.response.praise import Praise, from_document, to_document
from shared.runtime.settings import setting
from shared.store import mentions
from shared.store.dynamodb import Item, condition_failed, dynamodb, expiry, number, query_all, text
from shared.store.readable import READ_ERRORS, readable

KEPT_DAYS = 400
"""Days that it is kept after the end of the consent, or after the last entry: a record of what was allowed."""


def of_brand(brand_id: str, after: str = "0", below: str = "~") -> list[Praise]:
    """The praise of a brand with ``after <= sort key <= below``, the newest post first.

    What cannot be read may not be shown: it is left out.
    """
    return list(readable(query_all(**_query(brand_id, after, below)), _praise, "a consent"))


def page(brand_id: str, after: str, below: str, size: int) -> tuple[list[Praise], str]:
    """Up to ``size`` of a brand with ``after <= sort key < below``, newest first; and where to read on below."""
    found = dynamodb().query(**_query(brand_id, after, below), Limit=size + 1)
    items = [item for item in found["Items"] if item["sk"]["S"] != below][:size]
    more = "LastEvaluatedKey" in found or len(found["Items"]) > size
    position = str(items[-1]["sk"]["S"]) if items and more else after
    return list(readable(items, _praise, "a consent")), position


def find(brand_id: str, sort_key: str) -> Praise | None:
    """The praise of the mention with this sort key; ``None`` if its author was never asked.

    Raises:
        Unreadable: it cannot be read, so what its author allowed is unknown.
    """
    key = {"pk": text(_partition(brand_id)), "sk": text(sort_key)}
    item = dynamodb().get_item(TableName=setting("STATE_TABLE"), Key=key, ConsistentRead=True).get("Item")
    if item is None:
        return None
    try:
        return _praise(item)
    except READ_ERRORS as error:
        raise Unreadable("the consent for this post cannot be read; do not show it before it is known") from error


def put(praise: Praise, before: int) -> None:
    """Store it, in place of the version ``before`` (0: there is none).

    Raises:
        Conflict: somebody else changed it meanwhile.
    """
    item = {
        "pk": text(_partition(praise.brand)),
        "sk": text(mentions.sort_key(praise.mention)),
        "doc": text(json.dumps(to_document(praise), ensure_ascii=False)),
        "v": number(praise.version),
        "x": expiry(praise.kept_until_ms, KEPT_DAYS),
    }
    guard: dict[str, Any] = {"ConditionExpression": "attribute_not_exists(pk)"}
    if before:
        guard = {"ConditionExpression": "v = :before", "ExpressionAttributeValues": {":before": number(before)}}
    try:
        dynamodb().put_item(TableName=setting("STATE_TABLE"), Item=item, **guard)
    except ClientError as error:
        if condition_failed(error) is None:
            raise
        raise Conflict("somebody else recorded something about this post; read it again", field="id") from error


def _query(brand_id: str, after: str, below: str) -> dict[str, Any]:
    return {
        "TableName": setting("STATE_TABLE"),
        "KeyConditionExpression": "pk = :pk AND sk BETWEEN :after AND :below",
        "ExpressionAttributeValues": {
            ":pk": text(_partition(brand_id)),
            ":after": text(after),
            ":below": text(below),
        },
        "ScanIndexForward": False,
        "ConsistentRead": True,
    }


def _praise(item: Item) -> Praise:
    return checked(from_document(json.loads(item["doc"]["S"])))


def _partition(brand_id: str) -> str:
    return f"praise#{brand_id}"
