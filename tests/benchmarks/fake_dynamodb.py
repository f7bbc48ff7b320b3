"""DynamoDB in memory that bills as DynamoDB does, for the few calls that writing and counting make.

Write request units: one for each kilobyte begun, of the larger of the item before and
after (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html).
"""

from __future__ import annotations

import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from types import CodeType, SimpleNamespace
from typing import Any
from unittest.mock import patch

from botocore.exceptions import ClientError

from functions.enrich import batch, counters, rollup
from shared.store import dynamodb, mentions
from shared.store.counters import active_brands
from tests.unit.shared.domain.item_size import item_bytes, write_units

Item = dict[str, Any]
SETTINGS = {
    "MENTIONS_TABLE": "mentions",
    "COUNTS_TABLE": "counts",
    "STATE_TABLE": "state",
    "DEAD_LETTERS_URL": "letters",
    "POWERTOOLS_METRICS_NAMESPACE": "Foreshock",
    "POWERTOOLS_LOG_LEVEL": "CRITICAL",
    "AWS_DEFAULT_REGION": "eu-west-1",
}
_ASSIGNED = re.compile(r"(\S+) = (:\w+)")
_ADDED = re.compile(r"(#?\w+) (:\w+)")


class Ledger:
    """Tables and what was billed for them; ``inserted`` hears of every new item."""

    def __init__(self, inserted: Callable[[str, Item], None] = lambda _table, _item: None) -> None:
        self.tables: dict[str, dict[tuple[str, str], Item]] = {}
        self.units: Counter[str] = Counter()
        self.largest: Counter[str] = Counter()
        self._inserted = inserted

    def put_item(self, *, TableName: str, Item: Item, **_: Any) -> Item:  # noqa: N803 - the names of the API
        self._write(TableName, Item)
        return {}

    def batch_write_item(self, *, RequestItems: Mapping[str, Any]) -> Item:  # noqa: N803 - the names of the real client
        for name, requests in RequestItems.items():
            for request in requests:
                self._write(name, request["PutRequest"]["Item"])
        return {"UnprocessedItems": {}}

    def get_item(self, *, TableName: str, Key: Item, **_: Any) -> Item:  # noqa: N803 - the names of the real client
        found = self.tables.get(TableName, {}).get(_place(Key))
        return {"Item": found} if found else {}

    def update_item(self, *, TableName: str, Key: Item, UpdateExpression: str, **request: Any) -> Item:  # noqa: N803 - the names of the real client
        names, values = request.get("ExpressionAttributeNames", {}), request["ExpressionAttributeValues"]
        before = self.tables.get(TableName, {}).get(_place(Key), {})
        condition = request.get("ConditionExpression")
        if condition and not holds(condition, before, names, values):
            self.units[TableName] += write_units(item_bytes(before))
            raise ClientError({"Error": {"Code": "ConditionalCheckFailedException"}, "Item": before}, "UpdateItem")  # type: ignore[typeddict-unknown-key]  # as the real error has it
        assigned, _, added = UpdateExpression.removeprefix("SET ").partition(" ADD ")
        after = {**Key, **before} | {
            names.get(name, name): values[value] for name, value in _ASSIGNED.findall(assigned)
        }
        for name, value in _ADDED.findall(added):
            attribute = names.get(name, name)
            old = int(after.get(attribute, {"N": "0"})["N"])
            after[attribute] = {"N": str(old + int(values[value]["N"]))}
        self._write(TableName, after)
        return {}

    def _write(self, name: str, item: Item) -> None:
        rows = self.tables.setdefault(name, {})
        before = rows.get(_place(item))
        size = max(item_bytes(item), item_bytes(before or {}))
        self.units[name] += write_units(size)
        self.largest[name] = max(self.largest[name], size)
        rows[_place(item)] = item
        if before is None:
            self._inserted(name, item)


def holds(condition: str, item: Item, names: Mapping[str, str], values: Mapping[str, Any]) -> bool:
    """Whether an item meets a condition made of the few functions and comparisons that counting uses, on texts.

    >>> holds("attribute_not_exists(#w) OR #w < :lo", {"w:1": {"S": "5"}}, {"#w": "w:1"}, {":lo": {"S": "6"}})
    True
    """
    texts = {name: found["S"] for name, found in item.items() if "S" in found}
    known: dict[str, Any] = {
        "absent": lambda name: names.get(name, name) not in item,
        "contains": lambda name, value: values[value]["S"] in texts.get(names.get(name, name), ""),
        "below": lambda name, value: texts.get(names.get(name, name), "\U0010ffff") < values[value]["S"],
    }
    return bool(eval(_compiled(condition), known))  # noqa: S307 - conditions of our own code


@cache
def _compiled(condition: str) -> CodeType:
    source = re.sub(r"attribute_not_exists\((#?\w+)\)", r'absent("\1")', condition)
    source = re.sub(r"contains\((#?\w+), (:\w+)\)", r'contains("\1", "\2")', source)
    source = re.sub(r"(#?\w+) < (:\w+)", r'below("\1", "\2")', source)
    return compile(source.replace("OR", "or").replace("AND", "and"), "condition", "eval")


def _place(item: Item) -> tuple[str, str]:
    return item["pk"]["S"], item["sk"]["S"]


@contextmanager
def in_place_of_aws(ledger: Ledger, now_ms: int | None = None) -> Iterator[None]:
    """The ledger for DynamoDB, the settings of the functions, and nothing remembered of earlier runs.

    ``now_ms`` is when mentions are counted, without it now.
    """
    clock = time if now_ms is None else SimpleNamespace(time=lambda: now_ms / 1_000, monotonic=time.monotonic)
    with (
        patch.dict(os.environ, SETTINGS),
        patch.object(dynamodb, "client", lambda *_, **__: ledger),
        patch.object(batch, "time", clock),
    ):
        _forget()
        yield
        _forget()


def stream_event(images: Iterable[Mapping[str, Any]], first: int) -> dict[str, Any]:
    """New items as the mentions stream brings them; ``first`` places them in it."""
    return {
        "Records": [
            {"eventName": "INSERT", "dynamodb": {"SequenceNumber": str(10**20 + first + place), "NewImage": image}}
            for place, image in enumerate(images)
        ]
    }


def _forget() -> None:
    dynamodb.dynamodb.cache_clear()
    for memory in (active_brands._marked, mentions._hours_marked, batch._contexts, counters._names, rollup._noted):
        memory.clear()
