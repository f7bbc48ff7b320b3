"""The poll of one query: asked, its mentions stored, its gaps noted and its cursor saved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from functions.ingest.polling import status
from functions.ingest.polling.crawl import CrawlLimits, Fetch, PollTask, Purse, poll
from functions.ingest.polling.crawl_state import PollResult
from functions.ingest.polling.rate_budget import RateBudget
from functions.ingest.polling.subscriptions import Subscription
from functions.ingest.storage import cursors
from functions.ingest.storage.results import store
from functions.ingest.storage.spending import DailyPurse
from shared.channels.protocol import Channel
from shared.domain.errors import Conflict, ForeshockError, RateLimited
from shared.domain.gaps import ended_gaps
from shared.domain.time import MINUTE_MS, SECOND_MS
from shared.runtime.telemetry import logger
from shared.store.collection import gaps

if TYPE_CHECKING:
    from functions.ingest.backfill import PastPoll

MAX_REQUESTS = 30
"""Requests that one poll of a query may make."""

EVERY_S = 60
"""Seconds between two runs: a query with this interval is polled in every one."""

EARLY_MS = 30 * SECOND_MS
"""How much earlier than its interval a query may be polled: schedules do not come to the millisecond."""


@dataclass(slots=True)
class RunSummary:
    """What a run did.

    ``late`` mentions came too late to alert; ``limited`` polls were told to wait. Gaps of
    ``gap_minutes`` together ended, of which ``lossy_gaps`` were not read afterwards.
    """

    queries: int = 0
    failed: int = 0
    posts: int = 0
    mentions: int = 0
    late: int = 0
    limited: int = 0
    gap_minutes: int = 0
    lossy_gaps: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """What the polls of one run share."""

    channel: Channel
    base_url: str
    now_ms: int
    budget: RateBudget
    fetch: Fetch
    purse: Purse

    def queries(self, subscriptions: Iterable[Subscription]) -> RunSummary:
        """Poll these queries, one after another."""
        summary = RunSummary()
        for one in subscriptions:
            if not self.budget.is_left():
                break
            if self.budget.allows(one.stored.status.endpoint, self.now_ms):
                poll_query(self, one, summary)
        return summary

    def past(self) -> PastPoll:
        """The same for pasts, which leave half of what a day may cost to today's posts."""
        from functions.ingest.backfill import PastPoll  # noqa: PLC0415 - a past is asked for once in a brand's life

        purse = self.purse._replace(limit=self.purse.limit // 2) if isinstance(self.purse, DailyPurse) else self.purse
        return PastPoll(self.channel, self.base_url, self.now_ms, self.budget, self.fetch, purse)


def poll_query(run: Run, subscription: Subscription, summary: RunSummary) -> None:
    """Poll one query. Whatever fails is noted; it must not stop the other queries."""
    summary.queries += 1
    name, key = run.channel.NAME, subscription.stored.key
    try:
        result = _poll_and_store(run, subscription, summary)
    except Exception as error:  # noqa: BLE001 - one query's failure, of whatever kind, must not stop the others
        summary.failed += 1
        logger.exception("a poll could not be stored", channel=name, query=key)
        save_failure(subscription, error, run.now_ms, run.budget.not_before_ms(subscription.stored.status.endpoint))
        return
    summary.posts += len(result.posts)
    if isinstance(result.error, RateLimited):
        summary.limited += 1
    elif result.error is not None:
        summary.failed += 1
        logger.warning("a poll failed", channel=name, query=key, reason=result.reason)


def _poll_and_store(run: Run, subscription: Subscription, summary: RunSummary) -> PollResult:
    stored, now_ms = subscription.stored, run.now_ms
    seen = cursors.load_seen(stored)
    limits = CrawlLimits(
        requests=MAX_REQUESTS, seen_keys=run.channel.SEEN_KEYS, has_time=run.budget.is_left, purse=run.purse
    )
    start = stored.cursor._replace(seen=seen)
    task = PollTask(run.channel, subscription.query, run.base_url)
    result = poll(task, start, fetch=run.fetch, now_ms=now_ms, limits=limits)
    # At once: the wait holds as well where the posts cannot be stored.
    run.budget.block(stored.status.endpoint, result.cursor.not_before_ms)
    if result.complete and run.channel.INTERVAL_S > EVERY_S:
        rest_ms = run.channel.INTERVAL_S * SECOND_MS - EARLY_MS
        rested = result.cursor._replace(fresh_until_ms=max(result.cursor.fresh_until_ms, now_ms + rest_ms))
        result = result._replace(cursor=rested)
    done = store(result, subscription, now_ms)
    summary.mentions += done.mentions
    summary.late += done.late
    if result.complete:
        _note_gaps(subscription, result, now_ms, summary)
    cursors.save(stored, result.cursor, status.after_poll(result, stored.status, now_ms), seen)
    return result


def _note_gaps(subscription: Subscription, result: PollResult, now_ms: int, summary: RunSummary) -> None:
    """Remember the gaps that the poll ended; before the cursor is saved, so that none is forgotten."""
    status = subscription.stored.status
    if ended := ended_gaps(status, now_ms, result.lost_until_ms):
        gaps.add(status.channel, status.query, ended, now_ms)
        summary.gap_minutes += round(sum(gap.end_ms - gap.begin_ms for gap in ended) / MINUTE_MS)
        summary.lossy_gaps += sum(gap.lost for gap in ended)


def save_failure(subscription: Subscription, error: Exception, now_ms: int, not_before_ms: int = 0) -> None:
    """Save the failure with the old cursor, so that people see it, the query waits its turn and a wait is kept."""
    if isinstance(error, Conflict):
        return
    reason = error.message if isinstance(error, ForeshockError) else type(error).__name__
    stored = subscription.stored
    cursor = stored.cursor._replace(not_before_ms=max(not_before_ms, stored.cursor.not_before_ms))
    try:
        cursors.save(stored, cursor, status.after_failure(stored.status, reason, now_ms), stored.cursor.seen)
    except (ForeshockError, ClientError, BotoCoreError):
        logger.warning("a failure could not be saved", query=stored.key)
