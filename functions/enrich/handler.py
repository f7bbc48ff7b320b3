"""enrich: new mentions in, minute counters out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from functions.enrich.batch import count, read
from functions.enrich.tally import CounterShard, ScoredMention
from shared.runtime.settings import setting
from shared.runtime.stream import BatchResponse, batch_response, records
from shared.runtime.telemetry import MetricUnit, logger, metrics


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: Mapping[str, Any], _context: object) -> BatchResponse:
    """Score the batch, count it lane by lane, and name what must come again."""
    found = records(event)
    metrics.add_metric(name="MentionsReceived", unit=MetricUnit.Count, value=len(found))
    lanes = read(found, event.get("replay", ""))
    if setting("OTHER_LANGUAGES", "count") == "comprehend":
        lanes = _heard(lanes)
    counted, failed = count(lanes)
    metrics.add_metric(name="MentionsCounted", unit=MetricUnit.Count, value=counted)
    return batch_response(failed)


def _heard(lanes: dict[CounterShard, list[ScoredMention]]) -> dict[CounterShard, list[ScoredMention]]:
    from functions.enrich.comprehend import heard  # noqa: PLC0415 - not in every cold start

    return heard(lanes)
