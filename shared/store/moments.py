"""Moments: detect opens them, notify announces them, query shows them.

``pk = brand`` and ``sk = opened_ms#id``; index ``by_month`` lists all brands by time,
the sparse index ``by_open`` holds a moment only while it is ongoing, index ``by_id`` finds one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from botocore.exceptions import ClientError

from shared.domain.errors import Conflict, NotFound, Poison, Unreadable
from shared.domain.moments.moment import Moment, Severity
from shared.domain.moments.moment_json import from_document, to_document
from shared.domain.record import checked
from shared.domain.time import DAY_MS, month_stamp
from shared.runtime.settings import setting
from shared.store.dynamodb import Item, condition_failed, dynamodb, number, query_all, text
from shared.store.readable import readable

WHAT = "a moment"
CRISIS_DAYS = 14
"""How much earlier than any moment its crisis can have begun, as far as it is shown."""


def get(moment_id: str) -> Moment:
    """The moment of this id.

    Raises:
        NotFound: there is none.
        Unreadable: it cannot be read.
    """
    item = _item(moment_id)
    try:
        return from_item(item)
    except Poison as error:
        raise Unreadable(f"the moment {moment_id!r} cannot be read; what else there is of its crisis can") from error


def _item(moment_id: str) -> Item:
    table = setting("MOMENTS_TABLE")
    found = dynamodb().query(
        TableName=table,
        IndexName="by_id",
        KeyConditionExpression="id = :id",
        ExpressionAttributeValues={":id": text(moment_id)},
    )["Items"]
    item = None
    if found:
        key = {"pk": found[0]["pk"], "sk": found[0]["sk"]}
        item = dynamodb().get_item(TableName=table, Key=key, ConsistentRead=True).get("Item")
    if item is None:
        raise NotFound(f"there is no moment {moment_id!r}", field="id")
    return item


def opened_since(brand_id: str, since_ms: int) -> list[Moment]:
    """The brand's moments that began since then, newest first."""
    return list(_since(brand_id, since_ms, newest_first=True))


def brands_with_ongoing() -> list[str]:
    """The ids of the brands that have an ongoing moment, those with the worst severity first."""
    found = (
        item["pk"]["S"]
        for severity in Severity
        for item in query_all(
            TableName=setting("MOMENTS_TABLE"),
            IndexName="by_open",
            KeyConditionExpression="#open = :severity",
            ExpressionAttributeNames={"#open": "open"},
            ExpressionAttributeValues={":severity": text(severity.name)},
        )
    )
    return list(dict.fromkeys(found))


def of_brand(brand_id: str, after: str, before: str, limit: int) -> list[Moment]:
    """Up to ``limit`` moments of a brand, newest first, with ``after <= sort key < before``."""
    return _newest({"KeyConditionExpression": "pk = :key", "ConsistentRead": True}, brand_id, after, before, limit)


def of_month(month: str, after: str, before: str, limit: int) -> list[Moment]:
    """The same of every brand, among those opened in ``month`` (``yyyymm``)."""
    request = {
        "IndexName": "by_month",
        "KeyConditionExpression": "#m = :key",
        "ExpressionAttributeNames": {"#m": "month"},
    }
    return _newest(request, month, after, before, limit)


def of_crisis(crisis_id: str) -> list[Moment]:
    """The moments of a crisis, in the order in which they began.

    A crisis has the id of one of its first moments. Its moments are open together, so
    that the list ends before a moment that began after all of them had ended.

    Raises:
        NotFound: there is no such crisis.
        Unreadable: none of its moments can be read.
    """
    item = _item(crisis_id)
    try:
        first = from_item(item)
    except Poison as error:
        opened_ms = int(item["sk"]["S"].partition("#")[0])
        found = _together(item["pk"]["S"], crisis_id, opened_ms)
        if not found:
            raise Unreadable(f"the moments of the crisis {crisis_id!r} cannot be read") from error
        return found
    if first.crisis != crisis_id:
        raise NotFound(
            f"there is no crisis {crisis_id!r}; the moment of this id belongs to the crisis {first.crisis!r}",
            field="id",
        )
    return in_crisis(first)


def in_crisis(moment: Moment) -> list[Moment]:
    """The moments of the crisis of ``moment``, which is one of them, in the order in which they began."""
    return _together(moment.brand, moment.crisis, moment.opened_ms)


def all_of_brand(brand_id: str) -> list[Moment]:
    """Every moment of a brand, newest first.

    Raises:
        Poison: one cannot be read.
    """
    items = query_all(
        TableName=setting("MOMENTS_TABLE"),
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": text(brand_id)},
        ScanIndexForward=False,
        ConsistentRead=True,
    )
    return [from_item(item) for item in items]


def _together(brand_id: str, crisis: str, opened_ms: int) -> list[Moment]:
    """The moments of a crisis, of which one began at this time."""
    found: list[Moment] = []
    for each in _since(brand_id, opened_ms - CRISIS_DAYS * DAY_MS):
        ended = [of.ended_ms for of in found]
        if each.crisis == crisis:
            found.append(each)
        elif found and None not in ended and each.opened_ms > max([opened_ms, *filter(None, ended)]):
            break
    return found


def _since(brand_id: str, since_ms: int, *, newest_first: bool = False) -> Iterator[Moment]:
    items = query_all(
        TableName=setting("MOMENTS_TABLE"),
        KeyConditionExpression="pk = :pk AND sk >= :since",
        ExpressionAttributeValues={":pk": text(brand_id), ":since": text(f"{max(0, since_ms):013d}")},
        ScanIndexForward=not newest_first,
        ConsistentRead=True,
    )
    return readable(items, from_item, WHAT)


def put_change(moment: Moment, expected_version: int) -> None:
    """Replace a moment that still has ``expected_version``.

    Raises:
        Conflict: somebody changed it since it was read; read it again and decide again.
    """
    try:
        dynamodb().put_item(
            TableName=setting("MOMENTS_TABLE"),
            Item=to_item(moment),
            ConditionExpression="version = :expected",
            ExpressionAttributeValues={":expected": number(expected_version)},
        )
    except ClientError as error:
        if condition_failed(error) is None:
            raise
        raise Conflict(f"moment {moment.id!r} was changed meanwhile", field="id") from error


def _newest(request: dict[str, Any], key: str, after: str, before: str, limit: int) -> list[Moment]:
    """BETWEEN includes both ends and an answer may be cut at 1 MB, so read on until the limit or the end."""
    condition = request.pop("KeyConditionExpression") + " AND sk BETWEEN :after AND :before"
    items = query_all(
        TableName=setting("MOMENTS_TABLE"),
        KeyConditionExpression=condition,
        ExpressionAttributeValues={":key": text(key), ":after": text(after), ":before": text(before)},
        ScanIndexForward=False,
        Limit=limit + 1,
        **request,
    )
    below = (item for item in items if item["sk"]["S"] != before)
    return list(islice(readable(below, from_item, WHAT), limit))


def sort_key(moment: Moment) -> str:
    """The sort key of a moment in its brand: ``opened_ms#id``."""
    return f"{moment.opened_ms:013d}#{moment.id}"


def to_item(moment: Moment) -> Item:
    """The item of a moment: what is searched by as attributes, the whole as one JSON text.

    JSON keeps floats to the last bit, which DynamoDB's decimal numbers do not; a
    decision record must be recomputable exactly.
    """
    indexed = {"open": text(moment.severity.name)} if moment.status.ongoing else {}
    return {
        "pk": text(moment.brand),
        "sk": text(sort_key(moment)),
        "id": text(moment.id),
        "month": text(month_stamp(moment.opened_ms)),
        "kind": text(moment.kind),
        "severity": number(moment.severity),
        "status": text(moment.status),
        "updated": number(moment.updated_ms),
        "version": number(moment.version),
        "doc": text(json.dumps(to_document(moment), ensure_ascii=False, separators=(",", ":"))),
        **indexed,
    }


def from_item(item: Item) -> Moment:
    """The moment an item (or a stream image) holds.

    Raises:
        Poison: the item is not a moment.
    """
    try:
        return checked(from_document(json.loads(item["doc"]["S"])))
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise Poison(f"not a moment item: {type(error).__name__} at {error}") from error
