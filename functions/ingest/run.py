"""One run of a channel: every query that is due is polled, stored and committed, each for itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from botocore.exceptions import BotoCoreError, ClientError

from functions.ingest.channels import Channel
from functions.ingest.polling import health
from functions.ingest.polling.crawl import Walk
from functions.ingest.polling.loop import Bounds, Fetch, Task, poll
from functions.ingest.polling.rate_budget import Allowance, limit_of
from functions.ingest.storage import cursors
from functions.ingest.storage.results import store
from functions.ingest.subscriptions import Asked, asked_of, due
from shared.domain.errors import Conflict, ForeshockError
from shared.runtime.telemetry import logger
from shared.store import brands

PAGES = 30


@dataclass(slots=True)
class Summary:
    """What a run did."""

    queries: int = 0
    failed: int = 0
    posts: int = 0
    mentions: int = 0


def sweep(channel: Channel, base_url: str, now_ms: int, *, fetch: Fetch, remaining_ms: Callable[[], int]) -> Summary:
    """Poll the channel's queries, the one that waited longest first, as far as limits and time allow."""
    kept = cursors.of_channel(channel.NAME)
    allowance = Allowance(fetch, channel.REQUESTS, remaining_ms)
    for one in kept.values():
        allowance.limit(one.health.place, one.cursor.not_before_ms)
    summary = Summary()
    for asked in asked_of(channel.NAME, base_url, brands.every(), kept):
        if not allowance.left():
            break
        if due(asked, now_ms) and allowance.open(asked.kept.health.place, now_ms):
            _poll_one(Task(channel, asked.text, base_url), asked, now_ms, allowance, summary)
    return summary


def _poll_one(task: Task, asked: Asked, now_ms: int, allowance: Allowance, summary: Summary) -> None:
    """Poll one query; whatever goes wrong is noted and stops no other."""
    summary.queries += 1
    try:
        walk = _polled(task, asked, now_ms, allowance, summary)
    except Exception as error:  # noqa: BLE001 - one query's trouble, of whatever kind, is not the others'
        summary.failed += 1
        logger.exception("a poll could not be stored", channel=task.channel.NAME, query=asked.kept.key)
        _note(asked, error, now_ms)
        return
    allowance.limit(asked.kept.health.place, limit_of(walk.error))
    summary.posts += len(walk.posts)
    if walk.error is not None and not limit_of(walk.error):
        summary.failed += 1
        logger.warning("a poll failed", channel=task.channel.NAME, query=asked.kept.key, reason=walk.reason)


def _polled(task: Task, asked: Asked, now_ms: int, allowance: Allowance, summary: Summary) -> Walk:
    seen = cursors.seen(asked.kept)
    bounds = Bounds(pages=PAGES, keep=task.channel.SEEN, time_left=allowance.left)
    start = replace(asked.kept.cursor, seen=seen)
    walk = poll(task, start, fetch=allowance.fetch, now_ms=now_ms, bounds=bounds)
    summary.mentions += store(walk, asked, now_ms)
    cursors.commit(asked.kept, walk.cursor, health.after(walk, asked.kept.health, now_ms), seen)
    return walk


def _note(asked: Asked, error: Exception, now_ms: int) -> None:
    """Keep the failure with the old cursor, so that it is seen, and the query does not block others."""
    if isinstance(error, Conflict):
        return
    reason = error.message if isinstance(error, ForeshockError) else type(error).__name__
    unmoved = asked.kept.cursor
    try:
        cursors.commit(asked.kept, unmoved, health.troubled(asked.kept.health, reason, now_ms), unmoved.seen)
    except (ForeshockError, ClientError, BotoCoreError):
        logger.warning("a failure could not be noted", query=asked.kept.key)
