"""Customer reviews in Apple's App Store: an Atom feed of ten pages for each app and country."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from shared.channels.address import build_url
from shared.channels.batch import Batch, count_of, dropped_before, id_of, text_of
from shared.channels.cursor import Cursor, key_digest
from shared.channels.defaults import (  # noqa: F401 - parts of the channel
    ACCESS,
    DAILY_UNITS,
    PAST_DAYS,
    judge,
    limited,
    query_from,
    server_url,
)
from shared.channels.html_text import normalize_space, single_line
from shared.channels.newest_first import page_of, start_position  # noqa: F401 - the last is part of the channel
from shared.channels.polled.feed.feed_bytes import readable
from shared.channels.polled.feed.feed_dates import feed_time
from shared.channels.request import Request, Response
from shared.domain.brand import Brand, Query
from shared.domain.errors import ChannelUnavailable
from shared.domain.mentions.mention import Engagement, Post

NAME = "appstore"
QUERY = "the number of an app, in the US store unless a country stands before it (de/123456789)"
COVERS = "Reviews in the App Store of one country, the newest 500, some hours after they were written"
NOT_COVERED = "Ratings without a review, other countries, and reviews beyond the newest 500"
TERMS = "free, no key, no limit that is documented; the feed is sometimes empty for a while"
BASE_URL = "https://itunes.apple.com"
REQUESTS = 60
SEEN_KEYS = 600
"""More than the feed lists at any time."""
INTERVAL_S = 10 * 60

PAGES = 10

_QUERY = re.compile(
    r"(?:https://apps\.apple\.com/)?(?:(?P<before>[a-z]{2})[/:])?\D*?(?P<app>\d{5,12})(?:[/:](?P<after>[a-z]{2}))?"
)


def check_query(text: str) -> None:
    """The number of an app, a country, or the address of its page in the store.

    Raises:
        ValueError: it is something else.
    """
    if not _QUERY.fullmatch(text.strip().lower()):
        raise ValueError(f"of appstore must be numbers of apps, such as 123456789 or de/123456789; got {text[:40]!r}")


def matches(_post: Post, _brand: Brand, _query: Query, _text: str) -> bool:
    """Every review of the app is about it, whether it names it or not."""
    return True


def first_request(query: str, cursor: Cursor, base_url: str, since_ms: int | None) -> Request:
    """The page with the newest reviews, or the one at which an interrupted crawl stopped."""
    found = _QUERY.fullmatch(query.strip().lower())
    app, country = (found["app"], found["before"] or found["after"] or "us") if found else (query.strip(), "us")
    url = build_url(base_url, f"/{country}/rss/customerreviews/page=1/id={app}/sortby=mostrecent/xml")
    begun = Request(url, {"Accept": "application/atom+xml, */*"}, first_crawl=cursor.first_crawl, since_ms=since_ms)
    return _page(begun._replace(upper=cursor.position), int(cursor.resume or 1))


def parse(request: Request, response: Response, latest_ms: int) -> Batch:
    """The reviews of one page; the crawl ends at one that was read before as a whole.

    Raises:
        ChannelUnavailable: the page is empty although there is one behind it, or was not empty before.
    """
    document = _document(response)
    entries = [entry for entry in document.entries if "im_name" not in entry]  # one may be the app itself
    last = _last_page(document)
    if not document.entries and ((request.number == 1 and not request.first_crawl) or request.number < last):
        raise ChannelUnavailable("the App Store sent an empty page, as it does now and then")
    keys = [_number_of(entry) for entry in entries]
    known = bool(keys) and all(key_digest(key) in request.known for key in keys)
    times = [at for entry in entries if (at := feed_time(text_of(entry.get("updated")))) is not None]
    # Only what was read before the position: an interrupted crawl knows pages that it must go past.
    ended = known and bool(request.upper) and max(times, default=0) <= int(request.upper)
    more = bool(document.entries) and request.number < min(last or PAGES, PAGES) and not ended
    following = _page(request, request.number + 1) if more else None
    # This page again, should the crawl stop here: reviews that are withdrawn move the next one up.
    read = partial(_post, page=_app_page(request.url))
    batch = page_of(entries, read, request, latest_ms, following=following, resume=str(request.number))
    if request.number < PAGES or ended:
        return batch
    return batch._replace(dropped_ms=dropped_before(batch.posts, request.known, latest_ms))


def _page(request: Request, number: int) -> Request:
    url = re.sub(r"/page=\d+/", f"/page={number}/", request.url, count=1)
    return request._replace(url=url, number=number)


def _document(response: Response) -> Any:
    from shared.channels.polled.feed.xml_feed import parsed  # noqa: PLC0415 - feedparser is slow to load, and only needed here

    if not response.body.strip():
        raise ChannelUnavailable("the App Store sent an empty body")
    if response.media_type == "text/html":
        raise ChannelUnavailable("the App Store sent a web page instead of a feed")
    body, _ = readable(response)
    document = parsed(body, response)
    if not document.get("version") or b"</feed" not in body[-200:]:
        raise ChannelUnavailable("the App Store sent something that is no whole feed")
    return document


def _last_page(document: Any) -> int:
    """The number of the last page by the feed's own links; 0 where it has none."""
    links = (text_of(link.get("href")) for link in document.feed.get("links") or [] if link.get("rel") == "last")
    found = next((number for link in links if (number := re.search(r"/page=(\d{1,3})/", link))), None)
    return int(found[1]) if found else 0


def _app_page(url: str) -> str:
    """The app in the store, where its reviews are shown: a review has no page of its own.

    >>> _app_page("https://itunes.apple.com/de/rss/customerreviews/page=1/id=7/sortby=mostrecent/xml")
    'https://apps.apple.com/de/app/id7'
    """
    found = re.search(r"/([a-z]{2})/rss/customerreviews/page=\d+/id=(\d+)", url)
    return f"https://apps.apple.com/{found[1]}/app/id{found[2]}" if found else ""


def _post(entry: Any, *, page: str) -> Post:
    native = id_of(_number_of(entry))
    rating = text_of(entry.get("im_rating"))
    title = single_line(text_of(entry.get("title")))
    contents = [text_of(one.get("value")) for one in entry.get("content") or [] if one.get("type") == "text/plain"]
    text = normalize_space(contents[0] if contents else text_of(entry.get("summary")))
    stars = f"{rating} of 5 stars" if rating.isdecimal() else ""
    return Post(
        channel=NAME,
        id=native,
        key=native,
        text="\n".join(part for part in (title, text, stars) if part),
        published_ms=feed_time(text_of(entry.get("updated"))),
        title=title,
        author=single_line(text_of(entry.get("author"))),
        url=page,
        engagement=Engagement(likes=count_of(_number(entry.get("im_votesum")))),
    )


def _number_of(entry: Any) -> str:
    """The review's number; feedparser takes it for a relative address."""
    return text_of(entry.get("id")).strip().rpartition("/")[2]


def _number(value: Any) -> int | None:
    return int(value) if isinstance(value, str) and value.isdecimal() else None
