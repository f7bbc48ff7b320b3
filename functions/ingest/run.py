"""One run of a channel: each query that is due is polled, its mentions stored and its cursor saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from botocore.exceptions import BotoCoreError, ClientError

from functions.ingest.polling import status
from functions.ingest.polling.crawl import CrawlLimits, Fetch, PollTask, poll
from functions.ingest.polling.crawl_state import PollResult
from functions.ingest.polling.rate_budget import RateBudget, retry_at_ms
from functions.ingest.polling.subscriptions import Subscription, is_due, subscriptions_of
from functions.ingest.storage import cursors
from functions.ingest.storage.results import store
from shared.channels.protocol import Channel
from shared.domain.errors import Conflict, ForeshockError
from shared.runtime.telemetry import logger
from shared.store import brands

MAX_REQUESTS = 30
"""Requests that one poll of a query may make."""


@dataclass(slots=True)
class RunSummary:
    """What a run did."""

    queries: int = 0
    failed: int = 0
    posts: int = 0
    mentions: int = 0


def run_channel(
    channel: Channel, base_url: str, now_ms: int, *, fetch: Fetch, remaining_ms: Callable[[], int]
) -> RunSummary:
    """Poll the channel's queries, the one that waited longest first, as far as limits and time allow."""
    stored = cursors.load_channel(channel.NAME)
    budget = RateBudget(fetch, channel.REQUESTS, remaining_ms)
    for state in stored.values():
        budget.block(state.status.endpoint, state.cursor.not_before_ms)
    summary = RunSummary()
    for subscription in subscriptions_of(channel, base_url, brands.every(), stored):
        if not budget.is_left():
            break
        if is_due(subscription, now_ms) and budget.allows(subscription.stored.status.endpoint, now_ms):
            _run_query(PollTask(channel, subscription.query, base_url), subscription, now_ms, budget, summary)
    return summary


def _run_query(
    task: PollTask, subscription: Subscription, now_ms: int, budget: RateBudget, summary: RunSummary
) -> None:
    """Poll one query. Whatever fails is noted; it must not stop the other queries."""
    summary.queries += 1
    name, key = task.channel.NAME, subscription.stored.key
    try:
        result = _poll_and_store(task, subscription, now_ms, budget, summary)
    except Exception as error:  # noqa: BLE001 - one query's failure, of whatever kind, must not stop the others
        summary.failed += 1
        logger.exception("a poll could not be stored", channel=name, query=key)
        _save_failure(subscription, error, now_ms)
        return
    budget.block(subscription.stored.status.endpoint, result.cursor.not_before_ms)
    summary.posts += len(result.posts)
    if result.error is not None and not retry_at_ms(result.error):
        summary.failed += 1
        logger.warning("a poll failed", channel=name, query=key, reason=result.reason)


def _poll_and_store(
    task: PollTask, subscription: Subscription, now_ms: int, budget: RateBudget, summary: RunSummary
) -> PollResult:
    stored = subscription.stored
    seen = cursors.load_seen(stored)
    limits = CrawlLimits(requests=MAX_REQUESTS, seen_keys=task.channel.SEEN_KEYS, has_time=budget.is_left)
    start = replace(stored.cursor, seen=seen)
    result = poll(task, start, fetch=budget.fetch, now_ms=now_ms, limits=limits)
    summary.mentions += store(result, subscription, now_ms)
    cursors.save(stored, result.cursor, status.after_poll(result, stored.status, now_ms), seen)
    return result


def _save_failure(subscription: Subscription, error: Exception, now_ms: int) -> None:
    """Save the failure with the old cursor, so that people see it and the query waits its turn."""
    if isinstance(error, Conflict):
        return
    reason = error.message if isinstance(error, ForeshockError) else type(error).__name__
    stored = subscription.stored
    try:
        cursors.save(stored, stored.cursor, status.after_failure(stored.status, reason, now_ms), stored.cursor.seen)
    except (ForeshockError, ClientError, BotoCoreError):
        logger.warning("a failure could not be saved", query=stored.key)
