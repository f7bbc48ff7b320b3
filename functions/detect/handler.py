"""detect: minute counters in, moments out; at once from the stream, and every minute from the schedule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from functions.detect.runner import run_chunk, run_rebuild, run_schedule, run_stream
from shared.runtime.heartbeat import without_heartbeats
from shared.runtime.schedule import scheduled_ms
from shared.runtime.stream import BatchResponse, batch_response, records
from shared.runtime.telemetry import logger, metrics
from shared.store.heartbeats import beat

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: Mapping[str, Any], context: LambdaContext) -> BatchResponse:
    """Evaluate the brands of a stream batch, or, on a tick, all brands that need it, in chunks."""
    match event.get("trigger"):
        case "tick":
            beat("MOMENTS_TABLE", scheduled_ms(event))
            run_schedule(scheduled_ms(event), context.get_remaining_time_in_millis)
            return batch_response([])
        case "chunk":
            run_chunk(event["brands"], scheduled_ms(event), context.get_remaining_time_in_millis)
            return batch_response([])
        case "rebuild":
            run_rebuild(event["brand"], scheduled_ms(event), context.get_remaining_time_in_millis)
            return batch_response([])
    found, _ = without_heartbeats(records(event))
    return batch_response(run_stream(found, context.get_remaining_time_in_millis))
