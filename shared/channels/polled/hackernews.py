"""Hacker News through its public search, https://hn.algolia.com/api: newest first, exact time bounds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from shared.channels.address import build_url
from shared.channels.batch import Batch, count_of, id_of, read_items, text_of, time_of
from shared.channels.cursor import Cursor
from shared.channels.defaults import (  # noqa: F401 - parts of the channel
    ACCESS,
    DAILY_UNITS,
    INTERVAL_S,
    judge,
    limited,
    query_from,
    server_url,
)
from shared.channels.html_text import html_to_text, normalize_space, single_line
from shared.channels.request import Request, Response
from shared.domain.brand import Brand, Query
from shared.domain.errors import ChannelUnavailable
from shared.domain.mentions.mention import Engagement, Form, Post
from shared.domain.text import unescape
from shared.domain.time import HOUR_MS, SECOND_MS
from shared.domain.words import contains_any

NAME = "hackernews"
QUERY = "a phrase"
COVERS = (
    "Stories, comments, polls and jobs on Hacker News that hold the phrase of a query, about a minute after posting"
)
NOT_COVERED = "Posts deleted before the next poll; edits and votes after a post was collected"
TERMS = "free, no key; 10,000 requests an hour for one address"
BASE_URL = "https://hn.algolia.com"
REQUESTS = 120
"""Of the 10,000 an hour that the API allows one address."""
PAST_DAYS = 400
SEEN_KEYS = 128

OVERLAP_S = HOUR_MS // SECOND_MS
"""Seconds behind the cursor that every crawl reads again, because the index lags behind the site."""

_SHORTENED_LINK = re.compile(
    r'<a\s[^<>]{0,99}?href="([^"<>]{1,4096})"[^<>]{0,99}>([^<>]{1,200})(?:\.\.\.|…)</a>', re.IGNORECASE
)

HITS = 100
"""Hits asked for in one request."""


def check_query(_text: str) -> None:
    """Every text is a phrase."""


def matches(_post: Post, _brand: Brand, query: Query, text: str) -> bool:
    """Whether the phrase stands in the post: the search forgives typing errors and looks into names and links."""
    phrase = _phrase(query.text)
    return contains_any((phrase,) if phrase else (), text)


def first_request(query: str, cursor: Cursor, base_url: str, since_ms: int | None) -> Request:
    """The newest hits of the quoted phrase, down to an hour before the cursor."""
    lower = ""
    if cursor.position:
        lower = str(max(0, int(cursor.position) - OVERLAP_S))
    elif since_ms is not None:
        lower = str(max(0, since_ms // SECOND_MS))
    parameters = {"query": f'"{_phrase(query)}"', "tags": "(story,comment,poll,job)"}
    url = build_url(base_url, "/api/v1/search_by_date", parameters)
    request = Request("", lower=lower, upper=cursor.resume, first_crawl=cursor.first_crawl, since_ms=since_ms)
    return _with_url(request, url)


def parse(request: Request, response: Response, latest_ms: int) -> Batch:
    """The hits of one response, and how to go on: by page number, and by time beyond the first 1,000 hits."""
    document = response.document()
    hits = document.get("hits") if isinstance(document, dict) else None
    if not isinstance(hits, list):
        raise ChannelUnavailable("Hacker News answered with something that is not a list of hits")
    found, rejects = read_items(hits, _post)
    posts = tuple(post for post in found if post.text)  # a deleted one is an empty shell
    times = [_published_ms(hit) for hit in hits if isinstance(hit, dict)]
    seconds = [at_ms // SECOND_MS for at_ms in times if at_ms is not None]
    asked = [second for second in seconds if not request.lower or second >= int(request.lower)]
    believed = [second for second in seconds if second * SECOND_MS <= latest_ms]
    batch = Batch(
        posts=posts,
        rejects=rejects,
        position=str(max(believed)) if believed else "",
        resume=str(min(asked)) if asked else request.upper,
    )
    if _is_out_of_range(request, document, seconds):
        return batch._replace(out_of_range=True)
    return _with_next(batch, request, document, asked)


def start_position(since_ms: int | None) -> str:
    """The second since which everything was asked for."""
    return str(max(0, since_ms // SECOND_MS)) if since_ms is not None else "0"


def _phrase(query: str) -> str:
    return single_line(query.replace('"', " "))


def _with_url(request: Request, url: str) -> Request:
    """``request`` with the address that asks for its range and page number; ``url`` holds the search terms."""
    bounds = [f"created_at_i>={request.lower}"] if request.lower else []
    bounds += [f"created_at_i<={request.upper}"] if request.upper else []
    filters = f"&{urlencode({'numericFilters': ','.join(bounds)})}" if bounds else ""
    search = url.partition("&hitsPerPage=")[0]
    return request._replace(url=f"{search}&hitsPerPage={HITS}&page={request.number}{filters}")


def _with_next(batch: Batch, request: Request, document: Mapping[str, Any], asked: list[int]) -> Batch:
    """``batch`` with the next request, if there is one; ``asked`` are the times within the range asked for."""
    if not asked:
        return batch
    size, number = count_of(document.get("hitsPerPage")) or HITS, request.number
    one_second = batch.resume == request.upper
    if number + 1 < count_of(document.get("nbPages")):
        # The upper bound keeps new posts from pushing hits onto the next page. It leaves out hits of the
        # future, so that where there are any, the first page is another one with it.
        bound = request.upper or batch.position
        again = bool(bound) and max(asked) > int(bound)
        repeats = again or (request.may_repeat and one_second)
        following = request._replace(number=0 if again else number + 1, upper=bound, may_repeat=repeats)
    elif number * size + len(document["hits"]) >= count_of(document.get("nbHits")):
        return batch
    elif not one_second:
        following = request._replace(number=0, upper=batch.resume, may_repeat=True)
    else:  # nbHits is an estimate, but a full page hides more posts of this second than the search returns
        return batch._replace(out_of_range=len(document["hits"]) >= size)
    return batch._replace(next=_with_url(following._replace(follow_up=True), request.url))


def _is_out_of_range(request: Request, document: Mapping[str, Any], seconds: list[int]) -> bool:
    """Whether a response after the first is not the one asked for."""
    if not request.follow_up or not seconds:
        return False
    answered = document.get("page", request.number)
    return answered != request.number or bool(request.upper and max(seconds) > int(request.upper))


def _post(hit: Any) -> Post:
    native = id_of(hit["objectID"])
    comment = hit.get("comment_text") is not None
    title = normalize_space(unescape(text_of(hit.get("story_title" if comment else "title"))))
    return Post(
        channel=NAME,
        id=native,
        key=native,
        text=_text(hit, comment=comment) or ("" if comment else title),
        published_ms=_published_ms(hit),
        title=title,
        author=text_of(hit.get("author")),
        form=Form.REPLY if comment else Form.ORIGINAL,
        url=f"https://news.ycombinator.com/item?id={native}",
        engagement=Engagement(likes=count_of(hit.get("points")), replies=count_of(hit.get("num_comments"))),
    )


def _text(hit: Mapping[str, Any], *, comment: bool) -> str:
    names = ("comment_text",) if comment else ("story_text", "poll_text", "job_text")
    markup = next((text for name in names if (text := text_of(hit.get(name)))), "")
    return html_to_text(_SHORTENED_LINK.sub(_whole_link, markup))


def _whole_link(link: re.Match[str]) -> str:
    """A link whose text is its own address cut by dots, with the whole address for a text.

    >>> _SHORTENED_LINK.sub(_whole_link, '<a href="https://a.example/long">https://a.exam...</a>')
    'https://a.example/long'
    """
    return link[1] if unescape(link[1]).startswith(unescape(link[2])) else link[0]


def _published_ms(hit: Mapping[str, Any]) -> int | None:
    second = count_of(hit.get("created_at_i"))
    return second * SECOND_MS if second else time_of(hit.get("created_at"))
