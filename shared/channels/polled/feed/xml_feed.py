"""RSS and Atom documents in, posts out: every dialect that feedparser reads."""

from __future__ import annotations

import calendar
import io
import re
from collections.abc import Mapping
from typing import Any

import feedparser

from shared.channels.batch import read_items, text_of
from shared.channels.html_text import html_to_text, normalize_space, single_line
from shared.channels.polled.feed.feed_bytes import readable
from shared.channels.polled.feed.feed_dates import EARLIEST_YEAR, feed_time
from shared.channels.polled.feed.feed_entries import Entries
from shared.channels.request import Response
from shared.domain.errors import ChannelUnavailable
from shared.domain.mentions.mention import Post
from shared.domain.time import MAX_TIME_MS, MINUTE_MS, SECOND_MS

_ROOT_ENDED = re.compile(rb"</(?:\w+:)?(?:rss|feed|rdf|channel)\s*>", re.IGNORECASE)


def entries(response: Response) -> Entries:
    """The entries of RSS or Atom, of a large document the first; ``key`` is the entry's id as the feed gives it.

    Raises:
        ChannelUnavailable: it cannot be read, or is no feed.
    """
    body, cut = readable(response)
    document = parsed(body, response)
    if not document.get("version") and not document.entries:
        raise ChannelUnavailable("the address answered with something that is no feed")
    found = document.entries
    unclosed = bool(document.bozo) and not _ROOT_ENDED.search(body)
    if unclosed and _last_entry_open(body) and not (cut and len(found) == 1):
        found = found[:-1]  # a part, whose id may be missing; the next poll brings it whole
    posts, rejects = read_items(found, lambda entry: _post(entry, text_of(document.feed.get("language"))))
    ttl = text_of(document.feed.get("ttl")).strip()
    return Entries(
        posts,
        rejects,
        unclosed=unclosed and not cut,
        ttl_ms=int(ttl[:6]) * MINUTE_MS if ttl.isdecimal() else 0,
        home=text_of(document.feed.get("link")).strip(),
    )


def parsed(body: bytes, response: Response) -> Any:
    """What feedparser makes of a body; its relative links are relative to the address of the response.

    Raises:
        ChannelUnavailable: it cannot be read.
    """
    sent = {name: response.headers[name] for name in ("content-type", "content-language") if name in response.headers}
    headers = {**sent, "content-location": response.headers.get("content-location") or response.url}
    # Bytes in memory only: given a text, feedparser would open it as an address or a file.
    # What it would clean of HTML becomes plain text here anyway.
    try:
        return feedparser.parse(
            io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
        )
    except Exception as error:  # it reads bytes from anybody, and promises no exception of its own
        raise ChannelUnavailable(f"the feed cannot be read ({type(error).__name__})") from error


def _last_entry_open(body: bytes) -> bool:
    """Whether the last entry has no end tag."""
    return any(body.rfind(b"<" + tag) > body.rfind(b"</" + tag) for tag in (b"item", b"entry"))


def _post(entry: Any, language: str) -> Post:
    link = text_of(entry.get("link")).strip()
    link = link if "://" in link else ""  # feedparser takes an id for a link where there is none
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
    """The first time of the entry that can be read."""
    for name in ("published", "updated", "created"):
        # "in" first: feedparser would give the publication time for a missing update, with a warning.
        raw = text_of(entry[name]) if name in entry else ""
        at_ms = feed_time(raw) if raw.isascii() else _in_another_language(entry.get(f"{name}_parsed"))
        if at_ms is not None:
            return at_ms
    return None


def _in_another_language(parsed: Any) -> int | None:
    """Dates in Greek, Hungarian and Korean, which feedparser reads."""
    if parsed is None or parsed[0] < EARLIEST_YEAR:
        return None
    at_ms = calendar.timegm(parsed) * SECOND_MS
    return at_ms if at_ms <= MAX_TIME_MS else None
