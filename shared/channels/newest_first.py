"""A page of a listing that begins with the newest post in, the batch out: how far it came, and where to go on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from shared.channels.batch import Batch, read_items
from shared.channels.request import Request
from shared.domain.mentions.mention import Post


def page_of(
    items: Iterable[Any],
    read: Callable[[Any], Post],
    request: Request,
    latest_ms: int,
    *,
    following: Request | None,
    resume: str = "",
    times: Iterable[int | None] | None = None,
) -> Batch:
    """The batch of a page, whose positions are epoch milliseconds.

    ``following`` asks for the page after it; it is not asked for once a whole page is
    older than ``request.lower``. ``times`` are those by which the channel sorts, where they
    are not the posts' own.
    """
    posts, rejects = read_items(items, read)
    known = [at for at in (times if times is not None else (post.published_ms for post in posts)) if at is not None]
    ended = bool(known) and bool(request.lower) and max(known) < int(request.lower)
    return Batch(
        posts=posts,
        rejects=rejects,
        position=str(max((at for at in known if at <= latest_ms), default="")),
        resume=resume,
        next=None if ended or following is None else following._replace(follow_up=True),
    )


def listed(document: Any, name: str) -> list[Any] | None:
    """The list of this name in a JSON object; ``None`` where there is none."""
    found = document.get(name) if isinstance(document, Mapping) else None
    return found if isinstance(found, list) else None


def lower_bound(position: str, overlap_ms: int, since_ms: int | None) -> str:
    """How far back a crawl goes, in epoch milliseconds: behind the cursor, or as far as a first one looks back.

    >>> lower_bound("5000", 2000, None), lower_bound("", 2000, 7), lower_bound("", 2000, None)
    ('3000', '7', '')
    """
    if position:
        return str(max(0, int(position) - overlap_ms))
    return "" if since_ms is None else str(max(0, since_ms))


def start_position(since_ms: int | None) -> str:
    """The position of a query whose first crawl found nothing, where positions are times."""
    return str(max(0, since_ms)) if since_ms is not None else "0"
