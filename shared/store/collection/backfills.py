"""Pasts that are asked of channels, in the state table: ``backfill``/``<brand>#<channel>#<digest of the query>``."""

from __future__ import annotations

import json
from collections.abc import Iterable

from botocore.exceptions import ClientError

from shared.channels.backfill import Backfill
from shared.channels.cursor import Cursor
from shared.domain.text import digest
from shared.runtime.settings import setting
from shared.runtime.telemetry import logger
from shared.store.dynamodb import Item, condition_failed, dynamodb, expiry, number, query_all, text

PARTITION = "backfill"

KEPT_DAYS = 7
"""How long a past is asked for at most, and how long people may read what came of it."""


def ask(pasts: Iterable[Backfill]) -> None:
    """Have these pasts polled; one that is asked for already begins anew."""
    for past in pasts:
        dynamodb().put_item(TableName=setting("STATE_TABLE"), Item=_item(past))


def save(past: Backfill) -> bool:
    """Save how far it is; whether nobody asked for it anew, or erased it, meanwhile."""
    try:
        dynamodb().put_item(
            TableName=setting("STATE_TABLE"),
            Item=_item(past),
            ConditionExpression="asked = :asked",
            ExpressionAttributeValues={":asked": number(past.asked_ms)},
        )
    except ClientError as error:
        if condition_failed(error) is None:
            raise
        return False
    return True


def stop(pasts: Iterable[Backfill]) -> None:
    """Have these pasts polled no more; what came of them stays."""
    for past in pasts:
        pk, sk = key(past)
        dynamodb().delete_item(TableName=setting("STATE_TABLE"), Key={"pk": text(pk), "sk": text(sk)})


def every(brand: str = "") -> list[Backfill]:
    """All of them, or those of one brand, without those that cannot be read."""
    found: list[Backfill] = []
    begins, values = (" AND begins_with(sk, :brand)", {":brand": text(f"{brand}#")}) if brand else ("", {})
    for item in query_all(
        TableName=setting("STATE_TABLE"),
        KeyConditionExpression=f"pk = :pk{begins}",
        ExpressionAttributeValues={":pk": text(PARTITION), **values},
        ConsistentRead=True,
    ):
        try:
            found.append(_past(item))
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            logger.warning("a backfill cannot be read", key=item["sk"]["S"], error=type(error).__name__)
    return found


def key(past: Backfill) -> tuple[str, str]:
    """The partition and sort key of its item."""
    return PARTITION, f"{past.brand}#{past.channel}#{digest(past.query)}"


def _item(past: Backfill) -> Item:
    pk, sk = key(past)
    return {
        "pk": text(pk),
        "sk": text(sk),
        "query": text(past.query),
        "since": number(past.since_ms),
        "asked": number(past.asked_ms),
        "cursor": text(json.dumps(past.cursor._replace(seen=()).to_json())),
        "posts": number(past.posts),
        "expected": number(past.expected),
        "failures": number(past.failures),
        "attempt": number(past.attempt_ms),
        "error": text(past.error),
        "done": number(past.done_ms),
        "x": expiry(past.asked_ms, KEPT_DAYS),
    }


def _past(item: Item) -> Backfill:
    brand, channel, _ = item["sk"]["S"].split("#")
    return Backfill(
        channel=channel,
        brand=brand,
        query=item["query"]["S"],
        since_ms=int(item["since"]["N"]),
        asked_ms=int(item["asked"]["N"]),
        cursor=Cursor.from_json(json.loads(item["cursor"]["S"])),
        posts=int(item["posts"]["N"]),
        expected=int(item["expected"]["N"]) if "expected" in item else -1,
        failures=int(item["failures"]["N"]),
        attempt_ms=int(item["attempt"]["N"]),
        error=item["error"]["S"],
        done_ms=int(item["done"]["N"]),
    )
