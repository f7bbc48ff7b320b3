"""intake: pushed and dropped mentions in, stored mentions out."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from functions.intake.file_drop import store_file
from functions.intake.meta.hook import PATH, handle_hook
from functions.intake.push import handle_push
from shared.runtime.telemetry import MetricUnit, logger, metrics, trouble


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """Answer a push or a webhook (API Gateway events), or read a dropped file (an EventBridge event of S3)."""
    if "detail" not in event:
        metrics.add_metric(name="Pushes", unit=MetricUnit.Count, value=1)
        response = handle_hook(event) if event.get("resource") == PATH else handle_push(event)
        trouble(name="PushesRefused", value=int(response["statusCode"] != HTTPStatus.OK))
        return response
    metrics.add_metric(name="Files", unit=MetricUnit.Count, value=1)
    counts = store_file(event)
    for outcome, times in counts.items():
        metrics.add_metric(name=f"Dropped{outcome.title()}", unit=MetricUnit.Count, value=times)
    logger.info("file stored", extra=counts)
    return dict(counts)
