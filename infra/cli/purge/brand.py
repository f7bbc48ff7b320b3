"""Erases all that is kept of a brand that is no longer watched: mentions, counters, moments, labels, state, notices.

Markers of hours go last, after the mentions of their hour: an interrupted call is simply made again.
"""

from __future__ import annotations

from infra.cli.purge.posts import MOST_MOMENTS, MOST_SHARDS, Erased
from infra.cli.purge.praises import erase_praise
from infra.cli.purge.tables import delete_keys, delete_partition
from shared.domain.errors import Conflict, NotFound, Unreadable
from shared.domain.time import DAY_MS, day_stamp
from shared.runtime.settings import setting
from shared.store import backfills, brands, mentions, moments

COUNTERS_KEPT_DAYS = 401
"""Days that counters are kept, and one."""

PER_BRAND = ("arrival", "baseline", "copy", "crisis", "label", "praise", "public", "rollup", "table", "traffic")
"""Partitions of the state table that a brand has of its own, beside ``hours``."""


def erase_brand(brand_id: str, now_ms: int, *, dry_run: bool = False) -> Erased:
    """Erase the brand, which must have been deleted before: what is watched comes again.

    Raises:
        Conflict: the brand is still watched.
    """
    if _is_watched(brand_id):
        raise Conflict(f"{brand_id} is still watched; delete it first, with DELETE /brands/{brand_id}", field="brand")
    done, state = Erased(), setting("STATE_TABLE")
    erase_praise(brand_id, lambda _: True, done, dry_run=dry_run)
    told = moments.of_brand(brand_id, "0", "~", MOST_MOMENTS)
    done.moments = len(told)
    if dry_run:
        return done
    for hour in mentions.hours(brand_id, 0, now_ms + DAY_MS):
        for shard in range(MOST_SHARDS):
            done.mentions += delete_partition(setting("MENTIONS_TABLE"), f"{brand_id}#{hour}#{shard}")
        delete_keys(state, [(f"hours#{brand_id}", hour)])
    for day in range(COUNTERS_KEPT_DAYS + 1):
        stamp = day_stamp(now_ms + DAY_MS - day * DAY_MS)
        done.counters += delete_partition(setting("COUNTS_TABLE"), f"{brand_id}#{stamp}")
    for name in PER_BRAND:
        delete_partition(state, f"{name}#{brand_id}")
    delete_keys(state, [("rebuild", brand_id), *(backfills.key(past) for past in backfills.every(brand_id))])
    for owner in {moment.crisis for moment in told} | {moment.id for moment in told}:
        delete_partition(state, f"response#{owner}")
        delete_partition(state, f"feedback#{owner}")
        delete_partition(state, f"outbox#{owner}")
    delete_keys(setting("MOMENTS_TABLE"), ((brand_id, moments.sort_key(moment)) for moment in told))
    return done


def _is_watched(brand_id: str) -> bool:
    try:
        brands.get(brand_id)
    except NotFound:
        return False
    except Unreadable:
        return True
    return True
