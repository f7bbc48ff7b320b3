"""Videos and comments on YouTube: https://developers.google.com/youtube/v3/docs; it needs an API key."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from shared.channels.access import Key, error_in
from shared.channels.address import build_url
from shared.channels.batch import Batch, count_of, id_of, text_of, time_of
from shared.channels.cursor import Cursor
from shared.channels.defaults import (  # noqa: F401 - parts of the channel
    DAILY_UNITS,
    PAST_DAYS,
    limited,
    query_from,
    server_url,
)
from shared.channels.html_text import html_to_text, normalize_space, single_line
from shared.channels.newest_first import listed, lower_bound, page_of, start_position  # noqa: F401 - the last, too
from shared.channels.request import Request, Response
from shared.domain.brand import Brand, Query
from shared.domain.errors import ChannelRefused, ChannelUnavailable, RateLimited
from shared.domain.mentions.mention import Engagement, Form, Post
from shared.domain.text import unescape
from shared.domain.time import DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, iso

NAME = "youtube"
QUERY = "words, or the comments on a channel's videos (comments:UC… words)"
COVERS = (
    "Videos that YouTube finds for the words of a query, or new comments on a channel's videos with their first replies"
)
NOT_COVERED = "What is said in a video; replies under comments of earlier days; comments on other channels' videos"
TERMS = "free key: 100 searches and 10,000 units a day; stored data is refreshed or deleted after 30 days"
BASE_URL = "https://www.googleapis.com"
REQUESTS = 20
SEEN_KEYS = 1_000
INTERVAL_S = 60 * 60
"""A query takes 24 of the day's 100 searches."""

ACCESS = Key("key")

OVERLAP_MS = DAY_MS
"""The search shows a video up to a day after it was published."""

_COMMENTS = re.compile(r"comments:\s*(UC[\w-]{4,40})\s*(.*)", re.DOTALL)
_PACIFIC = "America/Los_Angeles"
_DAILY = frozenset({"quotaExceeded", "dailyLimitExceeded", "dailyLimitExceededUnreg"})
_BRIEF = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"})
_PASSING = frozenset({"SERVICE_UNAVAILABLE", "backendError", "internalError", "processingFailure"})


def check_query(text: str) -> None:
    """Words, or the comments of a channel.

    Raises:
        ValueError: it is something else.
    """
    if not text.strip() or (text.strip().startswith("comments:") and not _COMMENTS.fullmatch(text.strip())):
        raise ValueError(f"of youtube must be words, or comments: and the id of a channel; got {text[:40]!r}")


def matches(_post: Post, brand: Brand, query: Query, text: str) -> bool:
    """Whether the video or comment names the brand; comments on a brand's own channel are about it."""
    return brand.named_in(text) or _COMMENTS.fullmatch(query.text.strip()) is not None


def judge(response: Response, now_ms: int) -> None:
    """A spent quota is a 403 with its reason in the body, and ends at midnight Pacific time.

    Raises:
        RateLimited: a quota is spent.
        ChannelUnavailable: the body says that the failure will pass.
        ChannelRefused: the key is not valid.
    """
    if response.status < 400:  # noqa: PLR2004 - an HTTP status speaks for itself
        return
    error = error_in(response).get("error")
    if not isinstance(error, Mapping):
        return
    reasons = {text_of(one.get("reason")) for one in error.get("errors") or [] if isinstance(one, Mapping)}
    reasons |= {text_of(one.get("reason")) for one in error.get("details") or [] if isinstance(one, Mapping)}
    if reasons & _DAILY:
        raise RateLimited("the day's quota of YouTube is spent", retry_at_ms=midnight_ms(now_ms))
    if reasons & _BRIEF:
        raise RateLimited("YouTube limits our rate", retry_at_ms=now_ms + MINUTE_MS)
    if reasons & _PASSING:
        raise ChannelUnavailable(f"YouTube fails for now: {text_of(error.get('message'))[:120]}")
    if reasons & {"keyInvalid", "API_KEY_INVALID", "accessNotConfigured", "ipRefererBlocked"}:
        raise ChannelRefused(f"YouTube refuses the key: {text_of(error.get('message'))[:120]}")


def midnight_ms(now_ms: int) -> int:
    """The next midnight in California, when quotas begin anew.

    >>> iso(midnight_ms(1_790_000_000_000))
    '2026-09-22T07:00:00Z'
    """
    local = datetime.fromtimestamp(now_ms / SECOND_MS, UTC).astimezone(ZoneInfo(_PACIFIC))
    midnight = (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return round(midnight.timestamp()) * SECOND_MS


def first_request(query: str, cursor: Cursor, base_url: str, since_ms: int | None) -> Request:
    """The newest videos or comments."""
    comments = _COMMENTS.fullmatch(query.strip())
    overlap_ms = HOUR_MS if comments else OVERLAP_MS
    lower = lower_bound(cursor.position, overlap_ms, since_ms)
    if comments:
        search = {"part": "snippet,replies", "allThreadsRelatedToChannelId": comments[1], "order": "time"}
        words = {"searchTerms": single_line(comments[2])} if comments[2].strip() else {}
        fields: dict[str, Any] = {**search, **words, "textFormat": "plainText", "maxResults": 100}
        url = build_url(base_url, "/youtube/v3/commentThreads", fields)
    else:
        fields = {"part": "snippet", "type": "video", "order": "date", "q": single_line(query), "maxResults": 50}
        if lower:
            fields["publishedAfter"] = iso(int(lower) // SECOND_MS * SECOND_MS)
        url = build_url(base_url, "/youtube/v3/search", fields)
    begun = Request(url, lower=lower, first_crawl=cursor.first_crawl, since_ms=since_ms)
    return _page(begun, cursor.resume) if cursor.resume else begun


def parse(request: Request, response: Response, latest_ms: int) -> Batch:
    """The videos of one page, or its comments with their replies."""
    document = response.document()
    items = listed(document, "items")
    if items is None:
        raise ChannelUnavailable("YouTube answered with something that is not a list of items")
    token = text_of(document.get("nextPageToken"))
    following = _page(request, token) if token else None
    posts = [one for item in items for one in _with_replies(item)]
    times = [time_of(_object(_object(item).get("snippet")).get("publishedAt")) for item in items]
    if "/commentThreads" in request.url:
        times = [time_of(_snippet(item).get("publishedAt")) for item in items]
    return page_of(posts, _post, request, latest_ms, following=following, resume=token, times=times)


def _page(request: Request, token: str) -> Request:
    return request._replace(url=f"{request.url.partition('&pageToken=')[0]}&pageToken={quote(token, safe='')}")


def _with_replies(item: Any) -> Iterator[Any]:
    """A video or a comment, and the replies that come with it."""
    snippet = _object(_object(item).get("snippet"))
    comment = _object(snippet.get("topLevelComment"))
    if not comment:
        yield item
        return
    yield {**comment, "video": snippet.get("videoId"), "replies": snippet.get("totalReplyCount")}
    for reply in listed(item.get("replies"), "comments") or []:
        yield {**_object(reply), "video": snippet.get("videoId"), "form": Form.REPLY}


def _post(item: Any) -> Post:
    snippet = item["snippet"]
    return _comment(item, snippet) if "textDisplay" in snippet or "textOriginal" in snippet else _video(item, snippet)


def _video(item: Mapping[str, Any], snippet: Mapping[str, Any]) -> Post:
    native = id_of(item["id"]["videoId"] if isinstance(item["id"], Mapping) else item["id"])
    title = single_line(unescape(text_of(snippet.get("title"))))
    return Post(
        channel=NAME,
        id=native,
        key=native,
        text=normalize_space(unescape(text_of(snippet.get("description")))) or title,
        published_ms=time_of(snippet.get("publishedAt")),
        title=title,
        author=text_of(snippet.get("channelTitle")),
        url=f"https://www.youtube.com/watch?v={native}",
    )


def _comment(item: Mapping[str, Any], snippet: Mapping[str, Any]) -> Post:
    native, video = id_of(item["id"]), text_of(item.get("video") or snippet.get("videoId"))
    original = text_of(snippet.get("textOriginal"))
    return Post(
        channel=NAME,
        id=native,
        key=native,
        text=normalize_space(original) or html_to_text(text_of(snippet.get("textDisplay"))),
        published_ms=time_of(snippet.get("publishedAt")),
        author=text_of(snippet.get("authorDisplayName")),
        form=item.get("form") or Form.ORIGINAL,
        url=f"https://www.youtube.com/watch?v={video}&lc={native}" if video else "",
        engagement=Engagement(likes=count_of(snippet.get("likeCount")), replies=count_of(item.get("replies"))),
    )


def _snippet(item: Any) -> Mapping[str, Any]:
    thread = _object(_object(item).get("snippet"))
    return _object(_object(thread.get("topLevelComment")).get("snippet"))


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
