"""Logs and metrics, as JSON lines that CloudWatch understands.

A log line carries ids, counts and error classes; never a post's text, a handle or a key.
Metrics carry the name of their deployment: POWERTOOLS_SERVICE_NAME, the name of the stack.
"""

from __future__ import annotations

import warnings

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

__all__ = ["MetricUnit", "logger", "metrics", "trouble"]

logger = Logger(service="foreshock")
metrics = Metrics(namespace="Foreshock")
warnings.filterwarnings("ignore", "No application metrics to publish")  # a call that counted nothing writes nothing


def trouble(*, name: str, value: int) -> None:
    """Count what should not happen; of 0 nothing is written, for a metric that is always there costs 0.30 USD."""
    if value:
        metrics.add_metric(name=name, unit=MetricUnit.Count, value=value)
