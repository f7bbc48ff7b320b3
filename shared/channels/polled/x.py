"""Recent search on X: https://docs.x.com/x-api/posts/search-recent-posts; every post read is paid for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import quote

from shared.channels.access import Bearer, error_in
from shared.channels.address import build_url
from shared.channels.batch import Batch, count_of, id_of, read_items, text_of, time_of
from shared.channels.cursor import Cursor, key_digest, newest
from shared.channels.defaults import query_from, server_url  # noqa: F401 - parts of the channel
from shared.channels.html_text import normalize_space
from shared.channels.newest_first import listed
from shared.channels.request import Request, Response
from shared.domain.brand import Brand, Query
from shared.domain.errors import ChannelUnavailable, PositionForgotten
from shared.domain.mentions.mention import Engagement, Form, Post
from shared.domain.text import unescape
from shared.domain.time import MINUTE_MS, SECOND_MS, iso

NAME = "x"
QUERY = "a search of X (acme -is:retweet)"
COVERS = "Posts on X of the last seven days that the search of a query finds, up to the day's spend cap"
NOT_COVERED = "Posts beyond the day's spend cap, posts of private accounts, and what X withholds"
TERMS = "0.005 USD a post read; the spend cap is 2,000 posts a day unless you set another; delete what is deleted there"
BASE_URL = "https://api.x.com"
REQUESTS = 60
PAST_DAYS = 6
"""Days that a search reaches back with some hours left: X refuses an id older than seven."""

SEEN_KEYS = 256
INTERVAL_S = 5 * 60
DAILY_UNITS = 2_000
"""Posts that may be read in a day (UTC), 10 USD at list price; a post read again on the same day is not billed."""

ACCESS = Bearer()

OVERLAP_MS = 10 * MINUTE_MS
LIMIT, LEAST = 100, 10
"""Posts of one response at most; the API takes no number below the second."""

_EPOCH_MS, _SHIFT = 1_288_834_974_657, 22
"""Where X's ids begin to count milliseconds, and the bits below them."""

_FIELDS = {
    "tweet.fields": "created_at,author_id,lang,public_metrics,referenced_tweets,entities,note_tweet",
    "expansions": "author_id",
    "user.fields": "username,public_metrics",
}


def check_query(text: str) -> None:
    """A search of at most 512 characters.

    Raises:
        ValueError: it is empty or longer.
    """
    if not 0 < len(text.strip()) <= 512:  # noqa: PLR2004 - the API's own limit
        raise ValueError("of x must have 1 to 512 characters")


def matches(_post: Post, brand: Brand, _query: Query, text: str) -> bool:
    """Whether the post names the brand: a search also looks into links and names."""
    return brand.named_in(text)


def judge(response: Response, _now_ms: int) -> None:
    """An id older than seven days is a 400 that says so.

    Raises:
        PositionForgotten: the cursor is too old for the search.
    """
    if response.status == 400:  # noqa: PLR2004 - an HTTP status speaks for itself
        said = str(error_in(response))
        if "since_id" in said or "start_time" in said:
            raise PositionForgotten("X no longer knows where the last poll stopped; it searches the last seven days")


def first_request(query: str, cursor: Cursor, base_url: str, since_ms: int | None) -> Request:
    """The newest posts behind the cursor, or those older than where an interrupted crawl stopped."""
    url = build_url(base_url, "/2/tweets/search/recent", {"query": query.strip(), "max_results": LIMIT, **_FIELDS})
    lower = ""
    if cursor.position:
        lower = _behind(cursor.position)
        url += f"&since_id={lower}"
    elif since_ms is not None:
        url += f"&start_time={quote(iso(since_ms // SECOND_MS * SECOND_MS))}"
    begun = Request(url, lower=lower, first_crawl=cursor.first_crawl, since_ms=since_ms, cost=LIMIT)
    return _until(begun, cursor.resume) if cursor.resume else begun


def count_request(query: str, since_ms: int, base_url: str) -> Request:
    """How many posts there are since then; it costs as much as one post (docs.x.com, Recent post counts)."""
    search = {"query": query.strip(), "granularity": "day", "start_time": iso(since_ms // SECOND_MS * SECOND_MS)}
    return Request(build_url(base_url, "/2/tweets/counts/recent", search), cost=1)


def counted(response: Response) -> int:
    """The sum of all days.

    Raises:
        ChannelUnavailable: the response holds none.
    """
    document = response.document()
    meta = _object(document.get("meta")) if isinstance(document, Mapping) else {}
    if "total_tweet_count" not in meta:
        raise ChannelUnavailable(f"X answered with something that is no count: {str(document)[:120]}")
    return count_of(meta["total_tweet_count"])


def parse(request: Request, response: Response, latest_ms: int) -> Batch:
    """The posts of one response; without any there is no list of them."""
    document = response.document()
    meta = _object(document.get("meta")) if isinstance(document, Mapping) else {}
    items = listed(document, "data") or []
    if not meta and not items:
        raise ChannelUnavailable(f"X answered with something that is not a list of posts: {str(document)[:120]}")
    people = listed(document.get("includes"), "users") or []
    users = {text_of(user.get("id")): user for user in people if isinstance(user, Mapping)}
    posts, rejects = read_items(items, partial(_post, users=users))
    ids = [
        text_of(item.get("id")) for item in items if isinstance(item, Mapping) and text_of(item.get("id")).isdecimal()
    ]
    token = text_of(meta.get("next_token"))
    believed = [i for i in ids if _time_ms(i) <= latest_ms]
    oldest = min(ids, key=int, default="")
    following = None
    if token and not (ids and request.lower and all(int(i) <= int(request.lower) for i in ids)):
        url = f"{request.url.partition('&next_token=')[0]}&next_token={quote(token, safe='')}"
        following = request._replace(url=url, follow_up=True)
    unpaid = len(items) - sum(key_digest(native) in request.known for native in ids)
    return Batch(
        posts=posts, rejects=rejects, next=following, position=newest("", *believed), resume=oldest, cost=unpaid
    )


def start_position(since_ms: int | None) -> str:
    """The id that a post of that time would have."""
    return "1" if since_ms is None else str(max(0, since_ms - _EPOCH_MS) << _SHIFT)


def limited(request: Request, units: int) -> Request | None:
    """``request`` for at most so many posts; ``None`` where the API takes no number so small."""
    if units >= request.cost:
        return request
    if units < LEAST:
        return None
    return request._replace(url=request.url.replace(f"max_results={LIMIT}", f"max_results={units}"), cost=units)


def _until(request: Request, native: str) -> Request:
    return request._replace(url=f"{request.url}&until_id={native}")


def _behind(position: str) -> str:
    """The id of ten minutes before, as far as the id holds a time."""
    return str(max(1, int(position) - (OVERLAP_MS << _SHIFT))) if position.isdecimal() else position


def _time_ms(native: str) -> int:
    """When a post with this id was written.

    >>> iso(_time_ms("1578516068309794817"))
    '2022-10-07T22:42:12.752Z'
    """
    return (int(native) >> _SHIFT) + _EPOCH_MS


def _post(item: Any, *, users: Mapping[str, Mapping[str, Any]]) -> Post:
    native = id_of(item["id"])
    user = users.get(text_of(item.get("author_id")), {})
    name, counts = text_of(user.get("username")), _object(item.get("public_metrics"))
    note = text_of(_object(item.get("note_tweet")).get("text"))
    at_ms = time_of(item.get("created_at"))
    tags = _object(item.get("entities")).get("hashtags") or []
    return Post(
        channel=NAME,
        id=native,
        key=native,
        text=normalize_space(unescape(note or text_of(item.get("text")))),
        published_ms=at_ms,
        author=name,
        reach=count_of(_object(user.get("public_metrics")).get("followers_count")),
        language=""
        if item.get("lang") in {"und", "zxx", "qme", "qst", "qht", "qam", "qct"}
        else text_of(item.get("lang")),
        form=_form(item),
        url=f"https://x.com/{name}/status/{native}" if name else f"https://x.com/i/web/status/{native}",
        hashtags=tuple(text_of(_object(tag).get("tag")).lower() for tag in tags),
        engagement=Engagement(
            likes=count_of(counts.get("like_count")),
            reposts=count_of(counts.get("retweet_count")),
            replies=count_of(counts.get("reply_count")),
        ),
    )


def _form(item: Mapping[str, Any]) -> Form:
    kinds = {text_of(_object(one).get("type")) for one in item.get("referenced_tweets") or []}
    named = {"retweeted": Form.REPOST, "quoted": Form.QUOTE, "replied_to": Form.REPLY}
    return next((form for kind, form in named.items() if kind in kinds), Form.ORIGINAL)


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
