"""Feeds that are hostile, cut off, too large or ill-formed: read as far as they go, or an error."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import feedparser
import pytest

from shared.channels.polled import feeds
from shared.channels.polled.feed import feed_bytes
from shared.channels.request import Response
from shared.domain.errors import ChannelUnavailable
from shared.domain.time import MAX_TIME_MS
from tests.unit.shared.channels.feed.feed_documents import FEED, JSON_FEED, read, rss


def test_an_entity_bomb_is_harmless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of its hundred thousand million words the parser gives up within the first two million, whatever the machine."""
    pieces = 0
    handle = feedparser.mixin._FeedParserMixin.handle_data

    def counted(*given: Any, **named: Any) -> Any:
        nonlocal pieces
        pieces += 1
        return handle(*given, **named)

    monkeypatch.setattr(feedparser.mixin._FeedParserMixin, "handle_data", counted)
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = (
        f'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY e0 "boom">{levels}]>'
        + rss("<item><title>&e11;</title></item>")[21:]
    )
    try:
        posts = read(bomb).posts
    except ChannelUnavailable:
        posts = ()
    assert 0 < pieces < 2_000_000
    assert all(len(post.title) < 100_000 for post in posts)


def test_no_file_of_ours_gets_into_a_feed(tmp_path: Path) -> None:
    """Neither as an external entity, nor as a body that is a path, which feedparser would open."""
    secret = tmp_path / "secret"
    secret.write_text(rss("<item><guid>urn:1</guid><title>stolen</title></item>"))
    entity = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file://{secret}">]>'
    (post,) = read(entity + rss("<item><guid>urn:1</guid><title>a&x;b</title></item>")[21:]).posts
    assert "stolen" not in f"{post.title}{post.text}"
    for body in (str(secret), f"file://{secret}"):
        with pytest.raises(ChannelUnavailable):
            read(body)


def test_the_last_entry_of_a_document_cut_off_waits_for_the_next_poll() -> None:
    items = [
        f"<item><guid>urn:{n}</guid><title>T{n}</title><link>https://a.example/{n}</link></item>" for n in (1, 2, 3)
    ]
    whole = rss(*items)
    batch = read(whole[: whole.index("<title>T3")])
    assert [post.key for post in batch.posts] == ["urn:1", "urn:2"]
    assert batch.truncated
    assert read(whole[: whole.index("</channel>")]).truncated
    assert not read(whole).truncated


def test_a_feed_that_is_merely_ill_formed_is_read_whole() -> None:
    batch = read(rss("<item><guid>urn:1</guid><title>Salt & pepper</title>", "<item><guid>urn:2</guid></item>"))
    assert [post.key for post in batch.posts] == ["urn:1", "urn:2"]
    assert not batch.truncated


def test_of_a_feed_with_too_many_tags_the_first_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_bytes, "MAX_TAGS", 600)
    items = [f"<item><guid>urn:{n}</guid><title>T</title></item>" for n in range(200)]
    batch = read(rss(*items))
    assert batch.posts[0].key == "urn:0"
    assert 90 < len(batch.posts) <= 100
    assert not batch.truncated
    with pytest.raises(ChannelUnavailable):
        read(b"<a>" * 1_000)


def test_markup_in_a_text_is_not_counted_among_the_tags(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(feed_bytes, "MAX_TAGS", 100)
    text = "<![CDATA[" + "<b>x</b>" * 15 + "]]>"
    items = [f"<item><guid>urn:{n}</guid><description>{text}</description></item>" for n in range(6)]
    batch = read(rss(*items))
    assert [post.key for post in batch.posts] == [f"urn:{n}" for n in range(6)]
    assert batch.posts[0].text == "x" * 15


def test_a_single_entry_larger_than_the_limit_is_told_as_far_as_it_was_read() -> None:
    body = rss("<item><guid>urn:1</guid><title>T</title><description>" + "x " * 500).encode()[:400]
    batch = feeds.parse(FEED, Response(200, {}, body, FEED.url, cut=True), MAX_TIME_MS)
    assert [post.key for post in batch.posts] == ["urn:1"]


def test_of_a_body_cut_at_our_own_limit_the_first_entries_are_told() -> None:
    body = rss(*(f"<item><guid>urn:{n}</guid><title>T</title></item>" for n in range(9))).encode()[:280]
    batch = feeds.parse(FEED, Response(200, {"etag": '"7"'}, body, FEED.url, cut=True), MAX_TIME_MS)
    assert [post.key for post in batch.posts] == ["urn:0", "urn:1", "urn:2", "urn:3"]
    assert (batch.truncated, batch.etag) == (False, '"7"')


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b" \n",
        b"<html><body>Log in</body></html>",
        b"not a feed",
        b"\x00\xff\xfe",
        b"{}",
        b'{"items": 3}',
        b'{"items": [{"id": 1, "url": "https://a.example"}], "total_count": 1}',
        b'{"version": "2.0", "title": "An API", "items": []}',
        b"{",
        b"<rss",
    ],
)
def test_a_body_that_is_not_a_feed_is_a_temporary_error(body: bytes) -> None:
    with pytest.raises(ChannelUnavailable):
        read(body)


@pytest.mark.parametrize(
    "item", [None, 3, "x", [], {"id": "1", "content_text": {"a": 1}, "date_published": [], "authors": "ana"}]
)
def test_a_broken_item_of_a_json_feed_stops_no_other(item: Any) -> None:
    batch = read(
        json.dumps({"version": JSON_FEED, "items": [item, {"id": 2, "content_text": "two", "date_published": 7}]})
    )
    assert batch.posts[-1].id == "2"
    assert len(batch.posts) + len(batch.rejects) == 2


ALONE = "<item><guid>urn:2</guid><title>Plain</title></item>"


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("&#55357;&#56613; burnt", "🔥 burnt"),
        ("Kestro &#55357;&#56869; burnt", "Kestro 😥 burnt"),
        ("&#xD83D;&#xDD25; burnt", "🔥 burnt"),
        ("&#xD83D; burnt", "\ufffd burnt"),
        ("a&#0;b &#x1F; &#xFFFE;", "a\ufffdb \ufffd \ufffd"),
        ("a\x0bb\x00", "a b"),
        ("salt & pepper &nbsp; &foo;", "salt & pepper &foo;"),
    ],
)
def test_a_character_that_xml_forbids_costs_no_entry(written: str, read_as: str) -> None:
    batch = read(rss(f"<item><guid>urn:1</guid><title>{written}</title></item>", ALONE))
    assert [post.title for post in batch.posts] == [read_as, "Plain"]
    assert [post.title for post in read(rss(ALONE, head=f"<title>{written}</title>")).posts] == ["Plain"]


def test_a_byte_that_is_no_utf_8_harms_no_other_entry() -> None:
    items = [f"<item><guid>urn:{n}</guid><title>Kestro isn’t safe</title></item>" for n in range(3)]
    body = rss(*items, "<item><guid>urn:9</guid><title>\x00</title></item>").encode().replace(b"\x00", b"\xff")
    assert [post.title for post in read(body).posts] == ["Kestro isn’t safe"] * 3 + ["\ufffd"]
