"""Webhooks of Meta: which changes are posts of others, in whose brand, and with which fields."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from functions.intake.body import Line
from functions.intake.item_schema import parse_item
from functions.intake.meta.events import lines_of
from functions.intake.meta.media import media_item
from shared.domain.errors import InvalidInput
from shared.domain.time import iso

DATA = Path(__file__).parents[4] / "shared" / "data" / "channels" / "meta"
ACCOUNTS = {"17": "acme", "78901": "acme", "42": "acme"}

REPLY = {
    "id": "8901234",
    "username": "ana",
    "text": "Where is my kettle? #acme",
    "permalink": "https://www.threads.net/@ana/post/Pp",
    "timestamp": "2026-08-07T10:33:16+0000",
}


def told(document: Any) -> list[Line]:
    return lines_of(json.dumps(document).encode(), ACCOUNTS)


def entry(kind: str, account: str, *changes: dict[str, Any]) -> dict[str, Any]:
    return {"object": kind, "entry": [{"id": account, "time": 1_790_000_000, "changes": list(changes)}]}


def test_a_reply_on_threads_is_read_with_its_words_time_and_link() -> None:
    (line,) = told({"target_id": "78901", "time": 1, "values": {"value": REPLY, "field": "replies"}})
    post = parse_item(line.value).post()
    assert (post.channel, post.id, post.author, post.form) == ("threads", "8901234", "ana", "reply")
    assert (iso(post.published_ms or 0), post.url) == ("2026-08-07T10:33:16Z", REPLY["permalink"])
    assert (post.text, post.hashtags) == (REPLY["text"], ("acme",))


def test_what_threads_tells_of_our_own_posts_is_none() -> None:
    values = [{"value": REPLY, "field": name} for name in ("publish", "delete", "mentions")]
    (line,) = told({"target_id": "78901", "values": values})
    assert (line.value["brand"], line.value["form"]) == ("acme", "original")


def test_a_comment_on_instagram_and_a_mention_without_words_count() -> None:
    comment = {"id": "c1", "text": "It melted", "from": {"id": "9", "username": "ana"}, "media": {"id": "m1"}}
    own = {"id": "c2", "text": "Sorry!", "from": {"id": "17", "username": "acme"}}
    mention = {"media_id": "m2", "comment_id": "c3"}
    lines = told(
        entry(
            "instagram",
            "17",
            {"field": "comments", "value": comment},
            {"field": "comments", "value": own},
            {"field": "mentions", "value": mention},
            {"field": "story_insights", "value": {"media_id": "m1", "exits": 1}},
        )
    )
    posts = [parse_item(line.value).post() for line in lines]
    assert [(post.id, post.text, post.published_ms) for post in posts] == [("c1", "It melted", None), ("c3", "", None)]


def test_on_a_page_only_what_others_say_in_words_counts() -> None:
    said: dict[str, Any] = {
        "item": "comment",
        "verb": "add",
        "comment_id": "42_7",
        "post_id": "42_1",
        "message": "It melted",
    }
    said |= {"from": {"id": "9", "name": "Ana"}, "created_time": 1_790_000_000}
    changes = [
        said,
        {**said, "from": {"id": "42", "name": "Acme"}},
        {**said, "verb": "remove"},
        {"item": "reaction", "verb": "add", "post_id": "42_1", "from": {"id": "9"}},
    ]
    named = {"item": "post", "verb": "add", "post_id": "9_5", "sender_id": "9", "sender_name": "Ana", "message": "Hi"}
    lines = told(
        entry("page", "42", *({"field": "feed", "value": one} for one in changes), {"field": "mention", "value": named})
    )
    posts = [parse_item(line.value).post() for line in lines]
    assert [(post.id, post.form, post.url) for post in posts] == [
        ("42_7", "reply", "https://www.facebook.com/42_7"),
        ("9_5", "original", "https://www.facebook.com/9_5"),
    ]


def test_an_account_without_a_brand_is_an_error_that_names_it() -> None:
    (line,) = told({"target_id": "5", "values": {"value": REPLY, "field": "replies"}})
    assert line.error == "the account 5 of threads has no brand in accounts"


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[1]", b'{"object": "user"}', b"[" * 100_000, b'{"object": "page", "entry": 7}']
)
def test_junk_is_refused_or_is_nothing(body: bytes) -> None:
    try:
        lines = lines_of(body, ACCOUNTS)
    except InvalidInput as error:
        assert error.field in {"body", "object"}  # noqa: PT017 - either is right, and no other error
    else:
        assert lines == []


@pytest.mark.skipif(not DATA.is_dir(), reason="the recorded payloads are missing")
def test_a_recorded_list_of_media_is_read_as_its_reference_says() -> None:
    media = json.loads((DATA / "instagram_users_tagged_medias.body.json").read_text())["data"]
    reference = json.loads((DATA / "instagram_users_tagged_medias.expected.json").read_text())["items"]
    assert len(media) == len(reference)
    for medium, wanted in zip(media, reference, strict=True):
        post = parse_item({**media_item(medium), "brand": "acme", "channel": "instagram"}).post()
        assert (post.id, post.url, post.text) == (wanted["id"], wanted["url"], wanted["text"] or "")
        assert iso(post.published_ms or 0) == wanted["created_at"]
        assert (post.engagement.likes, post.engagement.replies) == (wanted["likes"], wanted["replies"])
