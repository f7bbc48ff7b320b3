"""The pasts that people asked for, polled with what the run has left: today's posts come first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from functions.ingest.polling import past as pasts
from functions.ingest.polling.crawl import CrawlLimits, Fetch, PollTask, Purse, poll
from functions.ingest.polling.rate_budget import RateBudget
from functions.ingest.polling.rate_limits import check_status, not_before_ms
from functions.ingest.polling.subscriptions import QueryState, Subscription
from functions.ingest.storage.results import store
from functions.ingest.storage.spending import DailyPurse
from shared.channels.address import endpoint_of
from shared.channels.backfill import Backfill
from shared.channels.protocol import Channel, Counted
from shared.domain.brand import Brand, Query
from shared.domain.errors import ForeshockError, RateLimited
from shared.domain.poll_status import PollStatus
from shared.runtime.telemetry import logger
from shared.store.collection import backfills

REQUESTS = 20
"""Requests that one poll of a past may make."""

LEAST_UNITS = 100
"""Units of a day's spend cap that must be left for another request: what the dearest one costs at most."""

SPENT = "half of what the channel may spend in a day is spent; the past goes on tomorrow"


class PastPoll(NamedTuple):
    """How the pasts of one channel are polled: as its queries are, with a purse of their own."""

    channel: Channel
    base_url: str
    now_ms: int
    budget: RateBudget
    fetch: Fetch
    purse: Purse

    def go_on(self, due: Iterable[Backfill], brands: Mapping[str, Brand]) -> int:
        """Poll each as far as limits and time allow, the one that waited longest first; how many mentions came."""
        mentions = 0
        for one in sorted(due, key=lambda past: past.attempt_ms):
            endpoint = endpoint_of(self.channel.server_url(one.query, self.base_url))
            if not self.budget.is_left():
                break
            if not self._can_pay():
                backfills.save(one._replace(error=SPENT, attempt_ms=self.now_ms))
            elif self.budget.allows(endpoint, self.now_ms):
                mentions += self._poll(one, endpoint, brands)
        return mentions

    def _can_pay(self) -> bool:
        """Asked first: a purse that is found empty on the way would stop today's posts, too."""
        return not isinstance(self.purse, DailyPurse) or self.purse.left() >= LEAST_UNITS

    def _may_go_on(self) -> bool:
        return self.budget.is_left() and self._can_pay()

    def _poll(self, past: Backfill, endpoint: str, brands: Mapping[str, Brand]) -> int:
        """Poll one. Whatever fails is noted; it must not stop the others."""
        try:
            asking = _asking(past, brands)
            task = PollTask(self.channel, past.query, self.base_url)
            begun = self._counted(pasts.begun(self.channel, past))
            limits = CrawlLimits(requests=REQUESTS, seen_keys=0, has_time=self._may_go_on, purse=self.purse)
            found = poll(task, begun.cursor, fetch=self.fetch, now_ms=self.now_ms, limits=limits)
            result = pasts.within(found, past)
            self.budget.block(endpoint, result.cursor.not_before_ms)
            state = QueryState(PollStatus(self.channel.NAME, past.query, endpoint=endpoint), begun.cursor)
            mentions = store(result, Subscription(past.query, (asking,), state), self.now_ms).mentions
            backfills.save(pasts.after(begun, result, self.now_ms))
        except RateLimited as error:
            self.budget.block(endpoint, error.retry_at_ms)
            backfills.save(pasts.limited(past, error, self.now_ms))
            return 0
        except Exception as error:  # noqa: BLE001 - one past's failure, of whatever kind, must not stop the others
            logger.exception("a past could not be polled", channel=self.channel.NAME, brand=past.brand)
            note_failure(past, error, self.now_ms)
            return 0
        return mentions

    def _counted(self, past: Backfill) -> Backfill:
        """The past with the number of its posts, where they cost something: people are told before all are read.

        Raises:
            ChannelError: it cannot be counted now; it is not read before that.
        """
        if past.expected >= 0 or not isinstance(self.channel, Counted):
            return past
        self.purse.take(1)
        response = self.fetch(self.channel.count_request(past.query, past.since_ms, self.base_url))
        received_ms = max(self.now_ms, response.received_ms)
        check_status(response, received_ms, worked_before=False)
        cursor = past.cursor._replace(not_before_ms=not_before_ms(response, 0, received_ms))
        return past._replace(cursor=cursor, expected=self.channel.counted(response))


def note_failure(past: Backfill, error: Exception, now_ms: int) -> None:
    """Save why it does not go on, so that people see it and the past waits its turn."""
    reason = error.message if isinstance(error, ForeshockError) else type(error).__name__
    backfills.save(pasts.after_failure(past, reason, now_ms))


def _asking(past: Backfill, brands: Mapping[str, Brand]) -> tuple[Brand, Query]:
    """The brand and its query.

    Raises:
        ForeshockError: one of them is gone.
    """
    brand = brands.get(past.brand)
    queries = brand.queries.get(past.channel, ()) if brand else ()
    query = next((query for query in queries if query.text == past.query), None)
    if brand is None or query is None:
        raise ForeshockError("the brand no longer has this query")
    return brand, query
