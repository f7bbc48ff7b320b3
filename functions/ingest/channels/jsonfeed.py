"""JSON Feed 1.0 and 1.1, https://www.jsonfeed.org/version/1.1/."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from functions.ingest.html_text import one_line, plain, tidy
from functions.ingest.polling.page import Reject, instant, read_items, words
from shared.domain.errors import ChannelUnavailable
from shared.domain.mention import Post


def entries(document: Any) -> tuple[tuple[Post, ...], tuple[Reject, ...]]:
    """The items of a JSON feed; ``key`` is the item's id as it is told.

    Raises:
        ChannelUnavailable: the document is JSON, and no feed.
    """
    items = document.get("items") if isinstance(document, dict) else None
    if not isinstance(items, list):
        raise ChannelUnavailable("the address answered with JSON that is no feed")
    language = words(document.get("language"))
    authors = _authors(document)
    return read_items(items, lambda item: _post(item, language, authors))


def _post(item: Any, language: str, authors: str) -> Post:
    native = _id(item)
    link = words(item.get("url") or item.get("external_url")).strip()
    return Post(
        channel="rss",
        id=native or link,
        key=native,
        text=_text(item),
        published_ms=_published(item),
        title=one_line(words(item.get("title"))),
        author=_authors(item) or authors,
        language=words(item.get("language")) or language,
        url=link,
    )


def _id(item: Any) -> str:
    """An id should be a text; a number is taken as one, as the specification advises."""
    native = item.get("id")
    return "" if isinstance(native, bool | list | dict) else words(native).strip()


def _text(item: Any) -> str:
    if text := words(item.get("content_text")):
        return tidy(text)
    return plain(words(item.get("content_html"))) or tidy(words(item.get("summary")))


def _published(item: Any) -> int | None:
    at_ms = instant(item.get("date_published"))
    return instant(item.get("date_modified")) if at_ms is None else at_ms


def _authors(owner: Any) -> str:
    """The names in ``authors`` (1.1) or ``author`` (1.0)."""
    listed = owner.get("authors") or [owner.get("author")]
    people: Iterable[Any] = listed if isinstance(listed, list) else []
    return ", ".join(one_line(words(p.get("name"))) for p in people if isinstance(p, dict) and p.get("name"))
