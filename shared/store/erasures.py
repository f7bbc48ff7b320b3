"""Erasures that were asked for, in the state table: ``erasures``/``<id>``, and the latest of each target.

Those that ended stay as the record of what was erased, when and by whom, without the person who was meant.
"""

from __future__ import annotations

import json
from itertools import islice

from botocore.exceptions import ClientError

from shared.domain.erasure import Erasure, ErasureStatus
from shared.domain.errors import Conflict, NotFound, Unreadable
from shared.runtime.settings import setting
from shared.store.changes.transaction import write_together
from shared.store.dynamodb import Item, condition_failed, dynamodb, expiry, number, query_all, text
from shared.store.readable import READ_ERRORS, readable, readable_or_none

WHAT = "an erasure"
PARTITION = "erasures"

KEPT_DAYS = 1_100
"""Three years: so long somebody may ask what became of a request."""


def get(erasure_id: str) -> Erasure:
    """The erasure of this id.

    Raises:
        NotFound: there is none, or it was three years ago.
        Unreadable: it cannot be read.
    """
    item = _item(erasure_id)
    if not erasure_id or "doc" not in item:
        raise NotFound(f"there is no erasure {erasure_id[:60]!r}; GET /erasures lists all", field="id")
    try:
        return _erasure(item)
    except READ_ERRORS as error:
        raise Unreadable(f"the erasure {erasure_id!r} cannot be read; ask for it anew") from error


def latest(target: str) -> Erasure | None:
    """The erasure that was asked for last about the same author or brand; ``None`` also where it cannot be read."""
    name = latest_id(target)
    item = _item(name) if name else {}
    return readable_or_none(item, _erasure, WHAT) if item else None


def latest_id(target: str) -> str:
    """The id of the erasure that was asked for last about the same author or brand; empty where none was."""
    pointer = _item(f"target#{target}")
    return str(pointer["latest"]["S"]) if pointer else ""


def since(at_ms: int, most: int) -> list[Erasure]:
    """Those asked for since then, the newest first, at most so many."""
    items = query_all(
        TableName=setting("STATE_TABLE"),
        KeyConditionExpression="pk = :pk AND sk BETWEEN :since AND :until",
        ExpressionAttributeValues={":pk": text(PARTITION), ":since": text(f"{at_ms:013d}"), ":until": text("9~")},
        ScanIndexForward=False,
    )
    return list(islice(readable(items, _erasure, WHAT), most))


def ask(erasure: Erasure, latest_id: str) -> None:
    """Store a new one, in place of the latest of its target, whose id is ``latest_id`` (empty for none).

    Raises:
        Conflict: another one was asked for at the same time.
        StorageBusy: the table cannot take it now.
    """
    table, key = setting("STATE_TABLE"), {"pk": text(PARTITION), "sk": text(f"target#{erasure.target}")}
    pointer = {
        "TableName": table,
        "Item": {**key, "latest": text(erasure.id), "x": expiry(erasure.asked_ms, KEPT_DAYS)},
        "ConditionExpression": "latest = :latest" if latest_id else "attribute_not_exists(pk)",
        **({"ExpressionAttributeValues": {":latest": text(latest_id)}} if latest_id else {}),
    }
    put = {"TableName": table, "Item": _to_item(erasure), "ConditionExpression": "attribute_not_exists(pk)"}
    write_together([{"Put": put}, {"Put": pointer}])


def save(erasure: Erasure) -> Erasure:
    """Store a change of it; it as it is stored then.

    Raises:
        Conflict: somebody else changed it meanwhile.
    """
    after = erasure._replace(version=erasure.version + 1)
    try:
        dynamodb().put_item(
            TableName=setting("STATE_TABLE"),
            Item=_to_item(after),
            ConditionExpression="v = :before",
            ExpressionAttributeValues={":before": number(erasure.version)},
        )
    except ClientError as error:
        if condition_failed(error) is None:
            raise
        raise Conflict("the erasure has changed meanwhile; read it again") from error
    return after


def _item(sort_key: str) -> Item:
    found = dynamodb().get_item(
        TableName=setting("STATE_TABLE"),
        Key={"pk": text(PARTITION), "sk": text(sort_key or "-")},
        ConsistentRead=True,
    )
    return found.get("Item") or {}


def _to_item(erasure: Erasure) -> Item:
    doc = {name: value for name, value in erasure._asdict().items() if value not in ("", 0, (), False)}
    return {
        "pk": text(PARTITION),
        "sk": text(erasure.id),
        "v": number(erasure.version),
        "doc": text(json.dumps(doc, ensure_ascii=False)),
        "x": expiry(erasure.asked_ms, KEPT_DAYS),
    }


def _erasure(item: Item) -> Erasure:
    doc = {name: value for name, value in json.loads(item["doc"]["S"]).items() if name in Erasure._fields}
    lists = {name: tuple(value) for name, value in doc.items() if isinstance(value, list)}
    return Erasure(**{**doc, **lists, "status": ErasureStatus(doc["status"])})
