"""The entries of a feed, whatever its format."""

from __future__ import annotations

from typing import NamedTuple

from shared.channels.batch import Reject
from shared.domain.mentions.mention import Post


class Entries(NamedTuple):
    """The entries of a document; ``key`` of a post is the id that the feed gives it, empty where it gives none.

    ``unclosed`` says that the document ends before its root does, ``ttl_ms`` how long it
    says that it stays fresh, ``home`` is the site that the feed belongs to.
    """

    posts: tuple[Post, ...]
    rejects: tuple[Reject, ...]
    unclosed: bool = False
    ttl_ms: int = 0
    home: str = ""
