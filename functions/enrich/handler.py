"""enrich: new mentions in, minute counters out."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from functions.enrich.batch import count, read
from functions.enrich.rollup import roll_up_due_hours
from functions.enrich.tally import CounterShard, ScoredMention
from shared.runtime.heartbeat import without_heartbeats
from shared.runtime.settings import setting
from shared.runtime.stream import BatchResponse, batch_response, records, stream_shard, windowed
from shared.runtime.telemetry import logger, metrics
from shared.store.heartbeats import beat


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: Mapping[str, Any], _context: object) -> BatchResponse:
    """Score the batch, add it to the counters, and name the first record that must come again."""
    found, beat_ms = without_heartbeats(records(event))
    shards = read(found, event.get("replay", ""))
    if setting("OTHER_LANGUAGES", "count") == "comprehend":
        shards = _with_other_languages(shards)
    counted, failed = count(shards, stream_shard(event))
    if found:
        logger.info("mentions counted", counted=counted)
    if beat_ms:
        beat("COUNTS_TABLE", beat_ms)
        roll_up_due_hours(int(time.time() * 1_000))
    return windowed(batch_response(failed), event)


def _with_other_languages(shards: dict[CounterShard, list[ScoredMention]]) -> dict[CounterShard, list[ScoredMention]]:
    from functions.enrich.comprehend import with_other_languages  # noqa: PLC0415 - not in every cold start

    return with_other_languages(shards)
