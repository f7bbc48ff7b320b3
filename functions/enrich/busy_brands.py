"""Live mentions as they are counted in; more write shards for a brand that is too busy for those it has, out."""

from __future__ import annotations

from botocore.exceptions import BotoCoreError, ClientError

from functions.enrich.tally import CounterShard
from shared.domain.errors import ForeshockError
from shared.domain.write_shards import BUSY_PER_MINUTE, GROWTH, MOST
from shared.runtime.telemetry import logger
from shared.store import brands

MAX_REMEMBERED = 10_000
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


def _spread_further(brand_id: str, now_ms: int) -> None:
    brand = brands.get(brand_id)
    shards = brand.write_shards
    count = min(MOST, shards.now * GROWTH)
    if count <= shards.now or shards.is_changing(now_ms):
        return
    brands.put(brand._replace(spread=shards.changed(count, now_ms), version=brand.version + 1), brand.version)
    logger.info("more write shards", brand=brand_id, shards=count)
