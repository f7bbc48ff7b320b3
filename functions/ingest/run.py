"""One run of a channel: every query that is due is polled, stored and committed, each for itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from botocore.exceptions import BotoCoreError, ClientError

from functions.ingest.polling import health
from functions.ingest.polling.crawl import CrawlLimits, Fetch, PollTask, poll
from functions.ingest.polling.crawl_state import PollResult
from functions.ingest.polling.rate_budget import RateBudget, retry_at_ms
from functions.ingest.storage import cursors
from functions.ingest.storage.results import store
from functions.ingest.subscriptions import Subscription, is_due, subscriptions_of
from shared.channels import Channel
from shared.domain.errors import Conflict, ForeshockError
from shared.runtime.telemetry import logger
from shared.store import brands

MAX_REQUESTS = 30


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
    kept = cursors.load_channel(channel.NAME)
    allowance = RateBudget(fetch, channel.REQUESTS, remaining_ms)
    for one in kept.values():
        allowance.limit(one.health.place, one.cursor.not_before_ms)
    summary = RunSummary()
    for asked in subscriptions_of(channel.NAME, base_url, brands.every(), kept):
        if not allowance.left():
            break
        if is_due(asked, now_ms) and allowance.open(asked.kept.health.place, now_ms):
            _poll_one(PollTask(channel, asked.text, base_url), asked, now_ms, allowance, summary)
    return summary


def _poll_one(task: PollTask, asked: Subscription, now_ms: int, allowance: RateBudget, summary: RunSummary) -> None:
    """Poll one query; whatever goes wrong is noted and stops no other."""
    summary.queries += 1
    try:
        walk = _polled(task, asked, now_ms, allowance, summary)
    except Exception as error:  # noqa: BLE001 - one query's trouble, of whatever kind, is not the others'
        summary.failed += 1
        logger.exception("a poll could not be stored", channel=task.channel.NAME, query=asked.kept.key)
        _note(asked, error, now_ms)
        return
    allowance.limit(asked.kept.health.place, retry_at_ms(walk.error))
    summary.posts += len(walk.posts)
    if walk.error is not None and not retry_at_ms(walk.error):
        summary.failed += 1
        logger.warning("a poll failed", channel=task.channel.NAME, query=asked.kept.key, reason=walk.reason)


def _polled(task: PollTask, asked: Subscription, now_ms: int, allowance: RateBudget, summary: RunSummary) -> PollResult:
    seen = cursors.load_seen(asked.kept)
    bounds = CrawlLimits(pages=MAX_REQUESTS, keep=task.channel.SEEN_KEYS, time_left=allowance.left)
    start = replace(asked.kept.cursor, seen=seen)
    walk = poll(task, start, fetch=allowance.fetch, now_ms=now_ms, bounds=bounds)
    summary.mentions += store(walk, asked, now_ms)
    cursors.save(asked.kept, walk.cursor, health.after(walk, asked.kept.health, now_ms), seen)
    return walk


def _note(asked: Subscription, error: Exception, now_ms: int) -> None:
    """Keep the failure with the old cursor, so that it is seen, and the query does not block others."""
    if isinstance(error, Conflict):
        return
    reason = error.message if isinstance(error, ForeshockError) else type(error).__name__
    unmoved = asked.kept.cursor
    try:
        cursors.save(asked.kept, unmoved, health.troubled(asked.kept.health, reason, now_ms), unmoved.seen)
    except (ForeshockError, ClientError, BotoCoreError):
        logger.warning("a failure could not be noted", query=asked.kept.key)
