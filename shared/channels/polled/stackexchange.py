"""Questions on Stack Overflow and its sister sites: https://api.stackexchange.com/docs/advanced-search."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from shared.channels.access import Key, error_in
from shared.channels.address import build_url
from shared.channels.batch import Batch, count_of, id_of, text_of
from shared.channels.cursor import Cursor
from shared.channels.defaults import DAILY_UNITS, limited, query_from, server_url  # noqa: F401 - parts of the channel
from shared.channels.html_text import html_to_text, single_line
from shared.channels.newest_first import listed, lower_bound, page_of, start_position  # noqa: F401 - the last, too
from shared.channels.request import Request, Response
from shared.domain.brand import Brand, Query
from shared.domain.errors import ChannelUnavailable, RateLimited
from shared.domain.mentions.mention import Engagement, Post
from shared.domain.text import unescape
from shared.domain.time import DAY_MS, HOUR_MS, MAX_CLOCK_SKEW_MS, MINUTE_MS, SECOND_MS

NAME = "stackexchange"
QUERY = "words, on Stack Overflow unless another site stands before them (superuser: acme)"
COVERS = "Questions on the site of a query whose title or text has the words"
NOT_COVERED = "Answers and comments; questions deleted before the next poll"
TERMS = "free: 300 requests a day for one address, 10,000 with a key; content is CC BY-SA, show author and link"
BASE_URL = "https://api.stackexchange.com"
REQUESTS = 30
PAST_DAYS = 400
SEEN_KEYS = 256
INTERVAL_S = 15 * 60
"""A query takes 96 of the 300 requests a day."""

ACCESS = Key("key", required=False)

OVERLAP_MS = HOUR_MS
PAGE_SIZE = 100

_PAGE = "page "
"""Begins the place where a crawl by page numbers was interrupted."""
_SITE = re.compile(r"([a-z][a-z0-9.-]{1,40}):\s*(.+)", re.DOTALL)
_SECONDS = re.compile(r"(\d{1,7}) seconds?")


def check_query(text: str) -> None:
    """Words, and perhaps a site.

    Raises:
        ValueError: there are no words.
    """
    if not _site_and_words(text)[1]:
        raise ValueError(f"of stackexchange must be words, such as acme or superuser: acme; got {text[:40]!r}")


def matches(_post: Post, brand: Brand, _query: Query, text: str) -> bool:
    """Whether the question names the brand: the search finds each word for itself."""
    return brand.named_in(text)


def judge(response: Response, now_ms: int) -> None:
    """A throttle is an error of status 400 or 502 whose text says how long to wait.

    Raises:
        RateLimited: it is one.
    """
    found = error_in(response) if response.status >= 400 else {}  # noqa: PLR2004 - an HTTP status speaks for itself
    if found.get("error_name") == "throttle_violation":
        message = text_of(found.get("error_message"))
        seconds = _SECONDS.search(message)
        wait_ms = int(seconds[1]) * SECOND_MS if seconds else MINUTE_MS
        raise RateLimited(f"Stack Exchange limits our rate: {single_line(message)[:120]}", retry_at_ms=now_ms + wait_ms)


def first_request(query: str, cursor: Cursor, base_url: str, since_ms: int | None) -> Request:
    """The newest questions, or the page at which an interrupted crawl stopped."""
    site, words = _site_and_words(query)
    lower = lower_bound(cursor.position, OVERLAP_MS, since_ms)
    search = {
        "site": site,
        "q": words,
        "sort": "creation",
        "order": "desc",
        "pagesize": PAGE_SIZE,
        "filter": "withbody",
    }
    if lower:
        search["fromdate"] = int(lower) // SECOND_MS
    url = build_url(base_url, "/2.3/search/advanced", search)
    begun = Request(url, lower=lower, first_crawl=cursor.first_crawl, since_ms=since_ms, number=1)
    if cursor.resume.startswith(_PAGE):
        return _numbered(begun, int(cursor.resume.removeprefix(_PAGE)))
    return _until(begun, cursor.resume) if cursor.resume else _numbered(begun, 1)


def parse(request: Request, response: Response, latest_ms: int) -> Batch:
    """The questions of one page; ``backoff`` and a spent quota stand in the body.

    The next page is asked for by time, because numbers shift while people ask and delete;
    by its number only where the server does not keep to the time, or a second fills a page.
    """
    document = response.document()
    items = listed(document, "items")
    if items is None:
        raise ChannelUnavailable("Stack Exchange answered with something that is not a list of questions")
    seconds = [count_of(item.get("creation_date")) for item in items if isinstance(item, dict)]
    oldest = str(min(seconds, default=""))
    ignored = bool(request.upper) and any(second > int(request.upper) for second in seconds)
    by_number = request.step == _PAGE or ignored or not oldest or oldest == request.upper
    following, resume = None, oldest
    if document.get("has_more") is True and items:
        kept = request._replace(upper="", step=_PAGE) if ignored else request
        following = _numbered(kept, request.number + 1) if by_number else _until(request, oldest)
    if request.step == _PAGE or ignored:
        resume = f"{_PAGE}{request.number}"
    site = re.search(r"[?&]site=([^&]*)", request.url)
    read = partial(_post, site=site[1] if site else "")
    batch = page_of(items, read, request, latest_ms, following=following, resume=resume)
    return batch._replace(wait_ms=_wait_ms(document, latest_ms - MAX_CLOCK_SKEW_MS))


def _until(request: Request, second: str) -> Request:
    """``request`` for questions not newer than a second; some of them were met before."""
    plain = request.url.partition("&page=")[0].partition("&todate=")[0]
    return request._replace(url=f"{plain}&todate={second}&page=1", number=1, upper=second, may_repeat=True)


def _numbered(request: Request, number: int) -> Request:
    """``request`` for a page by its number."""
    plain = request.url.partition("&page=")[0].partition("&todate=")[0]
    bound = f"&todate={request.upper}" if request.upper else ""
    step = _PAGE if number > 1 and not request.upper else request.step
    return request._replace(url=f"{plain}{bound}&page={number}", number=number, step=step, may_repeat=False)


def _wait_ms(document: dict[str, Any], now_ms: int) -> int:
    """How long the API asks to wait: ``backoff`` seconds, or until midnight UTC once its quota is spent."""
    wait_ms = count_of(document.get("backoff")) * SECOND_MS
    left = document.get("quota_remaining")
    if left == 0 and not isinstance(left, bool):
        wait_ms = max(wait_ms, DAY_MS - now_ms % DAY_MS)
    return wait_ms


def _site_and_words(query: str) -> tuple[str, str]:
    """The site of a query, and its words.

    >>> _site_and_words("superuser: acme kettle"), _site_and_words("acme")
    (('superuser', 'acme kettle'), ('stackoverflow', 'acme'))
    """
    found = _SITE.fullmatch(query.strip())
    return (found[1], single_line(found[2])) if found else ("stackoverflow", single_line(query))


def _post(item: Any, *, site: str) -> Post:
    native, second = id_of(item["question_id"]), count_of(item.get("creation_date"))
    title = single_line(unescape(text_of(item.get("title"))))
    owner = item.get("owner")
    return Post(
        channel=NAME,
        id=native,
        key=f"{site}:{native}",
        text=html_to_text(text_of(item.get("body"))) or title,
        published_ms=second * SECOND_MS if second else None,
        title=title,
        author=unescape(text_of(owner.get("display_name"))) if isinstance(owner, dict) else "",
        url=text_of(item.get("link")),
        hashtags=tuple(text_of(tag).lower() for tag in item.get("tags") or []),
        engagement=Engagement(likes=count_of(item.get("score")), replies=count_of(item.get("answer_count"))),
    )
