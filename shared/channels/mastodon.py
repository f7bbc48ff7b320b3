"""Public hashtag timelines of a Mastodon server: https://docs.joinmastodon.org/methods/timelines/#tag.

A first crawl goes from the newest post back. Every later one goes forward by ``min_id``,
which leaves no gap however much was posted; ``since_id`` would give only the newest posts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import quote, urlencode, urljoin

from shared.channels.batch import Batch, read_items, text_of
from shared.channels.cursor import Cursor, newest
from shared.channels.mastodon_status import post_from, statuses_in
from shared.channels.request import Request, Response, build_url, rebase
from shared.domain.brand import Brand, Query
from shared.domain.mention import Post
from shared.domain.time import MINUTE_MS

NAME = "mastodon"
QUERY = "a hashtag"
COVERS = "Public posts with the hashtag of a query that have reached the instance asked"
NOT_COVERED = "Posts without the hashtag, unlisted and private ones, and servers it does not federate with"
TERMS = "free, no key; 300 requests in five minutes for one address"
BASE_URL = "https://mastodon.social"
REQUESTS = 50
"""Of the 300 in five minutes that a server allows one address."""
SEEN_KEYS = 128

LIMIT = 40
"""Posts that one response holds at most."""

OVERLAP_MS = 10 * MINUTE_MS
"""How far behind the cursor a crawl begins: a post that reaches the server late has an id of its own, earlier time."""

_EARLIEST_MS, _LATEST_MS = 1_451_606_400_000, 4_102_444_800_000
"""2016 to 2100: times that an id may hold; any other id is not a snowflake."""

_TAG = re.compile(r"#?\w{1,100}")


def check_query(text: str) -> None:
    """Only a hashtag, with or without the hash.

    Raises:
        ValueError: it is something else.
    """
    if not _TAG.fullmatch(text):
        raise ValueError(f"of mastodon must be hashtags, letters, digits and _ only; got {text[:40]!r}")


def query_from(text: str) -> str:
    """The words as one hashtag, without the hash.

    >>> query_from("Acme Air")
    'acmeair'
    """
    return re.sub(r"\W", "", text).lower()


def server_url(_query: str, base_url: str) -> str:
    """The Mastodon server, for every query."""
    return base_url


def matches(post: Post, _brand: Brand, query: Query, text: str) -> bool:
    """Whether the post has the tag: servers write tags without accents, and some list no tags."""
    tag = _bare(query.text)
    listed = [_bare(name) for name in post.hashtags]
    return tag in listed or f"#{tag}" in _bare(text) or not listed


def first_request(query: str, cursor: Cursor, base_url: str, since_ms: int | None) -> Request:
    """From a little behind the cursor forward, or the newest posts where there is no cursor."""
    tag = quote(query.strip().lstrip("#"), safe="")
    lower = "" if cursor.first_crawl else _behind(cursor.position)
    parameters = {"limit": LIMIT, **({"min_id": lower} if lower else {})}
    url = build_url(base_url, f"/api/v1/timelines/tag/{tag}", parameters)
    return Request(url, lower=lower, first_crawl=cursor.first_crawl, since_ms=since_ms)


def parse(request: Request, response: Response, latest_ms: int) -> Batch:
    """The posts of one response, and the next request by its Link header."""
    statuses, broken = statuses_in(response)
    posts, rejects = read_items(statuses, post_from)
    ids = [text_of(status["id"]) for status in statuses if isinstance(status, dict) and status.get("id")]
    batch = Batch(
        posts=posts,
        rejects=(*broken, *rejects),
        position=newest("", *(i for i in ids if (_time_in_id(i) or 0) <= latest_ms)),
        oldest_first=not request.first_crawl,
    )
    if request.follow_up and any(not _within(i, request) for i in ids):
        return replace(batch, out_of_range=True)
    return replace(batch, next=_next(request, response, ids))


def start_position(since_ms: int | None) -> str:
    """The id a post of that time would have."""
    return str(max(0, since_ms) << 16) if since_ms is not None else "0"


def _next(request: Request, response: Response, ids: list[str]) -> Request | None:
    """The next request in the direction of the crawl."""
    if not ids:
        return None
    oldest, latest = min(ids, key=_rank), newest(*ids)
    if request.first_crawl:
        old_enough = request.since_ms is not None and (_time_in_id(oldest) or request.since_ms) < request.since_ms
        url = "" if old_enough else _next_url(request, response, "next", {"max_id": oldest}, len(ids))
        return replace(request, url=url, upper=oldest, follow_up=True) if url else None
    if _rank(oldest) <= _rank(request.lower):  # min_id was ignored, and the newest posts reach the cursor
        return None
    url = _next_url(request, response, "prev", {"min_id": latest}, len(ids))
    return replace(request, url=url, lower=latest, follow_up=True) if url else None


def _next_url(request: Request, response: Response, relation: str, bound: Mapping[str, str], size: int) -> str:
    """The address of the next posts: the server's own, or ours where a full response came without one."""
    before, api, _ = request.url.partition("/api/v1/")
    server = before if api else urljoin(request.url, "/")
    if (target := response.link(relation)) and (url := rebase(target, server)):
        return url
    if size < LIMIT or response.headers.get("link"):
        return ""
    base = request.url.partition("?")[0]
    return f"{base}?{urlencode({'limit': LIMIT, **bound})}"


def _within(native: str, request: Request) -> bool:
    if request.first_crawl:
        return _rank(native) < _rank(request.upper)
    return _rank(native) > _rank(request.lower)


def _behind(position: str) -> str:
    """``position`` moved back by the overlap; an id that holds no time stays.

    >>> _behind(str(1_752_779_268_000 << 16)) == str(1_752_778_668_000 << 16)
    True
    >>> _behind("01HX"), _behind("0")
    ('01HX', '0')
    """
    return position if _time_in_id(position) is None else str(int(position) - (OVERLAP_MS << 16))


def _time_in_id(native: str) -> int | None:
    """The milliseconds in the upper 48 bits of a Mastodon id, where they are plausible.

    >>> _time_in_id("114870142396314555")
    1752779272404
    """
    at_ms = int(native) >> 16 if native.isdecimal() and len(native) < 20 else 0  # noqa: PLR2004 - longer numbers are no snowflakes
    return at_ms if _EARLIEST_MS <= at_ms <= _LATEST_MS else None


def _rank(native: str) -> tuple[int, str]:
    return len(native), native


def _bare(text: str) -> str:
    """Text without case, accents and a leading hash, as servers compare hashtags.

    >>> _bare("#Café")
    'cafe'
    """
    decomposed = unicodedata.normalize("NFKD", text.strip().lstrip("#").casefold())
    return "".join(ch for ch in decomposed if not unicodedata.combining(ch))
