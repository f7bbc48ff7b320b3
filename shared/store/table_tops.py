"""What people did in a table-top exercise: ``pk = drills``, ``sk = done#drill#step`` or ``said#drill#time``."""

from __future__ import annotations

from botocore.exceptions import ClientError

from shared.plans.table_top import StepTicked
from shared.runtime.settings import setting
from shared.store.drills import KEPT_DAYS, PARTITION
from shared.store.dynamodb import Item, condition_failed, dynamodb, expiry, number, query_all, text


def tick(drill_id: str, step: str, at_ms: int, by: str) -> None:
    """Note that somebody did a step; whoever was first did it."""
    key = {"pk": text(PARTITION), "sk": text(f"done#{drill_id}#{step}")}
    item = {**key, "at": number(at_ms), "by": text(by), "x": expiry(at_ms, KEPT_DAYS)}
    try:
        dynamodb().put_item(TableName=setting("STATE_TABLE"), Item=item, ConditionExpression="attribute_not_exists(pk)")
    except ClientError as error:
        if condition_failed(error) is None:
            raise


def say(drill_id: str, at_ms: int, by: str) -> None:
    """Note that something was said in public."""
    item = {"at": number(at_ms), "by": text(by), "x": expiry(at_ms, KEPT_DAYS)}
    key = {"pk": text(PARTITION), "sk": text(f"said#{drill_id}#{at_ms:013d}")}
    dynamodb().put_item(TableName=setting("STATE_TABLE"), Item={**key, **item})


def done(drill_id: str) -> tuple[list[StepTicked], list[int]]:
    """The steps that people did, and when something was said beside them."""
    ticked, prefix = list[StepTicked](), f"done#{drill_id}#"
    for item in _items(prefix):
        ticked.append(StepTicked(item["sk"]["S"].removeprefix(prefix), int(item["at"]["N"]), item["by"]["S"]))
    return ticked, [int(item["at"]["N"]) for item in _items(f"said#{drill_id}#")]


def _items(prefix: str) -> list[Item]:
    return list(
        query_all(
            TableName=setting("STATE_TABLE"),
            KeyConditionExpression="pk = :pk AND begins_with(sk, :prefix)",
            ExpressionAttributeValues={":pk": text(PARTITION), ":prefix": text(prefix)},
            ConsistentRead=True,
        )
    )
