"""RSS, Atom and JSON feeds: the query is the feed's address, the answer the whole document.

There is no paging and no order to trust, so the cursor is the set of keys seen and the
validators of a conditional GET (RFC 9110 section 13), never a date.
"""

from __future__ import annotations

import calendar
import io
import re
from collections.abc import Mapping
from typing import Any

import feedparser

from shared.channels import jsonfeed
from shared.channels.batch import Batch, Reject, read_items, text_of
from shared.channels.cursor import Cursor
from shared.channels.feed_identity import with_keys
from shared.channels.html_text import html_to_text, normalize_space, single_line
from shared.channels.request import Request, Response, checked_url, endpoint_of, force_https, rebase
from shared.domain.errors import ChannelUnavailable
from shared.domain.mention import Post
from shared.domain.time import MAX_TIME_MS, MINUTE_MS, SECOND_MS

NAME = "rss"
BASE_URL = ""
"""A feed is its own address; a base URL replaces scheme and host of every one, for tests."""
REQUESTS = 200
SEEN_KEYS = 2_000
"""Keys remembered; a feed may drop entries from one answer and have them again in the next."""

MAX_FRESH_MS = 9 * MINUTE_MS
"""A feed is polled this often at least, whatever it says about its own freshness: a crisis
does not wait an hour, and a query not heard for ten minutes is called late."""

POSITION = "whole"
"""The position of a feed that was read: it has no other."""

MAX_TAGS = 100_000
"""Tags in a document that is read: at some 40 microseconds of feedparser each, more would take the whole run."""

MAX_VALIDATOR_CHARACTERS = 500
"""Characters of a validator kept; a longer one is cut and then never matches, which costs a full answer."""

ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json;q=0.9, application/xml;q=0.8, */*;q=0.5"


def first_request(query: str, cursor: Cursor, base_url: str, since_ms: int | None) -> Request:
    """The document, if it changed since the cursor."""
    headers = {"Accept": ACCEPT}
    if cursor.etag:
        headers["If-None-Match"] = cursor.etag
    if cursor.modified:
        headers["If-Modified-Since"] = cursor.modified
    return Request(_address(query, base_url), headers, first_crawl=cursor.first_crawl, since_ms=since_ms)


def parse(request: Request, response: Response, latest_ms: int) -> Batch:
    """Every entry of the document; none where it did not change."""
    del latest_ms  # a feed's position is no time
    if response.status == 304:  # noqa: PLR2004 - an HTTP status speaks for itself
        asked, fresh_ms = request.headers, min(_max_age_ms(response), MAX_FRESH_MS)
        etag, modified = asked.get("If-None-Match", ""), asked.get("If-Modified-Since", "")
        return Batch(position=POSITION, etag=etag, modified=modified, fresh_ms=fresh_ms)
    if not response.body.strip():
        raise ChannelUnavailable("the feed sent an empty body")
    if response.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        posts, rejects = jsonfeed.entries(response.document())
        cut, ttl_ms = False, 0
    else:
        posts, rejects, cut, ttl_ms = _entries(response)
    return Batch(
        posts=tuple(with_keys(posts, endpoint_of(request.url))),
        rejects=rejects,
        position=POSITION,
        truncated=cut,
        etag=response.headers.get("etag", "")[:MAX_VALIDATOR_CHARACTERS],
        modified=response.headers.get("last-modified", "")[:MAX_VALIDATOR_CHARACTERS],
        fresh_ms=min(max(ttl_ms, _max_age_ms(response)), MAX_FRESH_MS),
    )


def start_position(since_ms: int | None) -> str:
    """A feed that was read without an entry was read as well."""
    del since_ms
    return POSITION


def _address(query: str, base_url: str) -> str:
    if not base_url:
        return force_https(checked_url(query))
    return force_https(rebase(checked_url(query), checked_url(base_url)) if "://" in query else checked_url(base_url))


def _entries(response: Response) -> tuple[tuple[Post, ...], tuple[Reject, ...], bool, int]:
    """Entries of RSS or Atom, those unreadable, whether the document was cut off, and its ``ttl``."""
    if response.body.count(b"<") > MAX_TAGS:
        raise ChannelUnavailable(f"the feed has more than {MAX_TAGS} tags")
    sent = {name: response.headers[name] for name in ("content-type", "content-language") if name in response.headers}
    headers = {**sent, "content-location": response.headers.get("content-location") or response.url}
    # From bytes in memory only: given a text, feedparser would open it as an address or a file.
    try:
        document = feedparser.parse(io.BytesIO(response.body), response_headers=headers)
    except Exception as error:  # it meets bytes from anybody, and promises no exception of its own
        raise ChannelUnavailable(f"the feed cannot be read ({type(error).__name__})") from error
    if not document.get("version") and not document.entries:
        raise ChannelUnavailable("the address answered with something that is no feed")
    entries = document.entries
    cut = bool(document.bozo) and not _ROOT_ENDED.search(response.body)
    if cut and _unended(response.body):
        entries = entries[:-1]  # a piece, whose id may be missing; it comes whole with the next poll
    posts, rejects = read_items(entries, lambda entry: _post(entry, text_of(document.feed.get("language"))))
    ttl = text_of(document.feed.get("ttl")).strip()
    return posts, rejects, cut, int(ttl[:6]) * MINUTE_MS if ttl.isdecimal() else 0


def _unended(body: bytes) -> bool:
    """Whether the last entry begun was never ended."""
    return any(body.rfind(b"<" + tag) > body.rfind(b"</" + tag) for tag in (b"item", b"entry"))


def _post(entry: Any, language: str) -> Post:
    link = text_of(entry.get("link")).strip()
    title = single_line(_text(entry.get("title_detail") or {}))
    return Post(
        channel=NAME,
        id=text_of(entry.get("id")).strip() or link,
        key=text_of(entry.get("id")).strip(),
        text=_text(_body(entry)),
        published_ms=_published(entry),
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


def _published(entry: Any) -> int | None:
    """The first time it tells, in UTC; a time without an offset is taken as UTC."""
    for name in ("published_parsed", "updated_parsed", "created_parsed"):
        # Asked by "in" first: feedparser would give the publication time for a missing update, with a warning.
        told = entry[name] if name in entry else None  # noqa: SIM401 - .get() would do just that
        if told is not None:
            at_ms = calendar.timegm(told) * SECOND_MS
            return at_ms if 0 <= at_ms <= MAX_TIME_MS else None
    return None


_ROOT_ENDED = re.compile(rb"</(?:\w+:)?(?:rss|feed|rdf|channel)\s*>", re.IGNORECASE)
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age=(\d{1,9})", re.IGNORECASE)


def _max_age_ms(response: Response) -> int:
    found = _MAX_AGE.search(response.headers.get("cache-control", ""))
    return int(found[1]) * SECOND_MS if found else 0
