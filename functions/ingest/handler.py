"""ingest: the name of a channel in, its new mentions stored."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from typing import Any

from functions.ingest.http.client import Client, http_hosts
from functions.ingest.run import RunSummary, run_channel
from functions.ingest.storage.lease import lease
from shared.channels import channel
from shared.channels.request import checked_url
from shared.domain.errors import InvalidInput
from shared.runtime.schedule import scheduled_ms
from shared.runtime.settings import setting
from shared.runtime.telemetry import MetricUnit, logger, metrics
from shared.store.heartbeats import beat

DEADLINE_S = 15.0
"""Seconds that one request may take, well within the time that is reserved for it."""


@logger.inject_lambda_context
@metrics.log_metrics
def handler(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """Poll the channel that the schedule names, unless another run still does."""
    source, now_ms = channel(str(event.get("channel"))), scheduled_ms(event)
    base_url = base_urls().get(source.NAME, source.BASE_URL)
    metrics.add_dimension(name="channel", value=source.NAME)
    metrics.add_metric(name="PollRuns", unit=MetricUnit.Count, value=1)
    beat("MENTIONS_TABLE", now_ms, inserted=True)
    with lease(source.NAME, context.aws_request_id) as free:
        if not free:
            metrics.add_metric(name="PollsSkipped", unit=MetricUnit.Count, value=1)
            return {"channel": source.NAME, "busy": True}
        summary = run_channel(
            source, base_url, now_ms, fetch=_client(), remaining_ms=context.get_remaining_time_in_millis
        )
    _measure(summary)
    return {"channel": source.NAME, "busy": False, **asdict(summary)}


@cache
def base_urls() -> dict[str, str]:
    """Where channels are polled instead of at their own addresses: CHANNEL_BASE_URLS, a JSON object."""
    try:
        urls = json.loads(setting("CHANNEL_BASE_URLS", "{}"))
        return {str(name): checked_url(str(url)).rstrip("/") for name, url in urls.items()}
    except (ValueError, AttributeError) as error:
        raise InvalidInput('CHANNEL_BASE_URLS must be JSON such as {"mastodon": "https://social.example"}') from error


@cache
def _client() -> Client:
    return Client(frozenset[str]().union(*(http_hosts(url) for url in base_urls().values())), DEADLINE_S)


def _measure(summary: RunSummary) -> None:
    metrics.add_metric(name="Polls", unit=MetricUnit.Count, value=summary.queries)
    metrics.add_metric(name="PollsFailed", unit=MetricUnit.Count, value=summary.failed)
    metrics.add_metric(name="MentionsCollected", unit=MetricUnit.Count, value=summary.mentions)
