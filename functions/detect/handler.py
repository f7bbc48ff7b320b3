"""detect: minute counters in, moments out; through the stream at once, and by the minute."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from functions.detect.watch import look, tick
from shared.bucket import parse_time
from shared.errors import InvalidInput
from shared.stream import Answer, failures, records
from shared.telemetry import logger, metrics


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: Mapping[str, Any], _context: object) -> Answer:
    """Look at the brands of a stream batch, or, at the minute door, after all that matter."""
    if event.get("door") == "tick":
        tick(_time(event))
        return failures([])
    return failures(look(records(event)))


def _time(event: Mapping[str, Any]) -> int:
    """The schedule's time; a scheduler that does not fill it in leaves us our own clock."""
    try:
        return parse_time(event.get("time"))
    except InvalidInput:
        return int(time.time() * 1000)
