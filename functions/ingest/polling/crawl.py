"""The polling core of all channels: a cursor in, new posts and the next cursor out.

It does no input or output: ``fetch`` and the time are handed in. Its rules, each of
which some crawler has broken before:

* the caller saves the cursor, after what was found is stored;
* the cursor moves only over what was read without a gap;
* every crawl begins behind the cursor again, and what was delivered is not delivered twice;
* a channel's clock and paging are not trusted: a post from the future moves no cursor,
  a response met again ends the crawl;
* a crawl is limited in requests and time, and an interrupted one goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from functions.ingest.polling import rate_limits
from functions.ingest.polling.crawl_state import CrawlState, PollResult, combined
from shared.channels.batch import Batch
from shared.channels.cursor import Cursor
from shared.channels.protocol import Channel
from shared.channels.request import Request, Response
from shared.domain.errors import ChannelError, PositionForgotten, RateLimited
from shared.domain.time import DAY_MS, MAX_CLOCK_SKEW_MS

Fetch = Callable[[Request], Response]


class Purse(Protocol):
    """What a channel may still spend today, over all runs."""

    def take(self, units: int) -> int:
        """Take at most ``units``; how many there were."""

    def give_back(self, units: int) -> None:
        """Put back what was not spent."""


class Unlimited:
    """A purse that is never empty."""

    def take(self, units: int) -> int:
        """All of them."""
        return units

    def give_back(self, units: int) -> None:
        """Nothing to keep."""


def always() -> bool:
    """No limit of time."""
    return True


class CrawlLimits(NamedTuple):
    """How far a poll may go.

    It makes at most ``requests`` requests. A first crawl ends once it met ``first_posts``
    posts, and looks back ``look_back_ms`` before the query was first polled (``None``: as
    far as the channel goes, and every post met is delivered). ``seen_keys`` keys are
    remembered beyond those the crawl met. ``has_time`` is asked before every request, and
    ``purse`` pays for those that cost something.
    """

    requests: int = 30
    first_posts: int = 200
    look_back_ms: int | None = DAY_MS
    seen_keys: int = 128
    has_time: Callable[[], bool] = always
    purse: Purse = Unlimited()


class PollTask(NamedTuple):
    """A query of a channel, and the base URL to ask."""

    channel: Channel
    query: str
    base_url: str


def poll(task: PollTask, cursor: Cursor, *, fetch: Fetch, now_ms: int, limits: CrawlLimits) -> PollResult:
    """Everything new of a query; an error of the channel is part of the result, not raised.

    An interrupted crawl is finished first; the newest posts are then read in the same poll.
    """
    if now_ms < cursor.not_before_ms:
        error = RateLimited("the channel asked for no request before this time", retry_at_ms=cursor.not_before_ms)
        return PollResult((), cursor, complete=False, reason=error.message, error=error)
    result = _crawl(task, cursor, fetch, now_ms, limits)
    if not (cursor.resume and result.complete) or result.cursor.not_before_ms > now_ms:
        return result
    rest = _crawl(task, result.cursor, fetch, now_ms, limits._replace(requests=limits.requests - result.requests))
    if result.up_to_date and rest.error is None and not rest.complete:
        # The newest posts are told; only the overlap is longer than a poll, and the next one reads it again.
        read = rest.cursor._replace(resume="", target="", resume_ms=0)
        rest = rest._replace(cursor=read, complete=True, reason="")
    return combined(result, rest)


def _crawl(task: PollTask, cursor: Cursor, fetch: Fetch, now_ms: int, limits: CrawlLimits) -> PollResult:
    since_ms = None if limits.look_back_ms is None else (cursor.begun_ms or now_ms) - limits.look_back_ms
    state = CrawlState(cursor, now_ms, limits.seen_keys)
    result = _read_all(task, state, fetch, limits, since_ms)
    if since_ms is None or not cursor.first_crawl:
        return result
    recent = [post for post in result.posts if post.published_ms is None or post.published_ms >= since_ms]
    return result._replace(posts=tuple(recent[: limits.first_posts]))


def _read_all(task: PollTask, state: CrawlState, fetch: Fetch, limits: CrawlLimits, since_ms: int | None) -> PollResult:
    request: Request | None = task.channel.first_request(task.query, state.cursor, task.base_url, since_ms)
    requested: set[str] = set()
    while request is not None:
        if reason := _limit_reached(state, limits):
            return state.interrupted(reason)
        try:
            paid = _paid(task.channel, request, limits.purse, state.now_ms)
            requested.add(paid.url)
            response = fetch(paid)
            batch = _read(task.channel, paid, response, state)
            limits.purse.give_back(paid.cost - (paid.cost if batch.cost is None else batch.cost))
        except PositionForgotten as error:
            if not request.lower:
                return state.interrupted(error.message, error)
            anew = state.cursor._replace(position="", resume="")
            request = task.channel.first_request(task.query, anew, task.base_url, since_ms)
            continue
        except ChannelError as error:
            return state.interrupted(error.message, error)
        state.add(batch)
        if _is_loop(batch, request, state, requested):
            return state.looped()
        request = _next_request(batch, state, limits)
        if ended := _ended_early(request, state):
            return ended
    return state.finished(task.channel.start_position(since_ms))


def _paid(channel: Channel, request: Request, purse: Purse, now_ms: int) -> Request:
    """The request, made cheaper where the day's units do not reach further.

    Raises:
        RateLimited: they do not reach for any.
    """
    if not request.cost:
        return request
    granted = purse.take(request.cost)
    paid = channel.limited(request, granted)
    purse.give_back(granted - (paid.cost if paid else 0))
    if paid is None:
        tomorrow_ms = now_ms - now_ms % DAY_MS + DAY_MS
        raise RateLimited("what this channel may spend in a day is spent", retry_at_ms=tomorrow_ms)
    return paid


def _read(channel: Channel, request: Request, response: Response, state: CrawlState) -> Batch:
    now_ms, server_ms = state.now_ms, response.date_ms
    received_ms = max(now_ms, response.received_ms)  # a wait begins when it is asked for, not when the poll began
    rate_limits.check(channel, response, received_ms, worked_before=not state.cursor.first_crawl)
    # The earlier of the two clocks: a position that is wrongly not believed is only read again.
    state.crawl_ms = state.crawl_ms or server_ms or now_ms
    latest_ms = (now_ms if server_ms is None else min(server_ms, now_ms)) + MAX_CLOCK_SKEW_MS
    batch = channel.parse(request._replace(known=state.delivered), response, latest_ms)
    state.not_before_ms = max(state.not_before_ms, rate_limits.not_before_ms(response, batch.wait_ms, received_ms))
    return batch


def _limit_reached(state: CrawlState, limits: CrawlLimits) -> str:
    if state.requests >= limits.requests:
        return f"more than the {limits.requests} requests of one poll"
    return "" if limits.has_time() else "no time left in this run"


def _is_loop(batch: Batch, request: Request, state: CrawlState, requested: set[str]) -> bool:
    """Whether the channel leads in a circle: to a request made before, or to nothing but known items."""
    circle = batch.next is not None and batch.next.url in requested and not batch.next.may_repeat
    has_items = bool(batch.posts or batch.rejects)
    repeated = request.follow_up and has_items and not state.new_items and not request.may_repeat
    return batch.out_of_range or circle or repeated


def _next_request(batch: Batch, state: CrawlState, limits: CrawlLimits) -> Request | None:
    """The next request; none at the end, or where a first crawl has met enough posts."""
    enough = state.cursor.first_crawl and len(state.met) >= limits.first_posts
    return None if enough else batch.next


def _ended_early(following: Request | None, state: CrawlState) -> PollResult | None:
    """The result where more is to be asked, and the channel allows no further request for now."""
    if following is None or not state.not_before_ms:
        return None
    limit = RateLimited("the channel allows no more requests for now", retry_at_ms=state.not_before_ms)
    return state.interrupted(limit.message, limit)
