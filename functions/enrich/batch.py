"""A batch of the mentions stream: read, scored, counted, its failures named."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping

from botocore.exceptions import BotoCoreError, ClientError

from functions.enrich.counters import add
from functions.enrich.tally import Lane, Scored, by_lane, lane_of
from shared.enrichment import Enrichment, enriched
from shared.errors import ForeshockError, NotFound, Poison, StorageBusy
from shared.mention import Mention, digest
from shared.store import brands, mentions
from shared.stream import StreamRecord, dead_letter
from shared.telemetry import logger

WORDS_FRESH_SECONDS = 60.0
"""How long a brand's words are remembered before its settings are read again."""

_words: dict[str, tuple[float, tuple[str, ...]]] = {}


def read(found: Iterable[StreamRecord], replay: str = "") -> dict[Lane, list[Scored]]:
    """Every new mention of the batch, scored, by lane; poison goes to the dead letters.

    ``replay`` names the dead letter that is being replayed, empty in normal work.
    """
    return by_lane(pair for record in found if record.event_name == "INSERT" for pair in _scored(record, replay))


def count(lanes: Mapping[Lane, list[Scored]]) -> tuple[int, list[str]]:
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


def _scored(record: StreamRecord, replay: str) -> Iterator[tuple[Lane, Scored]]:
    try:
        mention = mentions.from_item(record.new)
        words = _brand_words(mention.brand)
        told = _enriched(mention, words)
    except Poison as error:
        dead_letter(record, error.message, "enrich")
        return
    lane = lane_of(mention, mentions.shard_of(record.new), digest(replay, 12) if replay else "")
    yield lane, Scored(record.sequence, mention, told)


def _enriched(mention: Mention, words: tuple[str, ...]) -> Enrichment:
    try:
        return enriched(mention.text, words, mention.language)
    except Exception as error:
        raise Poison(f"its mood and intent cannot be told ({type(error).__name__})") from error


def _brand_words(brand_id: str) -> tuple[str, ...]:
    now = time.monotonic()
    read_at, words = _words.get(brand_id, (-WORDS_FRESH_SECONDS, ()))
    if now - read_at >= WORDS_FRESH_SECONDS:
        try:
            words = brands.get(brand_id).words
        except NotFound:
            words = ()
        _words[brand_id] = (now, words)
    return words
