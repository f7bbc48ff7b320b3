"""RSS and Atom documents in, posts out: every dialect that feedparser reads."""

from __future__ import annotations

import calendar
import io
import re
from collections.abc import Mapping
from typing import Any

import feedparser

from shared.channels.batch import read_items, text_of
from shared.channels.feed_entries import Entries
from shared.channels.html_text import html_to_text, normalize_space, single_line
from shared.channels.request import Response
from shared.domain.errors import ChannelUnavailable
from shared.domain.mention import Post
from shared.domain.time import MAX_TIME_MS, MINUTE_MS, SECOND_MS

MAX_TAGS = 100_000
"""Tags of a document that is read: feedparser takes some 40 microseconds each, so more would take the whole run."""

_ROOT_ENDED = re.compile(rb"</(?:\w+:)?(?:rss|feed|rdf|channel)\s*>", re.IGNORECASE)


def entries(response: Response) -> Entries:
    """The entries of RSS or Atom; ``key`` is the entry's id as the feed gives it.

    Raises:
        ChannelUnavailable: it has too many tags, cannot be read, or is no feed.
    """
    if response.body.count(b"<") > MAX_TAGS:
        raise ChannelUnavailable(f"the feed has more than {MAX_TAGS} tags")
    document = _parsed(response)
    if not document.get("version") and not document.entries:
        raise ChannelUnavailable("the address answered with something that is no feed")
    found = document.entries
    truncated = bool(document.bozo) and not _ROOT_ENDED.search(response.body)
    if truncated and _last_entry_open(response.body):
        found = found[:-1]  # a part, whose id may be missing; the next poll brings it whole
    posts, rejects = read_items(found, lambda entry: _post(entry, text_of(document.feed.get("language"))))
    ttl = text_of(document.feed.get("ttl")).strip()
    return Entries(posts, rejects, truncated, int(ttl[:6]) * MINUTE_MS if ttl.isdecimal() else 0)


def _parsed(response: Response) -> Any:
    sent = {name: response.headers[name] for name in ("content-type", "content-language") if name in response.headers}
    headers = {**sent, "content-location": response.headers.get("content-location") or response.url}
    # Bytes in memory only: given a text, feedparser would open it as an address or a file.
    try:
        return feedparser.parse(io.BytesIO(response.body), response_headers=headers)
    except Exception as error:  # it reads bytes from anybody, and promises no exception of its own
        raise ChannelUnavailable(f"the feed cannot be read ({type(error).__name__})") from error


def _last_entry_open(body: bytes) -> bool:
    """Whether the last entry has no end tag."""
    return any(body.rfind(b"<" + tag) > body.rfind(b"</" + tag) for tag in (b"item", b"entry"))


def _post(entry: Any, language: str) -> Post:
    link = text_of(entry.get("link")).strip()
    title = single_line(_text(entry.get("title_detail") or {}))
    return Post(
        channel="rss",
        id=text_of(entry.get("id")).strip() or link,
        key=text_of(entry.get("id")).strip(),
        text=_text(_body(entry)),
        published_ms=_published_ms(entry),
        title=title,
        author=single_line(text_of(entry.get("author"))),
        language=text_of(_body(entry).get("language")) or language,
        url=link,
    )


def _body(entry: Any) -> Mapping[str, Any]:
    contents = entry.get("content") or [{}]
    body: Mapping[str, Any] = contents[0] if contents[0].get("value") else entry.get("summary_detail") or {}
    return body


def _text(detail: Mapping[str, Any]) -> str:
    value = text_of(detail.get("value"))
    return normalize_space(value) if detail.get("type") == "text/plain" else html_to_text(value)


def _published_ms(entry: Any) -> int | None:
    """The first time that the entry has, in UTC; a time without an offset is taken as UTC."""
    for name in ("published_parsed", "updated_parsed", "created_parsed"):
        # "in" first: feedparser would give the publication time for a missing update, with a warning.
        parsed = entry[name] if name in entry else None  # noqa: SIM401 - .get() would do just that
        if parsed is not None:
            at_ms = calendar.timegm(parsed) * SECOND_MS
            return at_ms if 0 <= at_ms <= MAX_TIME_MS else None
    return None
