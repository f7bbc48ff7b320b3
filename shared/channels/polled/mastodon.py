"""Public hashtag timelines of a Mastodon server: https://docs.joinmastodon.org/methods/timelines/#tag.

A first crawl goes from the newest post back. Every later one goes forward by ``min_id``,
which leaves no gap however much was posted; ``since_id`` would give only the newest posts.
A crawl that was interrupted goes on behind the last post it met, so that a flood is
read to its end however long that takes. Some servers ignore ``min_id`` and give the
newest posts: the crawl then goes back from those to where it began.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from shared.channels.address import build_url
from shared.channels.batch import Batch, read_items, text_of
from shared.channels.cursor import Cursor, newest
from shared.channels.defaults import (  # noqa: F401 - parts of the channel
    ACCESS,
    DAILY_UNITS,
    INTERVAL_S,
    judge,
    limited,
    server_url,
)
from shared.channels.polled.mastodon_status import post_from, statuses_in
from shared.channels.request import Request, Response
from shared.domain.brand import Brand, Query
from shared.domain.mentions.mention import Post
from shared.domain.time import MINUTE_MS

NAME = "mastodon"
QUERY = "a hashtag"
COVERS = "Public posts with the hashtag of a query that have reached the instance asked"
NOT_COVERED = "Posts without the hashtag, unlisted and private ones, and servers it does not federate with"
TERMS = "free, no key; 300 requests in five minutes for one address"
BASE_URL = "https://mastodon.social"
REQUESTS = 50
"""Of the 300 in five minutes that a server allows one address."""
PAST_DAYS = 400
SEEN_KEYS = 128

LIMIT = 40
"""Posts that one response holds at most."""

OVERLAP_MS = 10 * MINUTE_MS
"""How far behind the cursor a crawl begins: a post that reaches the server late has an id of its own, earlier time."""

_EARLIEST_MS, _LATEST_MS = 1_451_606_400_000, 4_102_444_800_000
"""2016 to 2100: times that an id may hold; any other id is not a snowflake."""

_TAG = re.compile(r"#?\w{1,100}")

_FORWARD, _BACK, _LAST = "forward", "back", "last look"
_OLDER = "<"
"""Begins the place where a crawl that went back was interrupted."""


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


def matches(post: Post, _brand: Brand, query: Query, text: str) -> bool:
    """Whether the post has the tag: servers write tags without accents, and some list no tags."""
    tag = _bare(query.text)
    listed = [_bare(name) for name in post.hashtags]
    return tag in listed or f"#{tag}" in _bare(text) or not listed


def first_request(query: str, cursor: Cursor, base_url: str, since_ms: int | None) -> Request:
    """From a little behind the cursor forward, or the newest posts where there is no cursor."""
    tag = quote(query.strip().lstrip("#"), safe="")
    url = build_url(base_url, f"/api/v1/timelines/tag/{tag}", {"limit": LIMIT})
    if cursor.first_crawl:
        return Request(url, step=_BACK, first_crawl=True, since_ms=since_ms, may_repeat=True)
    floor = _behind(_oldest(cursor.position, cursor.crawl_ms))
    begun = Request(url, lower=floor, newest=cursor.target, may_repeat=True)
    if cursor.resume.startswith(_OLDER):
        return _back(begun, cursor.resume.removeprefix(_OLDER))
    return _forward(begun, cursor.resume or floor)


def parse(request: Request, response: Response, latest_ms: int) -> Batch:
    """The posts of one response, and the next request by the ids in it."""
    statuses, broken = statuses_in(response)
    posts, rejects = read_items(statuses, post_from)
    ids = [text_of(status["id"]) for status in statuses if isinstance(status, dict) and status.get("id")]
    believed = [i for i in ids if (_time_in_id(i) or 0) <= latest_ms]
    batch = Batch(
        posts=posts,
        rejects=(*broken, *rejects),
        position=newest("", *believed),
        oldest_first=request.step != _BACK,
    )
    if request.step == _BACK:
        return _read_back(batch, request, ids)
    return _read_forward(batch, request, ids, believed)


def start_position(since_ms: int | None) -> str:
    """The id a post of that time would have."""
    return str(max(0, since_ms) << 16) if since_ms is not None else "0"


def _read_forward(batch: Batch, request: Request, ids: list[str], believed: list[str]) -> Batch:
    """``batch`` with the request for newer posts, until a response has none."""
    newer = [i for i in believed if _rank(i) > _rank(request.upper)]
    latest = newest(request.upper, *newer)
    batch = batch._replace(resume=latest)
    unasked = request.upper != request.lower and any(_rank(i) <= _rank(request.upper) for i in ids)
    if unasked and request.step != _LAST:
        return _go_back(batch, request._replace(newest=latest), ids)
    if not newer:
        return batch
    # What was read up to the last look has no gap: only what came since can have one.
    lower = request.upper if request.step == _LAST else request.lower
    return batch._replace(next=_forward(request._replace(lower=lower, step=_FORWARD, follow_up=True), latest))


def _go_back(batch: Batch, request: Request, ids: list[str]) -> Batch:
    """The server sent posts that were not asked for: what lies between them and the cursor is asked for, going back.

    It ignores ``min_id``, repeats itself, or has an odd old post among the others.
    """
    oldest = min((i for i in ids if _rank(i) > _rank(request.lower)), key=_rank, default="")
    if not oldest:
        return batch
    return batch._replace(resume=f"{_OLDER}{oldest}", next=_back(request._replace(follow_up=True), oldest))


def _read_back(batch: Batch, request: Request, ids: list[str]) -> Batch:
    """``batch`` with the request for older posts, down to where the crawl began."""
    if request.upper and any(_rank(i) >= _rank(request.upper) for i in ids):
        return batch._replace(out_of_range=True)
    wanted = [i for i in ids if _rank(i) > _rank(request.lower)]
    # What lies below was told long ago, and is no longer remembered.
    batch = batch._replace(posts=tuple(post for post in batch.posts if _rank(post.id) > _rank(request.lower)))
    if wanted and not _is_before(ids, request.since_ms):
        oldest = min(wanted, key=_rank)
        older = _back(request._replace(follow_up=True), oldest)
        return batch._replace(resume=f"{_OLDER}{oldest}", next=older)
    if request.first_crawl:
        return batch
    # Nothing is missing any more below the newest post met; one look says whether there are newer ones.
    look = _forward(request, request.newest)._replace(step=_LAST, follow_up=True)
    return batch._replace(resume=request.newest, next=look if request.newest else None)


def _forward(request: Request, behind: str) -> Request:
    """``request`` for the oldest posts newer than ``behind``."""
    return request._replace(url=f"{_address(request)}&min_id={quote(behind)}", upper=behind, step=_FORWARD)


def _back(request: Request, before: str) -> Request:
    """``request`` for the newest posts older than ``before``."""
    return request._replace(url=f"{_address(request)}&max_id={quote(before)}", upper=before, step=_BACK)


def _address(request: Request) -> str:
    return request.url.partition("&")[0]


def _is_before(ids: list[str], since_ms: int | None) -> bool:
    """Whether all posts are older than a first crawl looks back; a single odd one says nothing."""
    times = [at_ms for i in ids if (at_ms := _time_in_id(i)) is not None]
    return since_ms is not None and bool(times) and max(times) < since_ms


def _oldest(position: str, began_ms: int) -> str:
    """``position``, or where the last crawl began if that is older: it may have taken longer than posts are late.

    >>> _oldest(str(1_752_779_268_000 << 16), 1_752_779_000_000) == str(1_752_779_000_000 << 16)
    True
    """
    at_ms = _time_in_id(position)
    return str(began_ms << 16) if at_ms is not None and 0 < began_ms < at_ms else position


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
