"""What an answer says of posts that were asked for by their keys: which are gone, and when it says nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shared.channels.lookup import LOOKUPS, lookup
from shared.channels.request import Response
from shared.domain.errors import ChannelUnavailable, InvalidInput


def gone(name: str, keys: list[str], document: Any) -> set[str]:
    body = json.dumps(document).encode()
    return lookup(name).gone(keys, Response(200, {"content-type": "application/json"}, body))


def listing(*posts: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "Listing", "data": {"children": [{"kind": "t3", "data": post} for post in posts]}}


HERE = {"name": "t3_1", "author": "ana", "selftext": "my kettle", "removed_by_category": None}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, False),
        ({"author": "[deleted]"}, True),
        ({"selftext": "[removed]"}, True),
        ({"body": "[deleted]"}, True),
        ({"removed_by_category": "moderator"}, True),
        ({"selftext": "they say [deleted] a lot"}, False),
    ],
    ids=["there", "author gone", "text removed", "comment gone", "by a moderator", "only words"],
)
def test_reddit_shows_a_deleted_post_without_its_author_or_text(change: dict[str, Any], expected: bool) -> None:
    assert gone("reddit", ["t3_1"], listing(HERE | change)) == ({"t3_1"} if expected else set())


def test_what_a_list_leaves_out_is_gone_if_it_lists_any_of_the_posts_asked_for() -> None:
    assert gone("reddit", ["t3_1", "t3_2"], listing(HERE)) == {"t3_2"}
    assert gone("bluesky", ["at://a/1", "at://a/2"], {"posts": [{"uri": "at://a/1"}]}) == {"at://a/2"}
    for name, empty in (("reddit", listing()), ("reddit", listing({"name": "t3_9"})), ("bluesky", {"posts": []})):
        assert gone(name, ["t3_1", "at://a/1"], empty) == set(), "it may as well be a fault"


def test_x_names_every_post_that_cannot_be_had() -> None:
    kind = "https://api.twitter.com/2/problems/"
    document = {
        "data": [{"id": "1"}],
        "errors": [
            {"resource_id": "2", "type": f"{kind}resource-not-found"},
            {"value": "3", "type": f"{kind}not-authorized-for-resource"},
            {"value": "4", "type": f"{kind}unsupported-authentication"},
            {"value": "99", "type": f"{kind}resource-not-found"},
            "junk",
        ],
    }
    assert gone("x", ["1", "2", "3", "4", "5"], document) == {"2", "3"}
    assert gone("x", ["1"], {"title": "Unauthorized"}) == set()


@pytest.mark.parametrize("name", ["reddit", "bluesky"])
@pytest.mark.parametrize("document", [{"error": "busy"}, [], "no", {"data": 7}])
def test_an_answer_that_is_no_list_is_an_error_and_nothing_is_gone(name: str, document: Any) -> None:
    with pytest.raises(ChannelUnavailable):
        gone(name, ["t3_1"], document)


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("reddit", "https://a.example/api/info?id=t3_1%2Ct3_2&raw_json=1"),
        ("x", "https://a.example/2/tweets?ids=t3_1%2Ct3_2"),
        ("bluesky", "https://a.example/xrpc/app.bsky.feed.getPosts?uris=t3_1&uris=t3_2"),
    ],
)
def test_posts_are_asked_for_together(name: str, url: str) -> None:
    request = lookup(name).ask(["t3_1", "t3_2"], "https://a.example")
    assert (request.url, request.cost) == (url, 2 * LOOKUPS[name].cost)


def test_a_channel_that_cannot_be_asked_says_which_can() -> None:
    with pytest.raises(InvalidInput, match="reddit, x, bluesky"):
        lookup("rss")
