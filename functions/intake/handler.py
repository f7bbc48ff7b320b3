"""intake: pushed and dropped mentions in, the mentions table out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from functions.intake.drop import take_file
from functions.intake.push import take_push
from shared.telemetry import MetricUnit, logger, metrics


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Answer a push (an API Gateway event) or read a dropped file (an EventBridge event of S3)."""
    if "detail" not in event:
        return take_push(event)
    counted = take_file(event)
    for outcome, times in counted.items():
        metrics.add_metric(name=f"Dropped{outcome.title()}", unit=MetricUnit.Count, value=times)
    logger.info("file taken", extra=counted)
    return dict(counted)
