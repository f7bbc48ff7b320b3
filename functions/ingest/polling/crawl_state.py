"""What one poll brought: the posts, the cursor to commit once they are stored, and why it ended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from shared.channels.batch import Batch, Reject
from shared.channels.cursor import Cursor, key_digest, newest
from shared.domain.errors import ChannelError, RateLimited
from shared.domain.mention import Post

MAX_SEEN_KEYS = 20_000
"""Keys remembered of walks that were interrupted, which may meet any number."""


@dataclass(frozen=True, slots=True)
class PollResult:
    """The outcome of a poll.

    ``posts`` are those not delivered before, ``cursor`` is to be committed after they
    are stored. ``reached`` says that the walk came to the old cursor, so that nothing
    lies between; otherwise ``reason`` says in words why it stopped. ``newest_ms`` is
    the time of the newest post met, ``pages`` the answers read, ``met`` the posts in
    them, ``rejects`` the items that could not be read.
    """

    posts: tuple[Post, ...]
    cursor: Cursor
    complete: bool
    reason: str = ""
    error: ChannelError | None = None
    rejects: tuple[Reject, ...] = ()
    pages: int = 0
    met: int = 0
    newest_ms: int | None = None


@dataclass(slots=True)
class CrawlState:
    """A walk under way: what it met so far."""

    cursor: Cursor
    now_ms: int
    keep: int
    posts: list[Post] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    met: dict[str, None] = field(default_factory=dict)
    last: Batch = field(default_factory=Batch)
    position: str = ""
    pages: int = 0
    newest_ms: int | None = None
    fresh: int = 0
    known: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.known = frozenset(self.cursor.seen)

    def add(self, page: Batch) -> None:
        """Take up a page; ``fresh`` becomes how many of its items this walk had not met."""
        before = len(self.met)
        self.posts.extend(post for post in page.posts if self._new(post.key))
        self.rejects.extend(reject for reject in page.rejects if self._new(f"unreadable\x00{reject.raw}"))
        self.fresh = len(self.met) - before
        self.pages += 1
        if not page.out_of_range:
            self.position = newest(self.position, page.position)
            self.last = page
        self.newest_ms = _latest((self.newest_ms, *(post.published_ms for post in page.posts)))

    def finished(self, origin: str) -> PollResult:
        """The walk came to its end: everything up to the newest position was walked."""
        cursor = replace(
            self._committed(interrupted=False),
            position=newest(self.cursor.position, self.cursor.target, self.position) or origin,
            resume="",
            target="",
            etag=self.last.etag,
            modified=self.last.modified,
            walked_ms=self.now_ms,
            fresh_until_ms=self.now_ms + self.last.fresh_ms,
        )
        return self._walk(cursor, complete=True)

    def interrupted(self, reason: str, error: ChannelError | None = None) -> PollResult:
        """The walk stopped on its way: what was met is kept, and the next one goes on from here."""
        not_before_ms = error.retry_at_ms if isinstance(error, RateLimited) else 0
        cursor = replace(self._committed(interrupted=True), not_before_ms=not_before_ms)
        if self.pages and not cursor.first_crawl:
            if self.last.oldest_first:
                cursor = replace(cursor, position=newest(cursor.position, self.position))
            elif self.last.resume:
                cursor = replace(cursor, resume=self.last.resume, target=newest(cursor.target, self.position))
        return self._walk(cursor, complete=False, reason=reason, error=error)

    def looped(self) -> PollResult:
        """The channel repeats itself. What it told is kept, and nothing is taken for walked.

        A first walk has no cursor to arrive at, and a later one is at its cursor where it
        met nothing newer: both are as far as one can get.
        """
        old = self.cursor.position
        there = self.cursor.first_crawl or newest(old, self.position) == old
        reason = "" if there else "the channel answers with pages it answered with before"
        return self._walk(self._committed(interrupted=True), complete=there, reason=reason)

    def _new(self, key: str) -> bool:
        """Whether an item was not delivered before; it is met from now on."""
        digest = key_digest(key)
        new = digest not in self.met and digest not in self.known
        self.met[digest] = None
        return new

    def _committed(self, *, interrupted: bool) -> Cursor:
        met = list(self.met)
        older = [key for key in self.cursor.seen if key not in self.met]
        kept = older[-(MAX_SEEN_KEYS if interrupted else self.keep) :]
        begun_ms = self.cursor.begun_ms or self.now_ms
        return replace(self.cursor, seen=(*kept, *met), begun_ms=begun_ms, not_before_ms=0, fresh_until_ms=0)

    def _walk(
        self, cursor: Cursor, *, complete: bool, reason: str = "", error: ChannelError | None = None
    ) -> PollResult:
        return PollResult(
            posts=tuple(self.posts),
            cursor=cursor,
            complete=complete,
            reason=reason,
            error=error,
            rejects=tuple(self.rejects),
            pages=self.pages,
            met=len(self.met),
            newest_ms=self.newest_ms,
        )


def combined(first: PollResult, second: PollResult) -> PollResult:
    """Two walks of one poll as one; the second began where the first arrived."""
    return replace(
        second,
        posts=(*first.posts, *second.posts),
        rejects=(*first.rejects, *second.rejects),
        pages=first.pages + second.pages,
        met=first.met + second.met,
        newest_ms=_latest((first.newest_ms, second.newest_ms)),
    )


def _latest(times: Iterable[int | None]) -> int | None:
    return max((at_ms for at_ms in times if at_ms is not None), default=None)
