"""Which posts of a channel's answer are about a brand: channels match loosely, we do not."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from shared.channels.html_text import single_line
from shared.domain.brand import Brand, Query, contains_any
from shared.domain.mention import Post


def is_about(post: Post, brand: Brand, query: Query) -> bool:
    """Whether ``post``, an answer to ``query``, is a mention of ``brand``."""
    said = single_line(f"{post.title} {post.text}")
    if brand.excludes(said):
        return False
    return query.every or _CONFIRMED[post.channel](post, brand, query, said)


def _phrase(_post: Post, _brand: Brand, query: Query, said: str) -> bool:
    """The search forgives typing errors and looks into names and links; the phrase must really stand there."""
    phrase = single_line(query.text.replace('"', " "))
    return contains_any((phrase,) if phrase else (), said)


def _tagged(post: Post, _brand: Brand, query: Query, said: str) -> bool:
    """A timeline is of its tag; servers write tags without accents, and some list none."""
    tag = _bare(query.text)
    listed = [_bare(name) for name in post.hashtags]
    return tag in listed or f"#{tag}" in _bare(said) or not listed


def _named(_post: Post, brand: Brand, _query: Query, said: str) -> bool:
    return brand.named_in(said)


_CONFIRMED: dict[str, Callable[[Post, Brand, Query, str], bool]] = {
    "hackernews": _phrase,
    "mastodon": _tagged,
    "rss": _named,
}


def _bare(text: str) -> str:
    """Text without case, accents and a leading hash, as servers compare hashtags.

    >>> _bare("#Café")
    'cafe'
    """
    apart = unicodedata.normalize("NFKD", text.strip().lstrip("#").casefold())
    return "".join(ch for ch in apart if not unicodedata.combining(ch))
