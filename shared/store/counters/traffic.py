"""Visitors of a brand's site by the minute, in the state table: an hour in an item, its minutes as attributes.

``pk = traffic#brand`` and ``sk = HH#yyyymmdd``: the hour of the day stands first, so that the same
hour of two weeks is one read. They are not in the table of the counters, whose stream would call
detect for every minute of them, and detect has nothing to do with them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from shared.channels import SERIES
from shared.domain.brand import Brand
from shared.domain.time import DAY_MS, HOUR_MS, MINUTE_MS, hour_of, hour_stamp
from shared.runtime.settings import setting
from shared.store.dynamodb import Item, dynamodb, expiry, number, query_all, text

if TYPE_CHECKING:
    from shared.domain.site_traffic import SiteTraffic

KEPT_DAYS = 30


def put(brand_id: str, counts: Mapping[int, int]) -> None:
    """Store the visitors of these minutes (epoch ms); a minute told again replaces the earlier figure."""
    for hour_ms, minutes in groupby(sorted(counts), hour_of):
        values = {f":{_name(at)}": number(counts[at]) for at in minutes}
        dynamodb().update_item(
            TableName=setting("STATE_TABLE"),
            Key={"pk": text(f"traffic#{brand_id}"), "sk": text(_sort_key(hour_ms))},
            UpdateExpression=f"SET x = :x, {', '.join(f'{name[1:]} = {name}' for name in values)}",
            ExpressionAttributeValues={**values, ":x": expiry(hour_ms, KEPT_DAYS)},
        )


def between(brand_id: str, since_ms: int, until_ms: int) -> dict[int, int]:
    """The visitors of the known minutes with ``since_ms <= minute < until_ms``, oldest first; a read for each hour."""
    hours = range(hour_of(since_ms), until_ms, HOUR_MS)
    found = dict(pair for hour_ms in hours for pair in _of_hour(brand_id, hour_ms, hour_ms))
    return {at: found[at] for at in sorted(found) if since_ms <= at < until_ms}


def now(brand: Brand, at_ms: int) -> SiteTraffic | None:
    """The traffic of the brand's site; ``None`` where too little is known, without a read where no series is set."""
    if not SERIES.keys() & brand.queries.keys():
        return None
    from shared.domain.site_traffic import AROUND_MS, DAYS, site_traffic  # noqa: PLC0415 - only such a brand needs it

    hours = range(hour_of(at_ms - AROUND_MS), at_ms + AROUND_MS, HOUR_MS)
    first = DAYS * DAY_MS
    known = dict(pair for hour_ms in hours for pair in _of_hour(brand.id, hour_ms - first, hour_ms))
    return site_traffic(known, at_ms)


def _of_hour(brand_id: str, first_ms: int, last_ms: int) -> Iterator[tuple[int, int]]:
    """The known minutes of the same hour of the day, from one day to another."""
    items = query_all(
        TableName=setting("STATE_TABLE"),
        KeyConditionExpression="pk = :pk AND sk BETWEEN :first AND :last",
        ExpressionAttributeValues={
            ":pk": text(f"traffic#{brand_id}"),
            ":first": text(_sort_key(first_ms)),
            ":last": text(_sort_key(last_ms)),
        },
    )
    for item in items:
        yield from _minutes(item)


def _minutes(item: Item) -> Iterator[tuple[int, int]]:
    hour, day = item["sk"]["S"].split("#")
    hour_ms = int(datetime.strptime(f"{day}{hour}+0000", "%Y%m%d%H%z").timestamp()) * 1000
    for name, value in item.items():
        if name[0] == "m":
            yield hour_ms + int(name[1:]) * MINUTE_MS, int(value["N"])


def _sort_key(hour_ms: int) -> str:
    """The hour of the day, then the day.

    >>> _sort_key(1_790_000_000_000)
    '14#20260921'
    """
    stamp = hour_stamp(hour_ms)
    return f"{stamp[8:]}#{stamp[:8]}"


def _name(at_ms: int) -> str:
    return f"m{at_ms // MINUTE_MS % 60}"
