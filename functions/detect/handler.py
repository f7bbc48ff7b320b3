"""detect: minute counters in, moments out; at once from the stream, and every minute from the schedule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from functions.detect.runner import run_schedule, run_stream
from shared.runtime.schedule import scheduled_ms
from shared.runtime.stream import BatchResponse, batch_response, records
from shared.runtime.telemetry import logger, metrics


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: Mapping[str, Any], _context: object) -> BatchResponse:
    """Evaluate the brands of a stream batch, or, on a tick, all brands that need it."""
    if event.get("trigger") == "tick":
        run_schedule(scheduled_ms(event))
        return batch_response([])
    return batch_response(run_stream(records(event)))
