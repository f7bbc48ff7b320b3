"""A batch of the mentions stream in; its mentions scored and counted, and the sequence numbers that failed, out."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from botocore.exceptions import BotoCoreError, ClientError

from functions.enrich.busy_brands import mentions_counted
from functions.enrich.copies import with_copies_marked
from functions.enrich.counters import add_to_counter
from functions.enrich.rollup import hour_counted
from functions.enrich.tally import CounterShard, ScoredMention, by_counter_shard, counter_shard_of
from shared.domain.errors import ForeshockError, NotFound, Poison, StorageBusy, Unreadable
from shared.domain.mentions.mention import Mention
from shared.domain.text import digest
from shared.domain.time import hour_of
from shared.enrichment import Enrichment, enrich_all
from shared.runtime.stream import StreamRecord, dead_letter
from shared.runtime.telemetry import logger
from shared.sentiment.brand_context import BrandContext, PostText
from shared.store import brand_models, brands, mentions

CONTEXT_FRESH_SECONDS = 60.0
"""How long a brand's settings for scoring are kept before they are read again."""

RETRIED = (ClientError, BotoCoreError, ForeshockError)
"""Errors after which a record comes again."""

OF_THE_PROCESS = (OSError, ImportError, MemoryError)
"""Errors that no text brings about: a file of the program is missing, or the memory is used up."""

_contexts: dict[str, tuple[float, BrandContext, frozenset[str] | None]] = {}
"""Of each brand when it was read, what scoring needs, and the channels on which it is heard."""


def read(found: Iterable[StreamRecord], replay: str = "") -> dict[CounterShard, list[ScoredMention]]:
    """Every new mention of the batch, scored, by counter shard; poison records go to the dead-letter queue.

    ``replay`` names the dead letter that is replayed; it is empty in normal work.
    """
    posts = list(_posts(found))
    return by_counter_shard(with_copies_marked(_scored(posts, replay), _heard))


def count(shards: Mapping[CounterShard, list[ScoredMention]], stream_shard: str = "") -> tuple[int, list[str]]:
    """Add every shard to its counter; how many mentions were counted, and the sequence numbers that were not.

    ``stream_shard`` is the id of the stream shard that brought them, empty if it is unknown.

    A failure of one shard (a throttled table, a time-out) does not stop the others.

    Raises:
        StorageBusy: a part of what Lambda would deliver again is counted already. Lambda gives up
            a whole batch, and a replay counts it whole; so it must bisect the batch until each
            part was counted as a whole or not at all.
    """
    counted, now_ms = 0, int(time.time() * 1_000)
    failed: list[str] = []
    hours: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for shard, records in shards.items():
        try:
            new = add_to_counter(shard, records, stream_shard)
        except RETRIED as error:
            logger.warning("counter shard not counted", brand=shard.brand, error=type(error).__name__)
            failed.extend(record.sequence for record in records)
        else:
            counted += new
            mentions_counted(shard, new, now_ms)
            hours[shard.brand, hour_of(shard.minute_ms)].extend(record.sequence for record in records)
    failed.extend(_without_note(hours, now_ms))
    lowest = min(failed, default="~")
    again = sum(record.sequence >= lowest for records in shards.values() for record in records)
    if again > len(failed):
        raise StorageBusy(f"{len(failed)} of the last {again} mentions of a batch were not counted")
    return counted, failed


def _without_note(hours: Mapping[tuple[str, int], list[str]], now_ms: int) -> Iterator[str]:
    """The sequence numbers of what must come again, because its hour could not be noted as counted in."""
    for (brand_id, hour_ms), sequences in hours.items():
        try:
            hour_counted(brand_id, hour_ms, now_ms)
        except RETRIED as error:
            logger.warning("hour not noted", brand=brand_id, error=type(error).__name__)
            yield from sequences


def _posts(found: Iterable[StreamRecord]) -> Iterator[tuple[StreamRecord, Mention, PostText]]:
    for record in found:
        if record.event_name == "INSERT":
            try:
                mention = mentions.from_item(record.new)
            except Poison as error:
                dead_letter(record, error.message, "enrich")
            else:
                yield record, mention, PostText(mention.text, mention.language, _context(mention.brand))


def _scored(
    posts: Sequence[tuple[StreamRecord, Mention, PostText]], replay: str
) -> Iterator[tuple[CounterShard, ScoredMention]]:
    replayed = digest(replay, 12) if replay else ""
    enriched = _enriched([text for _, _, text in posts])
    for (record, mention, _), enrichment in zip(posts, enriched, strict=True):
        if isinstance(enrichment, Poison):
            dead_letter(record, enrichment.message, "enrich")
            continue
        write_shard, marked_late = mentions.shard_of(record.new), mentions.is_marked_late(record.new)
        shard = counter_shard_of(mention, write_shard, replayed, marked_late=marked_late)
        yield shard, ScoredMention(record.sequence, mention, enrichment)


def _enriched(texts: Sequence[PostText]) -> Sequence[Enrichment | Poison]:
    """The enrichment of each text; if one of them makes it fail, each is tried by itself.

    Raises:
        OSError, ImportError, MemoryError: the process cannot work. The batch comes again, to another one.
    """
    try:
        return enrich_all(texts)
    except OF_THE_PROCESS:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a text brings about, only its own record may fail
        if len(texts) == 1:
            return [Poison(f"its sentiment and intent cannot be computed ({type(error).__name__})")]
        return [found for text in texts for found in _enriched([text])]


def _context(brand_id: str) -> BrandContext:
    now = time.monotonic()
    read_at, context, heard = _contexts.get(brand_id, (-CONTEXT_FRESH_SECONDS, BrandContext(), None))
    if now - read_at >= CONTEXT_FRESH_SECONDS:
        try:
            brand = brands.get(brand_id)
            context, heard = brand_models.brand_context(brand), frozenset(brand.queries)
        except (NotFound, Unreadable):  # its mentions count, without its own words and model
            context, heard = BrandContext(), None
        _contexts[brand_id] = (now, context, heard)
    return context


def _heard(brand_id: str) -> frozenset[str] | None:
    """The channels on which a brand is heard that :func:`_context` has read."""
    return _contexts[brand_id][2]
