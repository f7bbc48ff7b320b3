"""notify: moments that changed in; texts, mails and events out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from functions.notify.decision import tell
from functions.notify.outbox.delivery import sweep
from functions.notify.retry_sweep import minute
from shared.runtime.schedule import scheduled_ms
from shared.runtime.stream import BatchResponse, batch_response, records
from shared.runtime.telemetry import MetricUnit, logger, metrics


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: Mapping[str, Any], _context: object) -> BatchResponse:
    """Tell the steps of a stream batch, or, at the minute door, what waited."""
    found = records(event)
    metrics.add_metric(name="MomentsChanged", unit=MetricUnit.Count, value=len(found))
    if event.get("trigger") == "tick":
        _note_trouble(minute(scheduled_ms(event)))
        return batch_response([])
    told = tell(found)
    well = not told.at_ms or sweep(told.at_ms)
    _note_trouble(well)
    return batch_response(told.failed if well else [record.sequence for record in found])


def _note_trouble(well: bool) -> None:
    metrics.add_metric(name="OutboxTroubled", unit=MetricUnit.Count, value=int(not well))
