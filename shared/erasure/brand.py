"""Erases all that is kept of a brand that is no longer watched: mentions, counters, moments, labels, state, notices.

Markers of hours go last, after the mentions of their hour: an interrupted call is simply made again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from shared.domain.errors import Conflict, NotFound, Unreadable
from shared.domain.moments.moment import Moment
from shared.domain.time import DAY_MS, day_stamp
from shared.erasure.posts import MOST_SHARDS, Erased
from shared.erasure.praises import erase_praise
from shared.erasure.tables import delete_keys, delete_partition
from shared.runtime.settings import setting
from shared.store import brands, mentions, moments
from shared.store.collection import backfills

COUNTERS_KEPT_DAYS = 401
"""Days that counters are kept, and one."""

PER_BRAND = ("arrival", "baseline", "copy", "crisis", "label", "praise", "public", "rollup", "table", "traffic")
"""Partitions of the state table that a brand has of its own, beside ``hours``."""


def erase_brand(brand_id: str, now_ms: int, *, dry_run: bool = False) -> Iterator[Erased]:
    """Erase the brand, which must have been deleted before: what is watched comes again. Part by part.

    Raises:
        Conflict: the brand is still watched.
        StorageBusy: DynamoDB kept refusing; repeat the whole.
    """
    if is_watched(brand_id):
        raise Conflict(f"{brand_id} is still watched; delete it first, with DELETE /brands/{brand_id}", field="brand")
    yield erase_praise(brand_id, lambda _: True, dry_run=dry_run)
    told = moments.all_of_brand(brand_id)
    if dry_run:
        yield Erased(moments=len(told))
        return
    yield from _hours(brand_id, now_ms)
    yield from _counters(brand_id, now_ms)
    yield _rest(brand_id, told)


def _hours(brand_id: str, now_ms: int) -> Iterator[Erased]:
    for hour in mentions.hours(brand_id, 0, now_ms + DAY_MS):
        partitions = (f"{brand_id}#{hour}#{shard}" for shard in range(MOST_SHARDS))
        yield Erased(mentions=sum(delete_partition(setting("MENTIONS_TABLE"), one) for one in partitions))
        delete_keys(setting("STATE_TABLE"), [(f"hours#{brand_id}", hour)])


def _counters(brand_id: str, now_ms: int) -> Iterator[Erased]:
    for day in range(COUNTERS_KEPT_DAYS + 1):
        stamp = day_stamp(now_ms + DAY_MS - day * DAY_MS)
        yield Erased(counters=delete_partition(setting("COUNTS_TABLE"), f"{brand_id}#{stamp}"))


def _rest(brand_id: str, told: Sequence[Moment]) -> Erased:
    state = setting("STATE_TABLE")
    for name in PER_BRAND:
        delete_partition(state, f"{name}#{brand_id}")
    delete_keys(state, [("rebuild", brand_id), *(backfills.key(past) for past in backfills.every(brand_id))])
    for owner in {moment.crisis for moment in told} | {moment.id for moment in told}:
        delete_partition(state, f"response#{owner}")
        delete_partition(state, f"feedback#{owner}")
        delete_partition(state, f"outbox#{owner}")
    keys = ((brand_id, moments.sort_key(moment)) for moment in told)
    return Erased(moments=delete_keys(setting("MOMENTS_TABLE"), keys))


def is_watched(brand_id: str) -> bool:
    """Whether the brand is watched, or may be: its settings are stored, readable or not."""
    try:
        brands.get(brand_id)
    except NotFound:
        return False
    except Unreadable:
        return True
    return True
