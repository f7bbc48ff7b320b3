"""Logs and metrics, as JSON lines that CloudWatch understands.

A log line carries ids, counts and error classes; never a post's text, a handle or a key.
Metrics carry the name of their deployment: POWERTOOLS_SERVICE_NAME, the name of the stack.
"""

from __future__ import annotations

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

__all__ = ["MetricUnit", "logger", "metrics"]

logger = Logger(service="foreshock")
metrics = Metrics(namespace="Foreshock")
