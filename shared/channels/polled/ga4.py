"""Visitors of a brand's site by the minute, from Google Analytics 4: a series beside the mentions.

The real-time report of a property, https://developers.google.com/analytics/devguides/reporting/data/v1/realtime-basics,
says how many people were active in each of the last 30 minutes. It has no posts and opens no moment. Who asks is
proven by the refresh token of an OAuth client (RFC 6749 section 6), which is plain HTTPS and needs no signature.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from shared.channels.access import Access, Credential, Credentials, Session, error_in, with_bearer
from shared.channels.address import build_url
from shared.channels.batch import Batch, text_of
from shared.channels.cursor import Cursor
from shared.channels.defaults import (  # noqa: F401 - parts of the channel
    DAILY_UNITS,
    INTERVAL_S,
    PAST_DAYS,
    limited,
    query_from,
    server_url,
)
from shared.channels.newest_first import listed, start_position  # noqa: F401 - the last is a part of the channel
from shared.channels.polled.youtube import midnight_ms
from shared.channels.request import Request, Response
from shared.domain.brand import Brand, Query
from shared.domain.errors import ChannelUnavailable, RateLimited
from shared.domain.mentions.mention import Post
from shared.domain.time import HOUR_MS, MAX_CLOCK_SKEW_MS, MINUTE_MS, minute_of

NAME = "ga4"
QUERY = "the number of a Google Analytics 4 property"
COVERS = "How many people are active on your site or in your app, by the minute: no mentions, and never a moment"
NOT_COVERED = "Who they are and where they come from; people who refused to be counted; times in which it was not asked"
TERMS = "free: 200,000 tokens a day for each property, of which this takes some 10,000"
BASE_URL = "https://analyticsdata.googleapis.com"
REQUESTS = 60
SEEN_KEYS = 0

MINUTES = 30
"""The current minute, which is left out as it goes on, and those before it."""
LEAST_TOKENS = 100
"""Of a quota; what is left belongs to the other reports of the property, whose quota it is, too."""

_SIGN_IN = "https://oauth2.googleapis.com"
_PROPERTY = re.compile(r"(?:properties/)?(\d{4,15})")
_REPORT = {
    "dimensions": [{"name": "minutesAgo"}],
    "metrics": [{"name": "activeUsers"}],
    "limit": "100",
    "returnPropertyQuota": True,
}
_HTTP_UNAUTHORIZED, _HTTP_TOO_MANY = 401, 429


class RefreshToken(Access):
    """An access token of an hour for the refresh token that a person's consent gave."""

    credentials = (
        Credential("client_id", "the id of an OAuth client of your Google Cloud project", ("id",)),
        Credential("client_secret", "its secret", ("secret",)),
        Credential("refresh_token", "what the consent of somebody who may read the property gave"),
    )
    sessions = True

    def authorized(self, request: Request, credentials: Credentials, session: Session) -> Request:
        """The request with the access token."""
        del credentials
        return with_bearer(request, session.get("access", ""))

    def sign_in(self, credentials: Credentials, session: Session, base_url: str) -> Iterator[Request]:
        """The only way to an access token."""
        del session
        where = _SIGN_IN if base_url == BASE_URL else base_url
        names = ("client_id", "client_secret", "refresh_token")
        form = {name: credentials[name] for name in names} | {"grant_type": "refresh_token"}
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        body = urlencode(form).encode()
        yield Request(build_url(where, "/token"), headers, method="POST", body=body, private=True)

    def session_from(self, response: Response, now_ms: int) -> Session:
        """The access token."""
        del now_ms
        token = text_of(error_in(response).get("access_token"))
        return {"access": token} if token else {}

    def is_expired(self, response: Response) -> bool:
        """A token that ended is a 401."""
        return response.status == _HTTP_UNAUTHORIZED


ACCESS = RefreshToken()


def check_query(text: str) -> None:
    """The number of a property; an id such as G-1A2B3C is that of a stream.

    Raises:
        ValueError: it is something else.
    """
    if not _PROPERTY.fullmatch(text.strip()):
        raise ValueError(f"of ga4 must be numbers of properties, such as 123456789, not G-…; got {text[:40]!r}")


def matches(_post: Post, _brand: Brand, _query: Query, _text: str) -> bool:
    """There are no posts."""
    return False


def judge(response: Response, now_ms: int) -> None:
    """A spent quota says which one: that of the day ends at midnight Pacific time, that of an hour within the hour.

    Raises:
        RateLimited: a quota is spent.
    """
    if response.status != _HTTP_TOO_MANY:
        return
    said = text_of(_object(error_in(response).get("error")).get("message"))
    wait_ms = HOUR_MS if "hour" in said else MINUTE_MS
    until_ms = midnight_ms(now_ms) if "day" in said else now_ms + wait_ms
    raise RateLimited(f"a quota of Google Analytics is spent: {said[:120]}", retry_at_ms=until_ms)


def first_request(query: str, cursor: Cursor, base_url: str, since_ms: int | None) -> Request:
    """The report of the last 30 minutes."""
    found = _PROPERTY.fullmatch(query.strip())
    url = build_url(base_url, f"/v1beta/properties/{found[1] if found else '0'}:runRealtimeReport")
    headers = {"Content-Type": "application/json"}
    return Request(
        url,
        headers,
        method="POST",
        body=json.dumps(_REPORT).encode(),
        first_crawl=cursor.first_crawl,
        since_ms=since_ms,
    )


def parse(_request: Request, response: Response, latest_ms: int) -> Batch:
    """The active users of each minute; one without a row had none.

    Raises:
        ChannelUnavailable: it is no report.
    """
    document = response.document()
    if not isinstance(document, Mapping) or document.get("kind") != "analyticsData#runRealtimeReport":
        raise ChannelUnavailable("Google Analytics answered with something that is no real-time report")
    now_ms = minute_of(latest_ms - MAX_CLOCK_SKEW_MS)
    ago = dict(_row(row) for row in listed(document, "rows") or [])
    counts = {now_ms - minutes * MINUTE_MS: ago.get(minutes, 0) for minutes in range(1, MINUTES)}
    return Batch(position=str(now_ms), counts=counts, wait_ms=_wait_ms(_object(document.get("propertyQuota")), now_ms))


def _row(row: Any) -> tuple[int, int]:
    """Minutes ago, and the active users then.

    Raises:
        ChannelUnavailable: it is no such row.
    """
    try:
        return int(row["dimensionValues"][0]["value"]), max(0, int(row["metricValues"][0]["value"]))
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise ChannelUnavailable("Google Analytics sent a report whose rows cannot be read") from error


def _wait_ms(quota: Mapping[str, Any], now_ms: int) -> int:
    """How long to wait for the sake of others who read this property's reports."""
    if _is_short(quota, "tokensPerDay"):
        return midnight_ms(now_ms) - now_ms
    return HOUR_MS if _is_short(quota, "tokensPerHour") or _is_short(quota, "tokensPerProjectPerHour") else 0


def _is_short(quota: Mapping[str, Any], name: str) -> bool:
    known = _object(quota.get(name))
    left = known.get("remaining", 0)  # a zero is left out
    return bool(known) and isinstance(left, int) and left < LEAST_TOKENS


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
