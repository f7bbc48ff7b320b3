"""Whatever a channel answers, its module gives posts, rejects or an error of the channel, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from shared.channels import POLLED, channel
from shared.channels.cursor import Cursor
from shared.channels.request import Request, Response
from shared.domain.errors import ChannelError

NOW_MS = 1_790_000_000_000
QUERIES = {"rss": "https://feed.example/rss", "appstore": "123456789"}
NAMES = [
    "hits",
    "items",
    "posts",
    "feed",
    "data",
    "children",
    "articles",
    "meta",
    "includes",
    "users",
    "cursor",
    "nextPageToken",
    "after",
    "has_more",
    "backoff",
    "quota_remaining",
    "id",
    "objectID",
    "question_id",
    "name",
    "uri",
    "url",
    "title",
    "text",
    "body",
    "content",
    "created_at",
    "created_at_i",
    "created_utc",
    "creation_date",
    "createdAt",
    "indexedAt",
    "record",
    "author",
    "account",
    "owner",
    "snippet",
    "topLevelComment",
    "replies",
    "comments",
    "embed",
    "images",
    "facets",
    "features",
    "langs",
    "tags",
    "entities",
    "hashtags",
    "public_metrics",
    "referenced_tweets",
    "author_id",
    "reblog",
    "quote",
    "poll",
    "options",
    "card",
    "media_attachments",
    "page",
    "nbPages",
    "nbHits",
    "hitsPerPage",
    "error",
    "errors",
    "reason",
    "kind",
    "publishedAt",
    "videoId",
    "version",
]
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=6),
    max_leaves=25,
)
SHAPES: dict[str, Any] = {
    "hackernews": lambda item: {"hits": item},
    "mastodon": lambda item: item,
    "rss": lambda item: {"version": "https://jsonfeed.org/version/1.1", "items": item},
    "bluesky": lambda item: {"posts": item, "cursor": "c"},
    "stackexchange": lambda item: {"items": item, "has_more": True},
    "appstore": lambda item: {"feed": item},
    "youtube": lambda item: {"items": item, "nextPageToken": "t"},
    "x": lambda item: {"data": item, "includes": {"users": item}, "meta": item},
    "reddit": lambda item: {"data": {"children": item, "after": "t3_1"}},
    "gdelt": lambda item: {"articles": item},
}
"""Answers of the right shape, around items that may be anything."""
items = st.lists(
    values | st.dictionaries(st.sampled_from(NAMES), st.dictionaries(st.sampled_from(NAMES), values)), max_size=4
)
documents = values | st.dictionaries(st.sampled_from(NAMES[:11]), values | st.lists(values, max_size=4), max_size=5)


def requests_of(name: str) -> list[Request]:
    module, base = channel(name), "https://a.example" if name != "rss" else ""
    queries = [QUERIES.get(name, "acme"), *(["comments:UC1234567890"] if name == "youtube" else [])]
    return [module.first_request(query, Cursor(), base, None) for query in queries]


@pytest.mark.parametrize("name", POLLED)
@settings(max_examples=25, deadline=None)
@given(document=documents, status=st.sampled_from([200, 200, 400, 403, 502]))
def test_any_json_is_read_or_refused(name: str, document: Any, status: int) -> None:
    read(name, document, status)


@settings(max_examples=50, deadline=None)
@given(found=items)
def test_any_items_are_read_or_rejected_and_stop_no_other(found: Any) -> None:
    """Every channel gets each of them: to make them up takes far longer than to read them."""
    for name in POLLED:
        read(name, SHAPES[name](found), 200)


def read(name: str, document: Any, status: int) -> None:
    note(f"channel: {name}")
    response = Response(
        status, {"content-type": "application/json"}, json.dumps(document).encode(), "https://a.example/"
    )
    for request in requests_of(name):
        try:
            channel(name).judge(response, NOW_MS)
            batch = channel(name).parse(request, response, NOW_MS)
        except ChannelError:
            continue
        assert all(post.key and post.channel == name for post in batch.posts)


@pytest.mark.parametrize("name", POLLED)
@settings(max_examples=25, deadline=None)
@given(body=st.binary(max_size=200) | st.text(max_size=120).map(str.encode))
def test_any_bytes_are_read_or_refused(name: str, body: bytes) -> None:
    for request in requests_of(name):
        try:
            channel(name).judge(Response(200, {}, body), NOW_MS)
            channel(name).parse(request, Response(200, {}, body, "https://a.example/"), NOW_MS)
        except ChannelError:
            continue
