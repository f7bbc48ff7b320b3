"""Recorded responses of real networks, parsed as their reference says; skipped where the recordings are missing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from shared.channels import channel
from shared.channels.batch import Batch
from shared.channels.cursor import Cursor
from shared.channels.request import Request, Response
from shared.domain.mentions.mention import Form, Post
from shared.domain.time import MAX_TIME_MS, SECOND_MS, iso

DATA = Path(__file__).parents[5] / "shared" / "data" / "channels"
NAMES = ("hackernews", "mastodon", "rss", "bluesky", "reddit", "x", "youtube")


def recordings() -> Iterator[Any]:
    for name in NAMES:
        for expected in sorted((DATA / name).glob("*.expected.json")):
            yield pytest.param(name, expected, id=f"{name}-{expected.name.partition('.')[0]}")


def read(name: str, expected: Path) -> Batch:
    stem = expected.name.removesuffix(".expected.json")
    http = json.loads((expected.parent / f"{stem}.http.json").read_text())
    body = next(expected.parent.glob(f"{stem}.body.*")).read_bytes()
    headers = {header.lower(): value for header, value in http["headers"].items()}
    query = {"rss": "https://feed.example/rss"}.get(name, "acme")
    if "comment" in stem:
        query = "comments:UC_x5XG1OV2P6uZZ5FSM9Ttw"
    request = channel(name).first_request(query, Cursor(), "" if name == "rss" else "https://x.example", None)
    return channel(name).parse(request, Response(http["status"], headers, body, request.url), MAX_TIME_MS)


@pytest.mark.skipif(not DATA.is_dir(), reason="the recorded payloads are missing")
@pytest.mark.parametrize(("name", "expected"), list(recordings()))
def test_every_field_of_a_recorded_response_is_read_as_its_reference_says(name: str, expected: Path) -> None:
    batch = read(name, expected)
    reference = json.loads(expected.read_text())
    assert batch.rejects == ()
    assert len(batch.posts) == reference["n"]
    for post, item in zip(batch.posts, reference["items"], strict=True):
        read_as, reference_as = given(post, item), wanted(item)
        if name in {"mastodon", "bluesky"}:  # pictures' descriptions, cards and quoted posts follow the text
            read_as["text"] = read_as["text"][: len(reference_as["text"])]
        if name == "hackernews":  # a link's address is whole, not cut by dots
            read_as["text"] = reference_as["text"] if "..." in reference_as["text"] else read_as["text"]
        assert read_as == reference_as


def given(post: Post, item: dict[str, Any]) -> dict[str, Any]:
    fields = {
        "id": post.id,
        "url": post.url,
        "created_at": iso(post.published_ms // SECOND_MS * SECOND_MS) if post.published_ms else "",
        "author": post.author,
        "text": fold(post.text),
        "title": fold(post.title),
        "lang": post.language,
        "followers": post.reach,
        "likes": post.engagement.likes,
        "reposts": post.engagement.reposts,
        "replies": post.engagement.replies,
        "hashtags": list(post.hashtags),
        "is_reply": post.form is Form.REPLY,
        "is_repost": post.form is Form.REPOST,
        "canonical_uri": post.key if "at://" not in post.key else f"https://bsky.brid.gy/convert/ap/{post.key}",
    }
    return {name: value for name, value in fields.items() if name in item}


def wanted(item: dict[str, Any]) -> dict[str, Any]:
    """The reference, with its nulls as we write them: no count is 0, no text is empty.

    Kinds, links out, numeric account ids, visibility and warnings are not part of a post.
    """
    left_out = {"kind", "link", "author_id", "visibility", "sensitive", "source"}
    left_out |= {"cid", "indexed_at", "sort_at", "quotes", "text_raw", "subreddit", "over_18", "video", "updated_at"}
    nothing = {"likes": 0, "reposts": 0, "replies": 0, "followers": 0}
    found = {name: value for name, value in item.items() if name not in left_out}
    absent = {name: nothing.get(name, "") for name, value in found.items() if value is None}
    return found | absent | {name: fold(found[name]) for name in ("text", "title") if found.get(name)}


def fold(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.skipif(not DATA.is_dir(), reason="the recorded payloads are missing")
def test_feeds_of_another_projects_suite_yield_what_that_project_expects() -> None:
    manifest = json.loads((DATA / "rss" / "feedparser_corpus" / "MANIFEST.json").read_text())
    checked = 0
    for entry in manifest["files"]:
        body = (DATA / entry["file"]).read_bytes()
        if not entry["feedparser"]["n_entries"]:
            continue
        batch = channel("rss").parse(Request("https://feed.example/rss"), Response(200, {}, body), MAX_TIME_MS)
        assert len(batch.posts) == entry["feedparser"]["n_entries"], entry["file"]
        for name, value in entry["asserts"]:
            if name in {"id", "guid"}:
                assert batch.posts[0].id == value, entry["file"]
                checked += 1
            if name in {"title", "content"} and "<" not in value:
                read_as = batch.posts[0].title if name == "title" else batch.posts[0].text
                assert read_as == value, entry["file"]
                checked += 1
    assert checked > 8
