"""A crawl under way, and the result of a poll: the posts, the cursor to save once they are stored, and why it ended."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from shared.channels.batch import Batch, Reject
from shared.channels.cursor import Cursor, key_digest, newest
from shared.domain.errors import ChannelError, RateLimited
from shared.domain.mentions.mention import Post

MAX_SEEN_KEYS = 20_000
"""Keys remembered of interrupted crawls, which may meet any number."""


class PollResult(NamedTuple):
    """The result of a poll.

    ``posts`` are those not delivered before; ``cursor`` is to be saved after they are
    stored. ``complete`` says that the crawl came to the old cursor, so that nothing is
    missing in between; otherwise ``reason`` says in words why it stopped. ``newest_ms`` is
    the time of the newest post met, ``requests`` the responses read, ``items`` the posts
    in them, ``rejects`` the items that could not be read. ``up_to_date`` says that it
    ended with the newest posts. What was posted before ``lost_until_ms`` the channel may no
    longer have listed (0: nothing is lost). ``counts`` are what a series counts, by minute.
    """

    posts: tuple[Post, ...]
    cursor: Cursor
    complete: bool
    reason: str = ""
    error: ChannelError | None = None
    rejects: tuple[Reject, ...] = ()
    requests: int = 0
    items: int = 0
    newest_ms: int | None = None
    up_to_date: bool = False
    lost_until_ms: int = 0
    counts: Mapping[int, int] = {}


@dataclass(slots=True)
class CrawlState:
    """What a crawl has met so far.

    ``met`` holds the digests of the items met, in order, ``delivered`` those of the polls
    before. ``new_items`` counts the items of the last batch that this crawl had not met.
    ``position`` is the newest position, and ``last`` the last batch of the range asked for.
    The channel wants no request before ``not_before_ms``, whatever comes of the crawl.
    ``crawl_ms`` is when the crawl began by the server's clock, before any interruption.
    """

    cursor: Cursor
    now_ms: int
    seen_keys: int
    posts: list[Post] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    met: dict[str, None] = field(default_factory=dict)
    delivered: frozenset[str] = frozenset()
    last: Batch = field(default_factory=Batch)
    position: str = ""
    requests: int = 0
    newest_ms: int | None = None
    new_items: int = 0
    not_before_ms: int = 0
    crawl_ms: int = 0
    lost_until_ms: int = 0

    def __post_init__(self) -> None:
        self.delivered = frozenset(self.cursor.seen)
        self.crawl_ms = self.cursor.resume_ms if self.cursor.resume else 0

    def add(self, batch: Batch) -> None:
        """Add the items of a response."""
        before = len(self.met)
        self.posts.extend(post for post in batch.posts if self._is_new(post.key))
        self.rejects.extend(reject for reject in batch.rejects if self._is_new(f"unreadable\x00{reject.raw}"))
        self.new_items = len(self.met) - before
        self.met.update(dict.fromkeys(map(key_digest, batch.remember)))
        self.requests += 1
        if not batch.out_of_range:
            self.position = newest(self.position, batch.position)
            self.last = batch
            self.lost_until_ms = max(self.lost_until_ms, batch.dropped_ms)
        self.newest_ms = _latest((self.newest_ms, *(post.published_ms for post in batch.posts)))

    def finished(self, start_position: str) -> PollResult:
        """The crawl came to its end: everything up to the newest position was read."""
        # The crawl after an interrupted one meets again what that one met, and so does the crawl
        # after one that was given an old answer: it did not even show the newest post known.
        stale = newest(self.cursor.position, self.position) != self.position
        cursor = self._next_cursor(keep_all=bool(self.cursor.resume) or stale)._replace(
            position=newest(self.cursor.position, self.cursor.target, self.position) or start_position,
            resume="",
            target="",
            # An old answer proves nothing: what came late since the crawl before is still to be read.
            crawl_ms=self.cursor.crawl_ms if stale else self.crawl_ms,
            resume_ms=0,
            etag=self.last.etag,
            modified=self.last.modified,
            completed_ms=self.now_ms,
            fresh_until_ms=self.now_ms + self.last.fresh_ms,
        )
        reason = "the document was cut off" if self.last.truncated else ""
        return self._result(cursor, complete=not reason, reason=reason)

    def interrupted(self, reason: str, error: ChannelError | None = None) -> PollResult:
        """The crawl stopped on its way: what it met is kept, and the next one goes on from here."""
        if isinstance(error, RateLimited):
            self.not_before_ms = max(self.not_before_ms, error.retry_at_ms)
        cursor = self._next_cursor(keep_all=True)
        if self.requests and not cursor.first_crawl and self.last.resume:
            target = newest(cursor.target, self.position)
            cursor = cursor._replace(resume=self.last.resume, target=target, resume_ms=self.crawl_ms)
        return self._result(cursor, complete=False, reason=reason, error=error)

    def looped(self) -> PollResult:
        """The channel repeats itself: what it delivered is kept, and the cursor does not move.

        A first crawl has no old cursor to come to, and a later one that met nothing newer
        is at its cursor: both are complete.
        """
        old = self.cursor.position
        complete = self.cursor.first_crawl or newest(old, self.position) == old
        reason = "" if complete else "the channel repeats the same responses"
        return self._result(self._next_cursor(keep_all=True), complete=complete, reason=reason)

    def _is_new(self, key: str) -> bool:
        """Whether an item was not delivered before; from now on it is met."""
        digest = key_digest(key)
        new = digest not in self.met and digest not in self.delivered
        self.met[digest] = None
        return new

    def _next_cursor(self, *, keep_all: bool) -> Cursor:
        met = list(self.met)
        older = [key for key in self.cursor.seen if key not in self.met]
        remembered = older[-(MAX_SEEN_KEYS if keep_all else self.seen_keys) :]
        return self.cursor._replace(
            seen=(*remembered, *met),
            begun_ms=self.cursor.begun_ms or self.now_ms,
            not_before_ms=self.not_before_ms,
            fresh_until_ms=0,
        )

    def _result(
        self, cursor: Cursor, *, complete: bool, reason: str = "", error: ChannelError | None = None
    ) -> PollResult:
        return PollResult(
            posts=tuple(self.posts),
            cursor=cursor,
            complete=complete,
            reason=reason,
            error=error,
            rejects=tuple(self.rejects),
            requests=self.requests,
            items=len(self.met),
            newest_ms=self.newest_ms,
            up_to_date=self.last.oldest_first,
            lost_until_ms=0 if self.cursor.first_crawl else self.lost_until_ms,
            counts=self.last.counts,
        )


def combined(first: PollResult, second: PollResult) -> PollResult:
    """Two crawls of one poll as one result; the second began where the first ended."""
    return second._replace(
        posts=(*first.posts, *second.posts),
        rejects=(*first.rejects, *second.rejects),
        requests=first.requests + second.requests,
        items=first.items + second.items,
        newest_ms=_latest((first.newest_ms, second.newest_ms)),
        lost_until_ms=max(first.lost_until_ms, second.lost_until_ms),
    )


def _latest(times: Iterable[int | None]) -> int | None:
    return max((at_ms for at_ms in times if at_ms is not None), default=None)
