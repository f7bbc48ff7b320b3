"""RSS, Atom and JSON feeds: the query is the address of a feed, the response the whole document.

There are no further requests and no order to trust, so the cursor is the set of keys
seen and the validators of a conditional GET (RFC 9110 section 13), never a date.
"""

from __future__ import annotations

import re
from http import HTTPStatus

from shared.channels.access import BY_HOST
from shared.channels.address import checked_url, endpoint_of, force_https, rebase
from shared.channels.batch import Batch, dropped_before
from shared.channels.cursor import Cursor, key_digest
from shared.channels.defaults import (  # noqa: F401 - parts of the channel
    DAILY_UNITS,
    INTERVAL_S,
    PAST_DAYS,
    limited,
)
from shared.channels.polled.feed import json_feed
from shared.channels.polled.feed.feed_entries import Entries
from shared.channels.polled.feed.feed_identity import Identities
from shared.channels.request import Request, Response, parse_json
from shared.domain.brand import Brand, Query
from shared.domain.errors import ChannelRefused, ChannelUnavailable, InvalidInput
from shared.domain.mentions.mention import Post
from shared.domain.time import MINUTE_MS, SECOND_MS
from shared.domain.web_address import has_login, without_secrets

NAME = "rss"
QUERY = "the address of a feed"
COVERS = "Entries of the feeds in the queries: RSS, Atom and JSON Feed"
NOT_COVERED = "What a feed dropped before the next poll, text that it shortens, comments below an entry"
TERMS = "free; each feed says how often it may be fetched"
BASE_URL = ""
"""A feed is its own address. For tests, a base URL replaces scheme and host of every feed."""
REQUESTS = 600
"""Each feed has a host of its own, whose limits hold for it alone."""
SEEN_KEYS = 2_000
"""A feed may drop entries from one response and have them again in the next."""

ACCESS = BY_HOST
WHERE_LOGINS_BELONG = 'put it into the secret <stack>/channels/rss, under the host: {"news.example": "user:password"}'

MAX_FRESH_MS = 9 * MINUTE_MS
"""A feed is polled at least this often, whatever it says about its own freshness: a crisis
does not wait an hour, and a query without success for ten minutes is called late."""

POSITION = "whole"
"""The position of a feed that was read: it has no other."""

MAX_VALIDATOR_CHARACTERS = 500
"""Characters kept of a validator. A longer one is cut and then never matches, which costs a full response."""

ACCEPT = "application/atom+xml, application/rss+xml, application/feed+json;q=0.9, application/xml;q=0.8, */*;q=0.5"

_ADDRESS = re.compile(r"https?://[^\s/]+\S*", re.ASCII | re.IGNORECASE)
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age=(\d{1,9})", re.IGNORECASE)


def check_query(text: str) -> None:
    """Only a web address.

    Raises:
        ValueError: it is something else.
    """
    if has_login(text):
        raise ValueError(f"of rss must hold no password, which people and logs would see; {WHERE_LOGINS_BELONG}")
    if not _ADDRESS.fullmatch(text):
        shown = without_secrets(text)[:40]
        raise ValueError(f"of rss must be addresses of feeds, beginning with https:// or http://; got {shown!r}")


def query_from(text: str) -> str:
    """The text itself: nobody can guess the address of a feed."""
    return text


def judge(response: Response, _now_ms: int) -> None:
    """A feed that asks for a login, where none is stored or it is wrong.

    Raises:
        ChannelRefused: it does, and where a login belongs.
    """
    if response.status == HTTPStatus.UNAUTHORIZED:
        raise ChannelRefused(f"the feed asks for a login (status 401); {WHERE_LOGINS_BELONG}")


def server_url(query: str, base_url: str) -> str:
    """The feed itself, unless a test server stands in for all feeds."""
    return base_url or query


def matches(_post: Post, brand: Brand, _query: Query, text: str) -> bool:
    """Whether an entry names the brand: a feed has entries about anything."""
    return brand.named_in(text)


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
    if response.status == HTTPStatus.NOT_MODIFIED:
        return _unchanged(request, response)
    if not response.body.strip():
        raise ChannelUnavailable("the feed sent an empty body")
    found, feed = _entries(response), endpoint_of(request.url)
    identities = Identities(feed, found.home, request.known)
    # Some feeds never close their root: what looks cut off twice is all there is. It is asked for whole all the same.
    unclosed = f"{feed} unclosed" if found.unclosed else ""
    posts = tuple(identities.of(found.posts))
    return Batch(
        posts=posts,
        rejects=found.rejects,
        position=POSITION,
        truncated=bool(unclosed) and key_digest(unclosed) not in request.known,
        remember=(*identities.remember, *([unclosed] if unclosed else [])),
        etag="" if unclosed else response.headers.get("etag", "")[:MAX_VALIDATOR_CHARACTERS],
        modified="" if unclosed else response.headers.get("last-modified", "")[:MAX_VALIDATOR_CHARACTERS],
        dropped_ms=dropped_before(posts, request.known, latest_ms),
        fresh_ms=min(max(found.ttl_ms, _max_age_ms(response)), MAX_FRESH_MS),
    )


def start_position(since_ms: int | None) -> str:
    """The same as with entries: a feed without one was read as well."""
    del since_ms
    return POSITION


def _address(query: str, base_url: str) -> str:
    if has_login(query):  # stored by an earlier version
        problem = f"the address of the feed holds a password; take it out, and {WHERE_LOGINS_BELONG}"
        raise InvalidInput(problem, field="queries.rss")
    if not base_url:
        return force_https(checked_url(query))
    return force_https(rebase(checked_url(query), checked_url(base_url)) if "://" in query else checked_url(base_url))


def _unchanged(request: Request, response: Response) -> Batch:
    return Batch(
        position=POSITION,
        etag=request.headers.get("If-None-Match", ""),
        modified=request.headers.get("If-Modified-Since", ""),
        fresh_ms=min(_max_age_ms(response), MAX_FRESH_MS),
    )


def _entries(response: Response) -> Entries:
    if response.body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":  # some are served as text/html
        return json_feed.entries(parse_json(response.body), response.url)
    from shared.channels.polled.feed import xml_feed  # noqa: PLC0415 - feedparser is slow to load, and only needed here

    return xml_feed.entries(response)


def _max_age_ms(response: Response) -> int:
    found = _MAX_AGE.search(response.headers.get("cache-control", ""))
    return int(found[1]) * SECOND_MS if found else 0
