"""ingest: a scheduled call in, the new mentions of every channel in use stored."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from functools import cache
from typing import Any

from functions.ingest.http.client import Client
from functions.ingest.run import run_channel
from functions.ingest.storage.lease import lease
from shared import channels
from shared.channels import channel
from shared.channels.address import checked_url
from shared.channels.backfill import Backfill
from shared.channels.protocol import Channel
from shared.domain.brand import Brand
from shared.domain.errors import InvalidInput
from shared.egress.pool import hosts_of
from shared.runtime.private_hosts import private_hosts
from shared.runtime.schedule import scheduled_ms
from shared.runtime.settings import setting
from shared.runtime.telemetry import logger, metrics, trouble
from shared.store import brands
from shared.store.collection import backfills
from shared.store.heartbeats import beat

DEADLINE_S = 15.0
"""Seconds that one request may take, well within the time that is reserved for it."""


@logger.inject_lambda_context
def handler(event: Mapping[str, Any], context: Any) -> dict[str, Any]:
    """Poll the channels that brands use, or the one that the event names, each unless another run still does."""
    now_ms, every_brand = scheduled_ms(event), brands.every()
    beat("MENTIONS_TABLE", now_ms, inserted=True)
    if "channel" not in event and any(brand.id.startswith("drill-") for brand in every_brand):
        from functions.ingest.drills import play_drills  # noqa: PLC0415 - most minutes have no drill

        play_drills(every_brand, now_ms)
    pasts = backfills.every()
    asked = {past.channel for past in pasts if past.done_ms < 0}
    names = [str(event["channel"])] if "channel" in event else _used(every_brand, asked)
    sources = [channel(name) for name in names]

    def polled(source: Channel) -> dict[str, Any]:
        try:
            return _poll(source, every_brand, [past for past in pasts if past.channel == source.NAME], now_ms, context)
        except Exception as error:
            if len(sources) == 1:
                raise
            logger.exception("a channel could not be polled", channel=source.NAME)
            return {"channel": source.NAME, "busy": False, "error": type(error).__name__}

    if len(sources) == 1:
        outcomes = [polled(sources[0])]
    else:
        with ThreadPoolExecutor(len(sources) or 1) as pool:
            outcomes = list(pool.map(polled, sources))
    _measure(outcomes)
    return outcomes[0] if "channel" in event else {"channels": outcomes}


def _used(every_brand: Iterable[Brand], asked: Collection[str]) -> list[str]:
    """The channels that a brand has queries for, or whose past is ``asked`` for."""
    used = {name for brand in every_brand for name, queries in brand.queries.items() if queries}.union(asked)
    return [name for name in channels.asked() if name in used]


def _poll(
    source: Channel, every_brand: Sequence[Brand], pasts: Sequence[Backfill], now_ms: int, context: Any
) -> dict[str, Any]:
    with lease(source.NAME, context.aws_request_id) as free:
        if not free:
            return {"channel": source.NAME, "busy": True}
        summary = run_channel(
            source,
            base_urls().get(source.NAME, source.BASE_URL),
            now_ms,
            every_brand=every_brand,
            fetch=_client(),
            remaining_ms=context.get_remaining_time_in_millis,
            pasts=pasts,
        )
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
    return Client(private_hosts() | hosts_of(base_urls().values()), DEADLINE_S)


def _measure(outcomes: Iterable[Mapping[str, Any]]) -> None:
    """The metrics of a run, and those of each channel as a record of their own; how many posts came is in the log."""
    asked = [outcome for outcome in outcomes if outcome.get("queries")]
    failing = sum(outcome["queries"] == outcome["failed"] for outcome in asked)
    failing += sum("error" in outcome for outcome in outcomes)
    trouble(name="ChannelsFailing", value=failing)
    metrics.flush_metrics()
    for outcome in outcomes:
        metrics.add_dimension(name="channel", value=outcome["channel"])
        trouble(name="PollsFailed", value=outcome.get("failed", int("error" in outcome)))
        trouble(name="PollsLimited", value=outcome.get("limited", 0))
        trouble(name="GapMinutes", value=outcome.get("gap_minutes", 0))
        trouble(name="GapsNotRead", value=outcome.get("lossy_gaps", 0))
        metrics.flush_metrics()
        metrics.clear_metrics()  # where nothing was written, the dimension would stay for the next run
        if new := outcome.get("mentions", 0):
            logger.info("posts collected", channel=outcome["channel"], mentions=new, late=outcome.get("late", 0))
