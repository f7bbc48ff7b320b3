"""Posts on Reddit: https://www.reddit.com/dev/api; only with an access that Reddit has approved."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from shared.channels.access import Access, Credential, Credentials, Session, error_in, with_bearer
from shared.channels.address import build_url
from shared.channels.batch import Batch, count_of, dropped_before, id_of, text_of
from shared.channels.cursor import Cursor
from shared.channels.defaults import (  # noqa: F401 - parts of the channel
    DAILY_UNITS,
    INTERVAL_S,
    PAST_DAYS,
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
from shared.domain.time import HOUR_MS, SECOND_MS

NAME = "reddit"
QUERY = "words, a subreddit (r/acme), or words in one (r/kettles acme)"
COVERS = "Posts of a subreddit, or posts that Reddit's search finds, about a minute after posting"
NOT_COVERED = "Comments; all but the newest 1,000 posts of a subreddit or 250 of a search; what the search leaves out"
TERMS = (
    "off until you set credentials: Reddit approves each access since November 2025, for commercial use by contract; "
    "100 requests a minute; delete within 48 hours what was deleted there"
)
BASE_URL = "https://oauth.reddit.com"
REQUESTS = 60
SEEN_KEYS = 512

OVERLAP_MS = HOUR_MS
LIMIT = 100

_AGAIN = "again"
_SIGN_IN = "https://www.reddit.com"
_QUERY = re.compile(r"(?:/?r/(?P<sub>\w{2,21})/?)?\s*(?P<words>.*)", re.DOTALL)
_GRANT = b"grant_type=client_credentials"


class ClientCredentials(Access):
    """A token of an hour for the id and secret of an app (RFC 6749 section 4.4)."""

    credentials = (
        Credential("client_id", "the id of an app that Reddit has approved", ("id", "app_id")),
        Credential("client_secret", "its secret", ("secret", "app_secret")),
        Credential("username", "the account of the app's owner, named in requests", ("user",), required=False),
    )
    sessions = True

    def authorized(self, request: Request, credentials: Credentials, session: Session) -> Request:
        """The request with the token, and a name as Reddit wants it."""
        return with_bearer(_named(request, credentials), session.get("access", ""))

    def sign_in(self, credentials: Credentials, session: Session, base_url: str) -> Iterator[Request]:
        """The only way to a token."""
        del session
        pair = base64.b64encode(f"{credentials['client_id']}:{credentials['client_secret']}".encode()).decode()
        where = _SIGN_IN if base_url == BASE_URL else base_url
        headers = {"Authorization": f"Basic {pair}", "Content-Type": "application/x-www-form-urlencoded"}
        url = build_url(where, "/api/v1/access_token")
        yield _named(Request(url, headers, method="POST", body=_GRANT, private=True), credentials)

    def session_from(self, response: Response, now_ms: int) -> Session:
        """The token."""
        del now_ms
        token = text_of(error_in(response).get("access_token"))
        return {"access": token} if token else {}

    def is_expired(self, response: Response) -> bool:
        """A token that ended is a 401."""
        return response.status == 401  # noqa: PLR2004 - an HTTP status speaks for itself


ACCESS = ClientCredentials()


def check_query(text: str) -> None:
    """Words, a subreddit, or both.

    Raises:
        ValueError: it is empty.
    """
    found = _QUERY.fullmatch(text.strip())
    if not found or not (found["sub"] or found["words"].strip()):
        raise ValueError(f"of reddit must be words, or a subreddit such as r/acme; got {text[:40]!r}")


def matches(_post: Post, brand: Brand, _query: Query, text: str) -> bool:
    """Whether the post names the brand: a subreddit has posts about anything."""
    return brand.named_in(text)


def first_request(query: str, cursor: Cursor, base_url: str, since_ms: int | None) -> Request:
    """The newest posts, or those behind the one at which an interrupted crawl stopped."""
    found = _QUERY.fullmatch(query.strip())
    sub, words = (found["sub"] or "", single_line(found["words"])) if found else ("", query.strip())
    where = f"/r/{sub}" if sub else ""
    if words:
        within = {"restrict_sr": "1"} if sub else {}
        search = {"q": words, "sort": "new", "type": "link", **within, "limit": LIMIT, "raw_json": 1}
        url = build_url(base_url, f"{where}/search", search)
    else:
        url = build_url(base_url, f"{where}/new", {"limit": LIMIT, "raw_json": 1})
    lower = lower_bound(cursor.position, OVERLAP_MS, since_ms)
    begun = Request(url, lower=lower, first_crawl=cursor.first_crawl, since_ms=since_ms)
    return _after(begun, cursor.resume) if cursor.resume else begun


def parse(request: Request, response: Response, latest_ms: int) -> Batch:
    """The posts of one page; a listing goes on behind the last one, by its id."""
    document = response.document()
    data = document.get("data") if isinstance(document, Mapping) else None
    items = listed(data, "children")
    if items is None:
        raise ChannelUnavailable(f"Reddit answered with something that is not a listing: {str(document)[:120]}")
    token = text_of((data or {}).get("after"))
    following = _after(request, token) if token else None
    if not items and request.upper:
        # The post to go on behind was deleted meanwhile, and Reddit knows no place for it any more:
        # once more from the top, where what was read is known.
        if request.step == _AGAIN:
            return Batch(out_of_range=True)
        following = request._replace(url=_plain(request.url), upper="", step=_AGAIN, may_repeat=True)
    batch = page_of(items, _post, request, latest_ms, following=following, resume=token)
    return batch if token else batch._replace(dropped_ms=dropped_before(batch.posts, request.known, latest_ms))


def _after(request: Request, name: str) -> Request:
    return request._replace(url=f"{_plain(request.url)}&after={quote(name)}", upper=name)


def _plain(url: str) -> str:
    return url.partition("&after=")[0]


def _named(request: Request, credentials: Credentials) -> Request:
    """Reddit limits clients that do not name themselves and their owner."""
    owner = credentials.get("username", "")
    by = f" (by /u/{owner})" if owner else ""
    return request._replace(headers={**request.headers, "User-Agent": f"aws:foreshock:0.1{by}"})


def _post(item: Any) -> Post:
    data, native = item["data"], id_of(item["data"]["name"])
    second = data.get("created_utc")
    comment = data.get("body") is not None
    title = single_line(text_of(data.get("link_title" if comment else "title")))
    text = normalize_space(text_of(data.get("body" if comment else "selftext")))
    return Post(
        channel=NAME,
        id=native,
        key=native,
        text=text if comment else "\n\n".join(part for part in (title, text) if part),
        published_ms=round(count_of(second) * SECOND_MS) if count_of(second) else None,
        title=title,
        author="" if data.get("author") == "[deleted]" else text_of(data.get("author")),
        form=Form.REPLY if comment else Form.ORIGINAL,
        url=f"https://www.reddit.com{text_of(data.get('permalink'))}",
        engagement=Engagement(likes=count_of(data.get("score")), replies=count_of(data.get("num_comments"))),
    )
