"""intake: pushed and dropped mentions in, the mentions table out."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from functions.intake.file_drop import store_file
from functions.intake.push import handle_push
from shared.runtime.telemetry import MetricUnit, logger, metrics


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Answer a push (an API Gateway event) or read a dropped file (an EventBridge event of S3)."""
    if "detail" not in event:
        metrics.add_metric(name="Pushes", unit=MetricUnit.Count, value=1)
        answer = handle_push(event)
        metrics.add_metric(
            name="PushesRefused", unit=MetricUnit.Count, value=int(answer["statusCode"] != HTTPStatus.OK)
        )
        return answer
    metrics.add_metric(name="Files", unit=MetricUnit.Count, value=1)
    counted = store_file(event)
    for outcome, times in counted.items():
        metrics.add_metric(name=f"Dropped{outcome.title()}", unit=MetricUnit.Count, value=times)
    logger.info("file taken", extra=counted)
    return dict(counted)
