"""The entries of a feed, and the keys by which they are known again: many feeds give no id, or the same one twice."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import urlsplit, urlunsplit

from shared.channels.batch import Reject
from shared.domain.mention import Post
from shared.domain.text import digest

_CAMPAIGN = re.compile(r"(?:utm_\w+|fbclid|gclid)=", re.IGNORECASE)


class Entries(NamedTuple):
    """The entries of a document; ``truncated`` where it was cut off, ``ttl_ms`` as it says how long it stays fresh."""

    posts: tuple[Post, ...]
    rejects: tuple[Reject, ...]
    truncated: bool = False
    ttl_ms: int = 0


def with_keys(posts: Iterable[Post], feed: str) -> Iterator[Post]:
    """Posts whose ``key`` is the feed's own id (guid), with the keys by which to know them again.

    The key is the guid, else the link, else the title; never the content, because an
    edited entry is no new post. A guid that is not a URI is unique only within its feed.
    Where a feed gives one guid to several links, the link is the key.

    >>> posts = [Post("rss", "7", "7", ""), Post("rss", "", "tag:a,2026:1", "")]
    >>> [post.key for post in with_keys(posts, "a.example/feed")]
    ['a.example/feed#7', 'tag:a,2026:1']
    """
    listed = list(posts)
    links: dict[str, set[str]] = defaultdict(set)
    for post in listed:
        links[post.key].add(post.url)
    for post in listed:
        key = _key(post, feed, shared=len(links[post.key]) > 1)
        yield replace(post, key=key, id=post.id or key)


def canonical_url(link: str) -> str:
    """A link without fragment and campaign parameters, its host in lower case.

    >>> canonical_url("https://News.Example/a?id=1&utm_source=rss#top")
    'https://news.example/a?id=1'
    """
    try:
        parts = urlsplit(link)
    except ValueError:
        return link
    query = "&".join(pair for pair in parts.query.split("&") if not _CAMPAIGN.match(pair))
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path, query, ""))


def _key(post: Post, feed: str, *, shared: bool) -> str:
    if post.key and not shared:
        return post.key if ":" in post.key else f"{feed}#{post.key}"
    if post.url:
        return canonical_url(post.url)
    return f"{feed}#{digest(post.title or post.text)}"
