"""The smallest channel: everything that a channel's module must have, and nothing more."""

from __future__ import annotations

from shared.channels.address import build_url
from shared.channels.batch import Batch, id_of, read_items, text_of, time_of
from shared.channels.cursor import Cursor
from shared.channels.defaults import (  # noqa: F401 - parts of the channel
    ACCESS,
    DAILY_UNITS,
    INTERVAL_S,
    PAST_DAYS,
    judge,
    limited,
    server_url,
)
from shared.channels.request import Request, Response
from shared.domain.brand import Brand, Query
from shared.domain.mentions.mention import Post

NAME = "toy"
QUERY = "a word"
COVERS = "Every toot with the word"
NOT_COVERED = "Anything else"
TERMS = "free"
BASE_URL = "https://toy.example"
REQUESTS = 10
SEEN_KEYS = 10


def check_query(text: str) -> None:
    if " " in text:
        raise ValueError(f"of toy must be single words; got {text!r}")


def query_from(text: str) -> str:
    return text.partition(" ")[0]


def matches(_post: Post, _brand: Brand, query: Query, text: str) -> bool:
    return query.text in text


def first_request(query: str, cursor: Cursor, base_url: str, since_ms: int | None) -> Request:
    url = build_url(base_url, "/toots", {"word": query})
    return Request(url, first_crawl=cursor.first_crawl, since_ms=since_ms)


def parse(_request: Request, response: Response, _latest_ms: int) -> Batch:
    posts, rejects = read_items(response.document(), _post)
    return Batch(posts, rejects, position="read")


def start_position(_since_ms: int | None) -> str:
    return "read"


def _post(toot: dict[str, str]) -> Post:
    key = id_of(toot["id"])
    return Post(NAME, key, key, text_of(toot["text"]), published_ms=time_of(toot["at"]))
