"""notify: moments that changed in; texts, mails and events out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from functions.notify.decision import decide_batch
from functions.notify.outbox.delivery import send_new
from functions.notify.retry_sweep import retry_sweep
from shared.runtime.heartbeat import without_heartbeats
from shared.runtime.schedule import scheduled_ms
from shared.runtime.stream import BatchResponse, batch_response, records
from shared.runtime.telemetry import logger, metrics, trouble


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: Mapping[str, Any], _context: object) -> BatchResponse:
    """Notify about a stream batch, or, when the schedule calls, send what waited."""
    found, _ = without_heartbeats(records(event))
    if found:
        logger.info("moments changed", changes=len(found))
    if event.get("trigger") == "tick":
        _count_trouble(ok=retry_sweep(scheduled_ms(event)))
        return batch_response([])
    batch = decide_batch(found)
    ok = not batch.newest_ms or send_new(batch.newest_ms)
    _count_trouble(ok=ok)
    return batch_response(batch.failed if ok else [record.sequence for record in found])


def _count_trouble(*, ok: bool) -> None:
    trouble(name="OutboxTroubled", value=int(not ok))
