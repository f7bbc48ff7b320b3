"""A batch of the mentions stream: read, scored, counted, its failures named."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping

from botocore.exceptions import BotoCoreError, ClientError

from functions.enrich.counters import add
from functions.enrich.tally import CounterShard, ScoredMention, by_counter_shard, counter_shard_of
from shared.domain.errors import ForeshockError, NotFound, Poison, StorageBusy
from shared.domain.mention import Mention, digest
from shared.enrichment import Enrichment, enrich
from shared.runtime.stream import StreamRecord, dead_letter
from shared.runtime.telemetry import logger
from shared.sentiment.brand_context import BrandContext
from shared.store import brand_models, brands, mentions

CONTEXT_FRESH_SECONDS = 60.0
"""How long it is remembered how a brand's posts are heard before its settings are read again."""

_kept: dict[str, tuple[float, BrandContext]] = {}


def read(found: Iterable[StreamRecord], replay: str = "") -> dict[CounterShard, list[ScoredMention]]:
    """Every new mention of the batch, scored, by lane; poison goes to the dead letters.

    ``replay`` names the dead letter that is being replayed, empty in normal work.
    """
    return by_counter_shard(
        pair for record in found if record.event_name == "INSERT" for pair in _scored(record, replay)
    )


def count(lanes: Mapping[CounterShard, list[ScoredMention]]) -> tuple[int, list[str]]:
    """Count every lane; how many mentions were, and the sequence numbers that were not.

    One lane's trouble (a throttled table, a time-out) does not keep the others waiting.

    Raises:
        StorageBusy: what would come again was counted in part. A batch is given up whole and its
            replay counts it whole, so it must be halved until each part was counted or was not.
    """
    counted = 0
    failed: list[str] = []
    for lane, records in lanes.items():
        try:
            counted += add(lane, records)
        except (ClientError, BotoCoreError, ForeshockError) as error:
            logger.warning("lane not counted", brand=lane.brand, error=type(error).__name__)
            failed.extend(record.sequence for record in records)
    lowest = min(failed, default="~")
    again = sum(record.sequence >= lowest for records in lanes.values() for record in records)
    if again > len(failed):
        raise StorageBusy(f"{len(failed)} of the last {again} mentions of a batch were not counted")
    return counted, failed


def _scored(record: StreamRecord, replay: str) -> Iterator[tuple[CounterShard, ScoredMention]]:
    try:
        mention = mentions.from_item(record.new)
        told = _enriched(mention, _context(mention.brand))
    except Poison as error:
        dead_letter(record, error.message, "enrich")
        return
    lane = counter_shard_of(mention, mentions.shard_of(record.new), digest(replay, 12) if replay else "")
    yield lane, ScoredMention(record.sequence, mention, told)


def _enriched(mention: Mention, context: BrandContext) -> Enrichment:
    try:
        return enrich(mention.text, context.words, mention.language, lexicon=context.lexicon, model=context.model)
    except Exception as error:
        raise Poison(f"its mood and intent cannot be told ({type(error).__name__})") from error


def _context(brand_id: str) -> BrandContext:
    now = time.monotonic()
    read_at, context = _kept.get(brand_id, (-CONTEXT_FRESH_SECONDS, BrandContext()))
    if now - read_at >= CONTEXT_FRESH_SECONDS:
        try:
            context = brand_models.brand_context(brands.get(brand_id))
        except NotFound:
            context = BrandContext()
        _kept[brand_id] = (now, context)
    return context
