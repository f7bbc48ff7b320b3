"""News in GDELT's index of online media: https://blog.gdeltproject.org/gdelt-doc-2-0-api-debuts/.

A response holds at most 250 articles and has no second page. A full one is asked for
again as the two halves of its span of time, newest first.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from shared.channels.address import build_url
from shared.channels.batch import Batch, id_of, text_of
from shared.channels.cursor import Cursor
from shared.channels.defaults import (  # noqa: F401 - parts of the channel
    ACCESS,
    DAILY_UNITS,
    limited,
    query_from,
    server_url,
)
from shared.channels.html_text import single_line
from shared.channels.newest_first import listed, lower_bound, page_of, start_position  # noqa: F401 - the last, too
from shared.channels.polled.feed.feed_dates import feed_time
from shared.channels.polled.feed.feed_identity import canonical_url
from shared.channels.request import Request, Response
from shared.domain.brand import Brand, Query
from shared.domain.errors import ChannelRefused, ChannelUnavailable, RateLimited
from shared.domain.mentions.mention import Post
from shared.domain.text import unescape
from shared.domain.time import MAX_CLOCK_SKEW_MS, MINUTE_MS, SECOND_MS

NAME = "gdelt"
QUERY = "a phrase"
COVERS = "Headlines of news pages in GDELT's index whose text has the phrase of a query, 15 minutes after it saw them"
NOT_COVERED = "What a page says below its headline; pages that GDELT does not read, or finds late"
TERMS = "free, no key; one request in five seconds, and it is often down: one to add, none to rely on"
BASE_URL = "https://api.gdeltproject.org"
REQUESTS = 3
PAST_DAYS = 90
"""Days that its search reaches back (three months)."""

SEEN_KEYS = 1_000
INTERVAL_S = 15 * 60
"""The index changes every quarter of an hour."""

OVERLAP_MS = 45 * MINUTE_MS
"""Times are those of GDELT's visit, in steps of 15 minutes, and the index lags behind them."""
MOST, SHORTEST_MS = 250, 15 * MINUTE_MS
"""Articles of one response, and the span that cannot be divided."""
PAUSE_MS = 5 * SECOND_MS

_LANGUAGES = {
    "english": "en",
    "german": "de",
    "french": "fr",
    "spanish": "es",
    "italian": "it",
    "portuguese": "pt",
    "dutch": "nl",
    "polish": "pl",
    "turkish": "tr",
    "russian": "ru",
    "arabic": "ar",
    "chinese": "zh",
    "japanese": "ja",
    "korean": "ko",
    "swedish": "sv",
    "norwegian": "no",
    "danish": "da",
    "czech": "cs",
}


def check_query(text: str) -> None:
    """A phrase of at least three letters.

    Raises:
        ValueError: it is shorter.
    """
    if len(_phrase(text)) < 3:  # noqa: PLR2004 - the API's own limit
        raise ValueError(f"of gdelt must have at least three letters; got {text[:40]!r}")


def matches(_post: Post, brand: Brand, _query: Query, text: str) -> bool:
    """Whether the headline names the brand: nothing else is known of a page."""
    return brand.named_in(text)


def judge(response: Response, now_ms: int) -> None:
    """Errors are sentences, with any status.

    Raises:
        RateLimited: it asks for fewer requests.
        ChannelRefused: it does not understand the query.
    """
    if not response.body.strip() or response.body.lstrip()[:1] in {b"{", b"["} or response.is_web_page:
        return
    said = single_line(response.body[:200].decode("utf-8", "replace"))
    if "limit requests" in said.lower() or "too many" in said.lower():
        raise RateLimited(f"GDELT limits our rate: {said}", retry_at_ms=now_ms + PAUSE_MS)
    if response.status == 200:  # noqa: PLR2004 - an HTTP status speaks for itself
        raise ChannelRefused(f"GDELT refuses the query: {said}")


def first_request(query: str, cursor: Cursor, base_url: str, since_ms: int | None) -> Request:
    """Everything since a little behind the cursor, or the spans that an interrupted crawl had left."""
    search = {
        "query": f'"{_phrase(query)}"',
        "mode": "artlist",
        "format": "json",
        "maxrecords": MOST,
        "sort": "datedesc",
    }
    url = build_url(base_url, "/api/v2/doc/doc", search)
    lower = lower_bound(cursor.position, OVERLAP_MS, since_ms)
    spans = cursor.resume or (f"{lower}-" if lower else "")
    return _spanned(Request(url, lower=lower, first_crawl=cursor.first_crawl, since_ms=since_ms), spans)


def parse(request: Request, response: Response, latest_ms: int) -> Batch:
    """The articles of one span; no other request for five seconds."""
    document = response.document()
    if not isinstance(document, dict):
        raise ChannelUnavailable("GDELT answered with something that is not a list of articles")
    items = listed(document, "articles") or []
    rest = request.step.partition(",")[2]
    if len(items) >= MOST and not request.first_crawl:
        rest = ",".join(filter(None, (_halves(request, latest_ms - MAX_CLOCK_SKEW_MS), rest)))
    following = _spanned(request, rest) if rest else None
    batch = page_of(items, _post, request._replace(lower=""), latest_ms, following=following, resume=rest)
    return batch._replace(wait_ms=PAUSE_MS)


def _spanned(request: Request, spans: str) -> Request:
    """``request`` for the first of several spans (``from-to,from-to``, in epoch milliseconds; open where empty)."""
    first, _, last = spans.partition(",")[0].partition("-")
    bounds = {"startdatetime": _stamp(first), "enddatetime": _stamp(last)}
    asked = urlencode({name: stamp for name, stamp in bounds.items() if stamp})
    url = request.url.partition("&startdatetime=")[0]
    return request._replace(url=f"{url}&{asked}" if asked else url, step=spans, may_repeat=True)


def _halves(request: Request, now_ms: int) -> str:
    """The two halves of a span, the newer first; nothing where it cannot be divided."""
    first, _, last = request.step.partition(",")[0].partition("-")
    begin, end = int(first or 0), int(last or now_ms)
    if end - begin <= SHORTEST_MS:
        return ""
    middle = (begin + end) // 2
    return f"{middle}-{end},{begin}-{middle}"


def _stamp(at_ms: str) -> str:
    return datetime.fromtimestamp(int(at_ms) // SECOND_MS, UTC).strftime("%Y%m%d%H%M%S") if at_ms else ""


def _phrase(query: str) -> str:
    return single_line(query.replace('"', " "))


def _post(item: Any) -> Post:
    link = id_of(item["url"])
    title = single_line(unescape(text_of(item.get("title"))))
    return Post(
        channel=NAME,
        id=link,
        key=canonical_url(link),
        text=title,
        published_ms=feed_time(text_of(item.get("seendate"))),
        title=title,
        author=text_of(item.get("domain")),
        language=_LANGUAGES.get(text_of(item.get("language")).lower(), ""),
        url=link,
    )
