"""erase: an erasure that was asked for in, its author or brand out of the tables; only it may delete."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import partial
from typing import Any

from functions.erase.announce import announce
from functions.erase.run import proceed
from functions.erase.schedule import call_again
from shared.domain.erasure import Erasure
from shared.runtime.telemetry import MetricUnit, logger, metrics


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """Announce the erasure that the event names, wait for its time, or go on with it: ``{"erasure": "<id>"}``."""
    again = partial(call_again, str(context.invoked_function_arn))
    found = proceed(str(event["erasure"]), _now_ms, context.get_remaining_time_in_millis, again, _tell)
    logger.info("erasure", extra={"erasure": found.id, "status": found.status, "mentions": found.mentions})
    return {"erasure": found.id, "status": found.status}


def _tell(erasure: Erasure, what: str) -> None:
    if what == "asked":
        metrics.add_metric(name="ErasuresAsked", unit=MetricUnit.Count, value=1)
    announce(erasure, what, _now_ms())


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
