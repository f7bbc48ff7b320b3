"""The polling core, common to all channels: walk the pages, lose nothing, never run for ever.

It does no input or output: ``fetch`` is handed in, and so is the time. The rules it
keeps, each of which somebody's crawler broke before:

* the cursor is the caller's to commit, after what was found is stored;
* it moves only over what was walked without a gap;
* every walk begins behind the cursor again, and what was delivered is not delivered twice;
* a channel's clock and paging are not trusted: a post from the future moves no cursor,
  a page met again ends the walk;
* a walk is bounded in pages and time, and an interrupted one goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from functions.ingest.polling import rate_limits
from functions.ingest.polling.crawl_state import CrawlState, PollResult, combined
from shared.channels import Channel
from shared.channels.batch import Batch
from shared.channels.cursor import Cursor
from shared.channels.request import Request, Response
from shared.domain.errors import ChannelError, RateLimited
from shared.domain.time import DAY_MS, MAX_CLOCK_SKEW_MS

Fetch = Callable[[Request], Response]


def always() -> bool:
    """No limit of time."""
    return True


@dataclass(frozen=True, slots=True)
class CrawlLimits:
    """How far a poll may go.

    ``pages`` answers at most; a first walk ends once it met ``first_posts`` posts, and
    looks back ``look_back_ms`` before the query was first polled (``None``: as far as
    the channel goes, and every post met is delivered). ``keep`` keys are remembered
    beyond those the walk met. ``time_left`` is asked before every request.
    """

    pages: int = 30
    first_posts: int = 200
    look_back_ms: int | None = DAY_MS
    keep: int = 128
    time_left: Callable[[], bool] = always


@dataclass(frozen=True, slots=True)
class PollTask:
    """A query of a channel, and where to ask it."""

    channel: Channel
    query: str
    base_url: str


def poll(task: PollTask, cursor: Cursor, *, fetch: Fetch, now_ms: int, bounds: CrawlLimits) -> PollResult:
    """Everything new of a query; an error of the channel is part of the answer, not raised.

    An interrupted walk is finished first, and the newest is then walked in the same poll.
    """
    if now_ms < cursor.not_before_ms:
        error = RateLimited("the channel asked for no request before this time", retry_at_ms=cursor.not_before_ms)
        return PollResult((), cursor, complete=False, reason=error.message, error=error)
    walked = _walk(task, cursor, fetch, now_ms, bounds)
    if not (cursor.resume and walked.complete):
        return walked
    rest = replace(bounds, pages=bounds.pages - walked.pages)
    return combined(walked, _walk(task, walked.cursor, fetch, now_ms, rest))


def _walk(task: PollTask, cursor: Cursor, fetch: Fetch, now_ms: int, bounds: CrawlLimits) -> PollResult:
    since_ms = None if bounds.look_back_ms is None else (cursor.begun_ms or now_ms) - bounds.look_back_ms
    trail = CrawlState(cursor, now_ms, bounds.keep)
    walked = _pages(task, trail, fetch, bounds, since_ms)
    if since_ms is None or not cursor.first_crawl:
        return walked
    recent = [post for post in walked.posts if post.published_ms is None or post.published_ms >= since_ms]
    return replace(walked, posts=tuple(recent[: bounds.first_posts]))


def _pages(task: PollTask, trail: CrawlState, fetch: Fetch, bounds: CrawlLimits, since_ms: int | None) -> PollResult:
    request: Request | None = task.channel.first_request(task.query, trail.cursor, task.base_url, since_ms)
    asked: set[str] = set()
    while request is not None:
        if reason := _out_of_bounds(trail, bounds):
            return trail.interrupted(reason)
        asked.add(request.url)
        try:
            response = fetch(request)
            page = _read(task.channel, request, response, trail)
        except ChannelError as error:
            return trail.interrupted(error.message, error)
        trail.add(page)
        if _repeated(page, request, trail, asked):
            return trail.looped()
        request = _onward(page, trail, bounds)
        if halted := _halted(page, request, response, trail):
            return halted
    return trail.finished(task.channel.start_position(since_ms))


def _read(channel: Channel, request: Request, response: Response, trail: CrawlState) -> Batch:
    now_ms, server_ms = trail.now_ms, response.date_ms
    rate_limits.check_status(response, now_ms, worked_before=not trail.cursor.first_crawl)
    # The earlier of the two clocks: a position believed too little is only walked again.
    latest_ms = (now_ms if server_ms is None else min(server_ms, now_ms)) + MAX_CLOCK_SKEW_MS
    return channel.parse(request, response, latest_ms)


def _out_of_bounds(trail: CrawlState, bounds: CrawlLimits) -> str:
    if trail.pages >= bounds.pages:
        return f"more than the {bounds.pages} pages of one poll"
    return "" if bounds.time_left() else "no time left in this run"


def _repeated(page: Batch, request: Request, trail: CrawlState, asked: set[str]) -> bool:
    """Whether the channel leads in a circle: to a page that was asked for, or to nothing but items met."""
    circle = page.next is not None and page.next.url in asked
    again = request.follow_up and bool(page.posts or page.rejects) and not trail.fresh and not request.known
    return page.out_of_range or circle or again


def _onward(page: Batch, trail: CrawlState, bounds: CrawlLimits) -> Request | None:
    """The next request; none at the end, or where a first walk has met enough."""
    enough = trail.cursor.first_crawl and len(trail.met) >= bounds.first_posts
    return None if enough else page.next


def _halted(page: Batch, onward: Request | None, response: Response, trail: CrawlState) -> PollResult | None:
    """The walk's end where the answer was not whole, or where no more will be granted."""
    if page.truncated:
        return trail.interrupted("the document was cut off")
    if onward is None or not rate_limits.is_exhausted(response):
        return None
    until_ms = trail.now_ms + rate_limits.retry_after_ms(response, trail.now_ms)
    limit = RateLimited("the channel grants no more requests for now", retry_at_ms=until_ms)
    return trail.interrupted(limit.message, limit)
