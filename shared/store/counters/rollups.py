"""Roll-ups: an hour of a brand's counters in one item, so that a month is read in 720 items and not in 43,000.

``pk = rollup#brand`` and ``sk = yyyymmddHH`` in the state table. A roll-up is a copy that can
always be made again from the minutes, and is used only while it is known to be complete:
``g`` counts how often a mention was counted after the hour was closed, ``b`` is the ``g``
that was read *before* the minutes were. Where they differ, or there is no roll-up, the minutes
are read. Who counts late adds to ``g`` after the counter is written, so a roll-up
made from what was there before stops being used, whoever wrote first and whoever crashed.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from botocore.exceptions import ClientError

from shared.domain.mentions.tally import SUMS, Tally
from shared.domain.time import BUCKET_MS, HOUR_MS, bucket_of, hour_of, hour_stamp, minute_stamp
from shared.runtime.settings import setting
from shared.runtime.telemetry import logger
from shared.store.counters import counts
from shared.store.dynamodb import Item, condition_failed, dynamodb, expiry, number, query_all, text

KEPT_DAYS = 400
"""As long as the counters it sums up."""

PARTITION = "rollups-due"
"""The partition of hours that are to be rolled up, in the order of their time."""

DUE_KEPT_DAYS = 7
MAX_BYTES = 300_000
"""A larger roll-up is not stored (an item may have 400 KB); its minutes are read."""

Counted = tuple[int, Tally]
"""The start of a span (epoch ms) and what was counted in it."""


class DueHour(NamedTuple):
    """An hour of a brand that is to be rolled up, and the sort key of the note that says so."""

    brand: str
    hour_ms: int
    note: str


def counted_between(brand_id: str, since_ms: int, until_ms: int) -> Iterator[Counted]:
    """What was counted of a brand, in spans of a bucket or shorter: from roll-ups, else from minutes.

    The names (hashtags, channels, themes) of an hour come with its first bucket; samples and voices are left out.
    """
    known = _between(brand_id, since_ms, until_ms)
    for start, end in _gaps(known, since_ms, until_ms):
        for count in counts.between(brand_id, start, end):
            yield count.minute_ms, count.tally
    for hour in known.values():
        yield from hour


def rolled_up_between(brand_id: str, since_ms: int, until_ms: int) -> list[Counted]:
    """What the complete roll-ups of the hours between the two times hold; an hour that has none is left out.

    No minute is read, so that a month is a few requests whatever happened in it.
    """
    return [counted for hour in _between(brand_id, since_ms, until_ms).values() for counted in hour]


def generation(brand_id: str, hour_ms: int) -> int | None:
    """How often the hour was counted in after it was closed, by a consistent read; ``None``: nothing is known of it."""
    found = dynamodb().get_item(
        TableName=setting("STATE_TABLE"),
        Key=_key(brand_id, hour_ms),
        ConsistentRead=True,
        ProjectionExpression="pk, g",
    )
    return int(found["Item"].get("g", {"N": "0"})["N"]) if "Item" in found else None


def put(brand_id: str, hour_ms: int, minutes: Iterable[Counted], read_at: int) -> bool:
    """Store the roll-up of these minutes, all of the hour, if nothing was counted late since generation ``read_at``."""
    body = _body(hour_ms, list(minutes))
    if len(body) > MAX_BYTES:
        return False
    try:
        dynamodb().update_item(
            TableName=setting("STATE_TABLE"),
            Key=_key(brand_id, hour_ms),
            UpdateExpression="SET d = :d, b = :b, x = :x",
            ConditionExpression="g = :b" if read_at else "attribute_not_exists(g)",
            ExpressionAttributeValues={":d": {"B": body}, ":b": number(read_at), ":x": expiry(hour_ms, KEPT_DAYS)},
        )
    except ClientError as error:
        if condition_failed(error) is None:
            raise
        return False
    return True


def counted_late(brand_id: str, hour_ms: int) -> None:
    """Whatever roll-up there is of the hour, or is being made, is not complete. To repeat it harms nothing."""
    dynamodb().update_item(
        TableName=setting("STATE_TABLE"),
        Key=_key(brand_id, hour_ms),
        UpdateExpression="SET x = :x ADD g :one",
        ExpressionAttributeValues={":one": number(1), ":x": expiry(hour_ms, KEPT_DAYS)},
    )


def note_due(brand_id: str, hour_ms: int, at_ms: int) -> None:
    """Note that the hour is to be rolled up once it is ``at_ms``."""
    note = f"{minute_stamp(at_ms)}#{brand_id}#{hour_stamp(hour_ms)}"
    item = {"pk": text(PARTITION), "sk": text(note), "x": expiry(at_ms, DUE_KEPT_DAYS)}
    dynamodb().put_item(TableName=setting("STATE_TABLE"), Item=item)


def due(now_ms: int, limit: int) -> list[DueHour]:
    """The first hours that are to be rolled up by now."""
    found = dynamodb().query(
        TableName=setting("STATE_TABLE"),
        KeyConditionExpression="pk = :pk AND sk < :now",
        ExpressionAttributeValues={":pk": text(PARTITION), ":now": text(minute_stamp(now_ms))},
        Limit=limit,
    )
    return [_due_hour(item["sk"]["S"]) for item in found["Items"]]


def forget_due(hour: DueHour) -> None:
    """Take back the note: the hour is rolled up, or will be noted again."""
    dynamodb().delete_item(TableName=setting("STATE_TABLE"), Key={"pk": text(PARTITION), "sk": text(hour.note)})


def _between(brand_id: str, since_ms: int, until_ms: int) -> dict[int, list[Counted]]:
    """What the complete roll-ups hold of the hours that lie between the two times, by hour."""
    first, last = since_ms + (-since_ms) % HOUR_MS, hour_of(until_ms) - HOUR_MS
    if last < first:
        return {}
    found = query_all(
        TableName=setting("STATE_TABLE"),
        KeyConditionExpression="pk = :pk AND sk BETWEEN :first AND :last",
        ExpressionAttributeValues={
            ":pk": text(f"rollup#{brand_id}"),
            ":first": text(hour_stamp(first)),
            ":last": text(hour_stamp(last)),
        },
        ConsistentRead=True,
    )
    hours = {_hour_ms(item["sk"]["S"]): item["d"]["B"] for item in found if _is_complete(item)}
    read = ((hour_ms, _read(hour_ms, body)) for hour_ms, body in hours.items())
    return {hour_ms: counted for hour_ms, counted in read if counted is not None}


def _is_complete(item: Item) -> bool:
    return "d" in item and item["b"]["N"] == item.get("g", {"N": "0"})["N"]


def _gaps(known: Iterable[int], since_ms: int, until_ms: int) -> Iterator[tuple[int, int]]:
    """The spans between the two times that no roll-up covers."""
    start = since_ms
    for hour_ms in known:
        if start < hour_ms:
            yield start, hour_ms
        start = hour_ms + HOUR_MS
    if start < until_ms:
        yield start, until_ms


def _body(hour_ms: int, minutes: Sequence[Counted]) -> bytes:
    """The hour as compressed JSON: a row of sums for each bucket with posts, then the names and their counts."""
    buckets: dict[int, list[int]] = {}
    for minute_ms, tally in minutes:
        row = buckets.setdefault(bucket_of(minute_ms), [0] * len(SUMS))
        buckets[bucket_of(minute_ms)] = [old + getattr(tally, name) for old, name in zip(row, SUMS, strict=True)]
    rows = [[(at - hour_ms) // BUCKET_MS, *row] for at, row in sorted(buckets.items())]
    names = [_added(tally.hashtags for _, tally in minutes), _added(tally.channels for _, tally in minutes)]
    themes = _added(tally.themes for _, tally in minutes)
    return zlib.compress(json.dumps([rows, *names, themes], separators=(",", ":")).encode())


def _read(hour_ms: int, body: bytes) -> list[Counted] | None:
    """What a roll-up holds; ``None`` if it cannot be read, as its minutes still can."""
    try:
        rows, hashtags, channels, themes = json.loads(zlib.decompress(body))
        names = Tally(hashtags=hashtags, channels=channels, themes=themes)
        buckets = [(hour_ms + place * BUCKET_MS, Tally(*sums[: len(SUMS)])) for place, *sums in rows]
    except (ValueError, TypeError, zlib.error):
        logger.warning("roll-up cannot be read", hour=hour_stamp(hour_ms))
        return None
    return [(hour_ms, names), *buckets]


def _added(parts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    added: Counter[str] = Counter()
    for part in parts:
        added.update(part)
    return dict(added)


def _due_hour(note: str) -> DueHour:
    _, brand, hour = note.split("#")
    return DueHour(brand, _hour_ms(hour), note)


def _hour_ms(stamp: str) -> int:
    year, month, day, hour = (int(part) for part in (stamp[:4], stamp[4:6], stamp[6:8], stamp[8:]))
    return int(datetime(year, month, day, hour, tzinfo=UTC).timestamp()) * 1000


def _key(brand_id: str, hour_ms: int) -> dict[str, Any]:
    return {"pk": text(f"rollup#{brand_id}"), "sk": text(hour_stamp(hour_ms))}
