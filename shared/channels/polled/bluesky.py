"""Search on Bluesky: https://docs.bsky.app/docs/api/app-bsky-feed-search-posts; it needs an app password."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlencode

from shared.channels.access import Access, Credential, Credentials, Session, error_in, with_bearer
from shared.channels.address import build_url
from shared.channels.batch import Batch, count_of, id_of, text_of, time_of
from shared.channels.cursor import Cursor
from shared.channels.defaults import (  # noqa: F401 - parts of the channel
    DAILY_UNITS,
    INTERVAL_S,
    judge,
    limited,
    query_from,
    server_url,
)
from shared.channels.html_text import normalize_space, single_line
from shared.channels.newest_first import listed, lower_bound, page_of, start_position  # noqa: F401 - the last, too
from shared.channels.request import Request, Response
from shared.domain.brand import Brand, Query
from shared.domain.errors import ChannelUnavailable
from shared.domain.mentions.mention import Engagement, Form, Post
from shared.domain.time import MAX_CLOCK_SKEW_MS, MINUTE_MS, SECOND_MS, iso
from shared.domain.words import contains_any

NAME = "bluesky"
QUERY = "words to search for"
COVERS = "Posts on Bluesky that the search finds for the words of a query"
NOT_COVERED = (
    "What the search leaves out or shows later than 15 minutes after it was written; posts of accounts taken down"
)
TERMS = "free; needs an account and an app password; 3,000 requests in five minutes"
BASE_URL = "https://bsky.social"
REQUESTS = 120
PAST_DAYS = 400
SEEN_KEYS = 256

OVERLAP_MS = 15 * MINUTE_MS
"""The search shows a post up to some minutes after it was written."""
LIMIT = 100

_NOT_PUBLIC = "!no-unauthenticated"
"""A label by which people ask not to be shown to readers without an account."""
_UNTIL, _CURSOR = "until", "cursor"
_BRIDGES = {".ap.brid.gy": "mastodon", ".web.brid.gy": "web"}
_HTTP_BAD, _HTTP_UNAUTHORIZED = 400, 401


class AppPassword(Access):
    """A session of two tokens: one for requests, and one that gives the next pair without the password."""

    credentials = (
        Credential("identifier", "the account's handle", ("handle", "username", "user", "login", "email")),
        Credential("app_password", "an app password of the account", ("password",)),
    )
    sessions = True

    def authorized(self, request: Request, credentials: Credentials, session: Session) -> Request:
        """The request with the access token."""
        del credentials
        return with_bearer(request, session.get("access", ""))

    def sign_in(self, credentials: Credentials, session: Session, base_url: str) -> Iterator[Request]:
        """The refresh token first: an account may use its password only a few times a day."""
        if refresh := session.get("refresh"):
            url = build_url(base_url, "/xrpc/com.atproto.server.refreshSession")
            yield with_bearer(Request(url, method="POST"), refresh)
        body = {"identifier": credentials["identifier"], "password": credentials["app_password"]}
        yield Request(
            build_url(base_url, "/xrpc/com.atproto.server.createSession"),
            {"Content-Type": "application/json"},
            method="POST",
            body=json.dumps(body).encode(),
            private=True,
        )

    def session_from(self, response: Response, now_ms: int) -> Session:
        """Both tokens."""
        del now_ms
        found = error_in(response)
        tokens = {"access": text_of(found.get("accessJwt")), "refresh": text_of(found.get("refreshJwt"))}
        return tokens if tokens["access"] else {}

    def is_expired(self, response: Response) -> bool:
        """An expired token is a 400, with the reason in the body."""
        if response.status == _HTTP_UNAUTHORIZED:
            return True
        return response.status == _HTTP_BAD and error_in(response).get("error") in {"ExpiredToken", "InvalidToken"}


ACCESS = AppPassword()


def check_query(text: str) -> None:
    """Every text can be searched for."""
    if not text.strip():
        raise ValueError("of bluesky must not be empty")


def matches(_post: Post, brand: Brand, query: Query, text: str) -> bool:
    """Whether the words stand in the post, or the brand is named: the search also looks into links and handles."""
    return contains_any((single_line(query.text.replace('"', " ")),), text) or brand.named_in(text)


def first_request(query: str, cursor: Cursor, base_url: str, since_ms: int | None) -> Request:
    """The newest posts, or those older than where an interrupted crawl stopped."""
    lower = lower_bound(cursor.position, OVERLAP_MS, since_ms)
    search = {
        "q": query.strip(),
        "sort": "latest",
        "limit": LIMIT,
        **({"since": _instant(int(lower))} if lower else {}),
    }
    url = build_url(base_url, "/xrpc/app.bsky.feed.searchPosts", search)
    request = Request(url, lower=lower, step=_UNTIL, first_crawl=cursor.first_crawl, since_ms=since_ms)
    return _until(request, int(cursor.resume)) if cursor.resume else request


def parse(request: Request, response: Response, latest_ms: int) -> Batch:
    """The posts of one response; the next is asked for by time, as a page's number changes while people post."""
    document = response.document()
    items = listed(document, "posts")
    items = listed(document, "feed") if items is None else items
    if items is None:
        raise ChannelUnavailable("Bluesky answered with something that is not a list of posts")
    shown = [times for item in items if (times := _shown_times(item))]
    indexed = [times[-1] for times in shown]
    oldest = str(min((max(times) for times in shown), default=0) + 1) if shown else ""
    ignored = bool(request.upper) and any(min(times) >= int(request.upper) for times in shown)
    stuck = not oldest or (bool(request.upper) and int(oldest) >= int(request.upper))
    if not items or not text_of(document.get("cursor")):
        following = None
    elif request.step == _UNTIL and not ignored and not stuck:
        following = _until(request, int(oldest))._replace(may_repeat=True)
    else:  # the server knows no "until", or more than a page was written in one millisecond
        following = _by_cursor(request, text_of(document.get("cursor")), keep_until=not ignored)
    return page_of(
        items, _post, request, latest_ms, following=following, resume="" if ignored else oldest, times=indexed
    )


def _until(request: Request, at_ms: int) -> Request:
    """``request`` for posts before a time."""
    plain = request.url.partition("&until=")[0].partition("&cursor=")[0]
    return request._replace(url=f"{plain}&{urlencode({'until': _instant(at_ms)})}", upper=str(at_ms))


def _by_cursor(request: Request, token: str, *, keep_until: bool) -> Request:
    """``request`` for the page behind the server's own cursor."""
    plain, mark, rest = request.url.partition("&cursor=")[0].partition("&until=")
    until = f"{mark}{rest}" if keep_until else ""
    return request._replace(url=f"{plain}{until}&cursor={quote(token)}", step=_CURSOR, upper="", may_repeat=False)


def _instant(at_ms: int) -> str:
    return f"{iso(at_ms // SECOND_MS * SECOND_MS)[:-1]}.{at_ms % SECOND_MS:03}Z"


def _shown_times(item: Any) -> tuple[int, ...]:
    """When the author says a post was written, and when the network saw it, as far as they can be read."""
    post = _object(_object(item).get("post")) or _object(item)
    times = (time_of(_object(post.get("record")).get("createdAt")), time_of(post.get("indexedAt")))
    return tuple(at for at in times if at is not None)


def _post(item: Any) -> Post:
    post = item.get("post") or item
    uri, author, record = id_of(post["uri"]), post["author"], post["record"]
    return Post(
        channel=NAME,
        id=uri,
        key=uri,
        text=_text(record, _object(post.get("embed"))),
        published_ms=_published_ms(item),
        author=text_of(author.get("handle")),
        language=text_of(next(iter(record.get("langs") or []), "")),
        form=_form(item, record),
        url=f"https://bsky.app/profile/{text_of(author.get('handle'))}/post/{uri.rpartition('/')[2]}",
        hashtags=tuple(dict.fromkeys(_tags(record))),
        engagement=Engagement(
            likes=count_of(post.get("likeCount")),
            reposts=count_of(post.get("repostCount")),
            replies=count_of(post.get("replyCount")),
        ),
        origin=_origin(text_of(author.get("handle"))),
        withheld=_is_withheld(author) or _is_withheld(_quoted(_object(post.get("embed"))).get("author")),
    )


def _origin(handle: str) -> str:
    """The network of an author who is here over a bridge (https://fed.brid.gy/docs, "handles")."""
    return next((name for end, name in _BRIDGES.items() if handle.endswith(end)), "")


def _published_ms(item: Any) -> int | None:
    """When the author says, unless that is later than the network saw it: anybody may write any time."""
    times = _shown_times(item)
    return times[-1] if times and times[0] > times[-1] + MAX_CLOCK_SKEW_MS else next(iter(times), None)


def _form(item: Mapping[str, Any], record: Mapping[str, Any]) -> Form:
    if "reasonRepost" in text_of(_object(item.get("reason")).get("$type")):
        return Form.REPOST
    if record.get("reply"):
        return Form.REPLY
    quotes = text_of(_object(record.get("embed")).get("$type")) in {
        "app.bsky.embed.record",
        "app.bsky.embed.recordWithMedia",
    }
    return Form.QUOTE if quotes else Form.ORIGINAL


def _text(record: Mapping[str, Any], embed: Mapping[str, Any]) -> str:
    """What was written, then what a reader sees beside it: described pictures, a link's card, the quoted post."""
    media = _object(embed.get("media")) or embed
    pictures = [text_of(_object(one).get("alt")) for one in media.get("images") or []]
    card = _object(media.get("external"))
    words = text_of(_object(_quoted(embed).get("value")).get("text"))
    beside = [*pictures, text_of(card.get("title")), text_of(card.get("description")), words]
    return "\n\n".join(normalize_space(part) for part in (text_of(record.get("text")), *beside) if part.strip())


def _quoted(embed: Mapping[str, Any]) -> Mapping[str, Any]:
    """The post that is quoted, which may stand beside pictures."""
    quoted = _object(embed.get("record"))
    return _object(quoted.get("record")) or quoted


def _is_withheld(author: Any) -> bool:
    """Whether an author asks not to be shown to readers without an account."""
    return any(_object(label).get("val") == _NOT_PUBLIC for label in listed(author, "labels") or [])


def _tags(record: Mapping[str, Any]) -> Iterator[str]:
    for facet in record.get("facets") or []:
        for feature in _object(facet).get("features") or []:
            if "#tag" in text_of(_object(feature).get("$type")):
                yield text_of(feature.get("tag")).lower()
    yield from (text_of(tag).lower() for tag in record.get("tags") or [])


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
