"""Live mentions as they are counted in; write shards for the brand out.

More when it is too busy for those it has, and fewer again when it has been quiet for a week.
"""

from __future__ import annotations

from collections import Counter

from botocore.exceptions import BotoCoreError, ClientError

from functions.enrich.tally import CounterShard
from shared.domain.errors import ForeshockError
from shared.domain.time import DAY_MS, hour_of
from shared.domain.write_shards import BUSY_PER_MINUTE, GROWTH, MOST, QUIET_MS
from shared.runtime.telemetry import logger
from shared.store import brands
from shared.store.counters import rollups

MAX_REMEMBERED = 10_000
_looked_at: dict[str, int] = {}
"""The day on which this process looked last whether a brand has more shards than it needs."""

_counted: dict[CounterShard, int] = {}
"""Mentions that this process has counted of a minute; a stream shard is mostly read by one process."""


def mentions_counted(shard: CounterShard, times: int, now_ms: int) -> None:
    """Give the brand more shards if one of them is too busy; what fails is tried with its next busy minute."""
    before = _counted.get(shard, 0)
    if len(_counted) > MAX_REMEMBERED:
        _counted.clear()
    _counted[shard] = before + times
    if shard.late or not before < BUSY_PER_MINUTE <= before + times:
        return
    try:
        _spread_further(shard.brand, now_ms)
    except (ClientError, BotoCoreError, ForeshockError) as error:
        logger.warning("no more write shards", brand=shard.brand, error=type(error).__name__)


def hour_rolled_up(brand_id: str, now_ms: int) -> None:
    """Take shards away if the brand was quiet for a week; looked at once a day, and what fails once more tomorrow.

    What is listed of a brand is asked of every shard of every hour, whether it is in use or not.
    """
    day = now_ms // DAY_MS
    if _looked_at.get(brand_id) == day:
        return
    if len(_looked_at) > MAX_REMEMBERED:
        _looked_at.clear()
    _looked_at[brand_id] = day
    try:
        _narrow(brand_id, now_ms)
    except (ClientError, BotoCoreError, ForeshockError) as error:
        logger.warning("no fewer write shards", brand=brand_id, error=type(error).__name__)


def _narrow(brand_id: str, now_ms: int) -> None:
    brand = brands.get(brand_id)
    if not brand.write_shards.may_narrow(brand.shards, now_ms):
        return
    hours = Counter[int]()
    for at_ms, tally in rollups.counted_between(brand_id, hour_of(now_ms - QUIET_MS), now_ms):
        hours[hour_of(at_ms)] += tally.mentions
    narrowed = brand.write_shards.narrowed(brand.shards, hours.values(), now_ms)
    if narrowed != brand.write_shards:
        brands.put(brand._replace(spread=narrowed, version=brand.version + 1), brand.version)
        logger.info("fewer write shards", brand=brand_id, shards=narrowed.now)


def _spread_further(brand_id: str, now_ms: int) -> None:
    brand = brands.get(brand_id)
    shards = brand.write_shards
    count = min(MOST, shards.now * GROWTH)
    if count <= shards.now or shards.is_changing(now_ms):
        return
    brands.put(brand._replace(spread=shards.changed(count, now_ms), version=brand.version + 1), brand.version)
    logger.info("more write shards", brand=brand_id, shards=count)
