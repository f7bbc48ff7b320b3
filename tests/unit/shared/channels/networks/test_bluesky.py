"""What people on Bluesky ask of those who show their posts."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shared.channels.polled import bluesky
from shared.channels.request import Request, Response

LABEL = {"src": "did:plc:ana", "uri": "at://did:plc:ana/app.bsky.actor.profile/self", "val": "!no-unauthenticated"}


def withheld(labels: object, embed: object = None) -> bool:
    item = {
        "uri": "at://did:plc:ana/app.bsky.feed.post/1",
        "author": {"did": "did:plc:ana", "handle": "ana.bsky.social", "labels": labels},
        "record": {"text": "My kettle melted", "createdAt": "2026-11-01T10:00:00Z"},
        "indexedAt": "2026-11-01T10:00:01Z",
        "embed": embed,
    }
    response = Response(200, {"content-type": "application/json"}, json.dumps({"posts": [item]}).encode())
    (post,) = bluesky.parse(Request("https://bsky.social/x"), response, 1 << 60).posts
    assert post.text.startswith("My kettle melted"), "the text is kept, to be counted"
    return post.withheld


@pytest.mark.parametrize(
    ("labels", "expected"),
    [([LABEL], True), ([], False), (None, False), ([{"val": "bot"}], False), ("junk", False), ([7, LABEL], True)],
)
def test_who_asks_not_to_be_shown_without_an_account_is_withheld(labels: object, expected: bool) -> None:
    assert withheld(labels) is expected


@pytest.mark.parametrize("depth", [1, 2], ids=["quote", "quote beside pictures"])
def test_a_post_that_quotes_somebody_who_asks_for_it_is_withheld_too(depth: int) -> None:
    quoted: dict[str, Any] = {"author": {"handle": "ben", "labels": [LABEL]}, "value": {"text": "Mine too"}}
    embed = {"record": quoted} if depth == 1 else {"record": {"record": quoted}, "media": {}}
    assert withheld([], embed)
    quoted["author"]["labels"] = []
    assert not withheld([], embed)
