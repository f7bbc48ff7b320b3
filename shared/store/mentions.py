"""Mentions: stored once however often they arrive, read newest first.

``pk = brand#yyyymmddHH(published)#shard`` and ``sk = published_ms#id`` depend only on
what the channel said, so the key removes duplicates: putting the same mention again
makes no INSERT in the stream, and nothing is counted twice.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice

from shared.domain.brand import Brand
from shared.domain.errors import NotFound, Poison
from shared.domain.mentions.mention import Engagement, Form, Mention
from shared.domain.mentions.mention_id import parse_public_id
from shared.domain.time import ALLOWED_LATENESS_MS, HOUR_MS, MAX_TIME_MS, hour_stamp
from shared.domain.write_shards import WriteShards
from shared.runtime.settings import setting
from shared.store.dynamodb import Item, expiry, number, query_all, read_all, text, unreadable, write_all
from shared.store.readable import readable

KEPT_DAYS = 30
"""Days a mention is kept after it was collected."""

MARKERS_REMEMBERED = 10_000
"""Hours that this process remembers as marked, so that it does not write a marker with every batch."""

ONE = WriteShards()

_hours_marked: set[tuple[str, str]] = set()


def put(mentions: Iterable[Mention], shards: Mapping[str, WriteShards]) -> None:
    """Store all of them, or raise; ``shards`` are the write shards of each brand.

    Raises:
        StorageBusy: DynamoDB kept refusing; repeat the whole call.
    """
    items = {
        (item["pk"]["S"], item["sk"]["S"]): item for item in (to_item(m, shards.get(m.brand, ONE)) for m in mentions)
    }
    _mark_hours(items.values())
    write_all(setting("MENTIONS_TABLE"), list(items.values()))


def already_stored(mentions: Sequence[Mention], shards: Mapping[str, WriteShards]) -> set[str]:
    """The mentions that are stored already, as ``brand#id``, by a consistent read.

    Raises:
        StorageBusy: DynamoDB kept refusing.
    """
    keys = {_key(mention, shards.get(mention.brand, ONE)): f"{mention.brand}#{mention.id}" for mention in mentions}
    asked = [{"pk": text(pk), "sk": text(sk)} for pk, sk in keys]
    return {keys[item["pk"]["S"], item["sk"]["S"]] for item in read_all(setting("MENTIONS_TABLE"), asked, "pk, sk")}


def hours(brand_id: str, since_ms: int, until_ms: int) -> Iterator[str]:
    """The hours (``yyyymmddHH``, newest first) that hold mentions of the brand."""
    for item in query_all(
        TableName=setting("STATE_TABLE"),
        KeyConditionExpression="pk = :pk AND sk BETWEEN :since AND :until",
        ExpressionAttributeValues={
            ":pk": text(f"hours#{brand_id}"),
            ":since": text(hour_stamp(since_ms)),
            ":until": text(hour_stamp(until_ms)),
        },
        ScanIndexForward=False,
    ):
        yield item["sk"]["S"]


def in_hour(brand: Brand, hour: str, before: str, after: str, limit: int) -> list[Mention]:
    """Up to ``limit`` mentions of an hour, newest first, with ``after <= sk < before`` (sort keys)."""
    found: list[Mention] = []
    for shard in range(shards_of(brand, hour)):
        items = query_all(
            TableName=setting("MENTIONS_TABLE"),
            KeyConditionExpression="pk = :pk AND sk BETWEEN :after AND :before",
            ExpressionAttributeValues={
                ":pk": text(f"{brand.id}#{hour}#{shard}"),
                ":after": text(after),
                ":before": text(before),
            },
            ScanIndexForward=False,
            Limit=limit + 1,
        )
        below = (item for item in items if item["sk"]["S"] != before)
        found.extend(islice(readable(below, from_item, "a mention"), limit))
    return sorted(found, key=sort_key, reverse=True)[:limit]


def get(brand: Brand, public_id: str) -> Mention:
    """The mention of the brand that a public id names, in whichever write shard it is.

    Raises:
        NotFound: there is none, or it has expired.
    """
    if place := parse_public_id(public_id):
        key = _sort_key(*place)
        for found in in_hour(brand, hour_stamp(place[0]), f"{key}~", key, 1):
            return found
    raise NotFound(
        f"there is no mention {public_id[:60]!r} of {brand.id}; take an id that GET /brands/{brand.id}/mentions gives",
        field="id",
    )


def sort_key(mention: Mention) -> str:
    """The sort key of a mention in its hour: ``published_ms#id``."""
    return _sort_key(mention.published_ms, mention.id)


LATE_MARK = "d"
"""The attribute of an item whose mention was late when it was written. The stream brings those on a way of their own,
so that a backfill does not hold up what is posted now (the filters are in the template)."""


def to_item(mention: Mention, shards: WriteShards = ONE) -> Item:
    """The item of a mention; empty fields are left out, short names keep it under 1 KB."""
    pk, sk = _key(mention, shards)
    likes, reposts, replies = mention.engagement.likes, mention.engagement.reposts, mention.engagement.replies
    optional = {
        "a": mention.author,
        "l": mention.language,
        "u": mention.url,
        "h": " ".join(mention.hashtags),
        "e": f"{likes} {reposts} {replies}" if likes or reposts or replies else "",
        "b": "1" if mention.backfill else "",
        LATE_MARK: "1" if mention.late else "",
        "f": "" if mention.form is Form.ORIGINAL else mention.form.value,
        "n": mention.bare_author,
        "g": mention.origin,
        "q": "1" if mention.withheld else "",
        "t": mention.text,
    }
    return {
        "pk": text(pk),
        "sk": text(sk),
        "c": text(mention.channel),
        "k": text(mention.key),
        "o": number(mention.collected_ms),
        "x": expiry(mention.collected_ms, KEPT_DAYS),
        **({"r": number(mention.reach)} if mention.reach else {}),
        **({"w": number(mention.late_after_ms)} if mention.late_after_ms != ALLOWED_LATENESS_MS else {}),
        **{name: text(value) for name, value in optional.items() if value},
    }


def from_item(item: Item) -> Mention:
    """The mention an item holds.

    Raises:
        Poison: the item was not written by :func:`to_item`.
    """
    try:
        return _mention(item)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise Poison(f"not a mention item: {unreadable(error)}") from error


def is_marked_late(item: Item) -> bool:
    """Whether the stream brings the item on the way of late mentions; items of older versions have no mark."""
    return LATE_MARK in item


def shard_of(item: Item) -> str:
    """The write shard of an item, the last part of its partition key."""
    return str(item["pk"]["S"]).rpartition("#")[2]


def _mention(item: Item) -> Mention:
    brand, _hour, _shard = item["pk"]["S"].split("#")
    fields = {name: str(item[name]["S"]) if name in item else "" for name in "aluhebfngqt"}
    published_ms = int(item["sk"]["S"].partition("#")[0])
    if not 0 <= published_ms <= MAX_TIME_MS:
        raise ValueError("published outside the years 1970 to 9999")
    likes, reposts, replies = (int(n) for n in (fields["e"] or "0 0 0").split(" "))
    return Mention(
        brand=brand,
        channel=item["c"]["S"],
        key=item["k"]["S"],
        text=fields["t"],
        published_ms=published_ms,
        collected_ms=int(item["o"]["N"]),
        author=fields["a"],
        reach=int(item["r"]["N"]) if "r" in item else 0,
        language=fields["l"],
        form=Form(fields["f"] or Form.ORIGINAL),
        url=fields["u"],
        hashtags=tuple(fields["h"].split(" ")) if fields["h"] else (),
        engagement=Engagement(likes, reposts, replies),
        backfill=bool(fields["b"]),
        bare_author=fields["n"],
        origin=fields["g"],
        late_after_ms=int(item["w"]["N"]) if "w" in item else ALLOWED_LATENESS_MS,
        withheld=bool(fields["q"]),
    )


def shards_of(brand: Brand, hour: str) -> int:
    """Over how many write shards the mentions of an hour (``yyyymmddHH``) are spread: so many queries read it."""
    start_ms = int(datetime.strptime(hour, "%Y%m%d%H").replace(tzinfo=UTC).timestamp()) * 1_000
    return brand.write_shards.most_between(start_ms, start_ms + HOUR_MS)


def _key(mention: Mention, shards: WriteShards) -> tuple[str, str]:
    shard = zlib.crc32(mention.id.encode()) % max(1, shards.at(mention.published_ms))
    return f"{mention.brand}#{hour_stamp(mention.published_ms)}#{shard}", sort_key(mention)


def _sort_key(published_ms: int, mention_id: str) -> str:
    return f"{published_ms:013d}#{mention_id}"


def _mark_hours(items: Iterable[Item]) -> None:
    """Mark the hours before their mentions are stored, so that no reader can miss one."""
    expires = {tuple(item["pk"]["S"].rsplit("#", 2)[:2]): item["x"] for item in items}
    fresh = sorted(hour for hour in expires if hour not in _hours_marked)
    if not fresh:
        return
    markers = [{"pk": text(f"hours#{brand}"), "sk": text(hour), "x": expires[brand, hour]} for brand, hour in fresh]
    write_all(setting("STATE_TABLE"), markers)
    if len(_hours_marked) > MARKERS_REMEMBERED:
        _hours_marked.clear()
    _hours_marked.update((brand, hour) for brand, hour in fresh)
