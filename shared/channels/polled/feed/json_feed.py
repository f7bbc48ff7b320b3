"""JSON Feed documents in, posts out: versions 1.0 and 1.1, https://www.jsonfeed.org/version/1.1/."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urljoin

from shared.channels.batch import read_items, text_of, time_of
from shared.channels.html_text import html_to_text, normalize_space, single_line
from shared.channels.polled.feed.feed_entries import Entries
from shared.domain.errors import ChannelUnavailable
from shared.domain.mentions.mention import Post


def entries(document: Any, address: str) -> Entries:
    """The items of a JSON feed; ``key`` is the item's id as the feed gives it, links are relative to ``address``.

    Raises:
        ChannelUnavailable: the document is not a feed.
    """
    items = document.get("items") if isinstance(document, dict) else None
    if not isinstance(items, list) or not _is_feed(document):
        raise ChannelUnavailable("the address answered with JSON that is no feed")
    language, authors = text_of(document.get("language")), _authors(document)
    posts, rejects = read_items(items, lambda item: _post(item, language, authors, address))
    return Entries(posts, rejects, home=text_of(document.get("home_page_url")))


def _is_feed(document: Mapping[str, Any]) -> bool:
    """By its version; some feeds leave that out, but have a title and an address."""
    if "jsonfeed.org/version" in text_of(document.get("version")):
        return True
    return bool(document.get("title")) and bool(document.get("home_page_url") or document.get("feed_url"))


def _post(item: Any, language: str, authors: str, address: str) -> Post:
    native = _id(item)
    link = text_of(item.get("url") or item.get("external_url")).strip()
    absolute = urljoin(address, link) if link else ""
    return Post(
        channel="rss",
        id=native or absolute,
        key=native,
        text=_text(item),
        published_ms=_published_ms(item),
        title=single_line(text_of(item.get("title"))),
        author=_authors(item) or authors,
        language=text_of(item.get("language")) or language,
        url=absolute,
    )


def _id(item: Any) -> str:
    """An id should be a text; a number is taken as a text, as the specification advises."""
    native = item.get("id")
    return "" if isinstance(native, bool | list | dict) else text_of(native).strip()


def _text(item: Any) -> str:
    if text := text_of(item.get("content_text")):
        return normalize_space(text)
    return html_to_text(text_of(item.get("content_html"))) or normalize_space(text_of(item.get("summary")))


def _published_ms(item: Any) -> int | None:
    at_ms = time_of(item.get("date_published"))
    return time_of(item.get("date_modified")) if at_ms is None else at_ms


def _authors(owner: Any) -> str:
    """The names in ``authors`` (1.1) or ``author`` (1.0)."""
    listed = owner.get("authors") or [owner.get("author")]
    people: Iterable[Any] = listed if isinstance(listed, list) else []
    return ", ".join(single_line(text_of(p.get("name"))) for p in people if isinstance(p, dict) and p.get("name"))
