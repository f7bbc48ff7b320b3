"""Hacker News through its public search, https://hn.algolia.com/api: newest first, exact time bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from shared.channels.batch import Batch, count_of, id_of, read_items, text_of, time_of
from shared.channels.cursor import Cursor
from shared.channels.html_text import html_to_text, normalize_space, unescape
from shared.channels.request import Request, Response, build_url
from shared.domain.errors import ChannelUnavailable
from shared.domain.mention import Engagement, Form, Post
from shared.domain.time import HOUR_MS, SECOND_MS

NAME = "hackernews"
BASE_URL = "https://hn.algolia.com"
REQUESTS = 120
"""Of the 10,000 an hour that the API grants one address."""
SEEN_KEYS = 128

OVERLAP_S = HOUR_MS // SECOND_MS
"""Seconds behind the cursor that every walk looks at again, because the index lags behind the site."""

HITS = 100


def first_request(query: str, cursor: Cursor, base_url: str, since_ms: int | None) -> Request:
    """The newest hits of the quoted phrase, down to an hour before the cursor."""
    lower = ""
    if cursor.position:
        lower = str(max(0, int(cursor.position) - OVERLAP_S))
    elif since_ms is not None:
        lower = str(max(0, since_ms // SECOND_MS))
    phrase = " ".join(query.replace('"', " ").split())
    url = build_url(base_url, "/api/v1/search_by_date", {"query": f'"{phrase}"', "tags": "(story,comment)"})
    request = Request("", lower=lower, upper=cursor.resume, first_crawl=cursor.first_crawl, since_ms=since_ms)
    return _asked(request, url)


def parse(request: Request, response: Response, latest_ms: int) -> Batch:
    """The hits of one page, and how to go on: by page number, past the 1,000-hit wall by time."""
    document = response.document()
    hits = document.get("hits") if isinstance(document, dict) else None
    if not isinstance(hits, list):
        raise ChannelUnavailable("Hacker News answered with something that is not a list of hits")
    posts, rejects = read_items(hits, _post)
    times = [_published(hit) for hit in hits if isinstance(hit, dict)]
    seconds = [at_ms // SECOND_MS for at_ms in times if at_ms is not None]
    believed = [second for second in seconds if second * SECOND_MS <= latest_ms]
    page = Batch(
        posts=posts,
        rejects=rejects,
        position=str(max(believed)) if believed else "",
        resume=str(min(seconds)) if seconds else request.upper,
    )
    if _strayed(request, document, seconds):
        return replace(page, out_of_range=True)
    return _continued(page, request, document, seconds)


def start_position(since_ms: int | None) -> str:
    """The second since which everything was asked for."""
    return str(max(0, since_ms // SECOND_MS)) if since_ms is not None else "0"


def _asked(request: Request, url: str) -> Request:
    """``request`` with the address that asks for its range and page; ``url`` holds the question itself."""
    bounds = [f"created_at_i>={request.lower}"] if request.lower else []
    bounds += [f"created_at_i<={request.upper}"] if request.upper else []
    filters = f"&{urlencode({'numericFilters': ','.join(bounds)})}" if bounds else ""
    question = url.partition("&hitsPerPage=")[0]
    return replace(request, url=f"{question}&hitsPerPage={HITS}&page={request.number}{filters}")


def _continued(page: Batch, request: Request, document: Mapping[str, Any], seconds: list[int]) -> Batch:
    """``page`` with the request that goes on, if one must."""
    if not seconds or (request.lower and min(seconds) < int(request.lower)):
        return page
    size, number = count_of(document.get("hitsPerPage")) or HITS, request.number
    one_second = page.resume == request.upper
    if number + 1 < count_of(document.get("nbPages")):
        # The bound keeps what is posted meanwhile from pushing hits onto the page after.
        bound = request.upper or page.position
        onward = replace(request, number=number + 1, upper=bound, known=request.known and one_second)
    elif number * size + len(document["hits"]) >= count_of(document.get("nbHits")):
        return page
    elif not one_second:
        onward = replace(request, number=0, upper=page.resume, known=True)
    else:  # nbHits is an estimate; but a full page hides more of this second than the wall lets through
        return replace(page, out_of_range=len(document["hits"]) >= size)
    return replace(page, next=_asked(replace(onward, follow_up=True), request.url))


def _strayed(request: Request, document: Mapping[str, Any], seconds: list[int]) -> bool:
    """Whether a page after the first is not the one asked for."""
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
        text=html_to_text(text_of(hit.get("comment_text" if comment else "story_text"))) or ("" if comment else title),
        published_ms=_published(hit),
        title=title,
        author=text_of(hit.get("author")),
        form=Form.REPLY if comment else Form.ORIGINAL,
        url=f"https://news.ycombinator.com/item?id={native}",
        engagement=Engagement(likes=count_of(hit.get("points")), replies=count_of(hit.get("num_comments"))),
    )


def _published(hit: Mapping[str, Any]) -> int | None:
    second = count_of(hit.get("created_at_i"))
    return second * SECOND_MS if second else time_of(hit.get("created_at"))
