"""Feeds of every dialect become posts; hostile ones become an error or text."""

from __future__ import annotations

import base64
import json
import warnings
from pathlib import Path
from typing import Any

import feedparser
import pytest

from shared.channels.batch import Batch
from shared.channels.cursor import Cursor
from shared.channels.polled import feeds
from shared.channels.polled.feed import feed_bytes
from shared.channels.request import Request, Response
from shared.domain.errors import ChannelUnavailable, InvalidInput
from shared.domain.time import MAX_TIME_MS, MINUTE_MS

JSON_FEED = "https://jsonfeed.org/version/1.1"
FEED = Request("https://feed.example/rss", first_crawl=True)


def read(body: str | bytes, **headers: str) -> Batch:
    raw = body.encode() if isinstance(body, str) else body
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return feeds.parse(FEED, Response(200, given, raw, FEED.url), MAX_TIME_MS)


def rss(*items: str, head: str = "") -> str:
    return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{"".join(items)}</channel></rss>'


def test_rss_atom_and_json_feeds_give_the_same_posts() -> None:
    as_rss = rss(
        "<item><guid>tag:a,1</guid><title>Acme recall</title><link>https://a.example/1</link><author>Ana</author>"
        "<pubDate>Mon, 21 Sep 2026 13:33:20 GMT</pubDate>"
        "<description>&lt;p&gt;It &amp;amp; more&lt;/p&gt;</description></item>",
        head="<language>en</language>",
    )
    as_atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><entry><id>tag:a,1</id><title>Acme recall</title>'
        '<link href="https://a.example/1"/><author><name>Ana</name></author><published>2026-09-21T15:33:20+02:00</published>'
        "<updated>2026-09-22T00:00:00Z</updated>"
        '<content type="html">&lt;p&gt;It &amp;amp; more&lt;/p&gt;</content></entry></feed>'
    )
    item = {
        "id": "tag:a,1",
        "title": "Acme recall",
        "url": "https://a.example/1",
        "authors": [{"name": "Ana"}],
        "date_published": "2026-09-21T13:33:20Z",
        "content_html": "<p>It &amp; more</p>",
    }
    as_json = json.dumps({"version": "https://jsonfeed.org/version/1.1", "language": "en", "items": [item]})
    (first,), (second,), (third,) = read(as_rss).posts, read(as_atom).posts, read(as_json).posts
    assert first == second == third
    assert (first.key, first.text, first.title, first.author) == ("tag:a,1", "It & more", "Acme recall", "Ana")
    assert (first.published_ms, first.language) == (1_789_997_600_000, "en")


@pytest.mark.parametrize(
    ("item", "id_", "key"),
    [
        ("<guid>urn:x:1</guid><link>https://a.example/1</link>", "urn:x:1", "urn:x:1"),
        ("<guid isPermaLink='false'>17</guid>", "17", "feed.example/rss#17"),
        (
            "<link>https://A.example/1?utm_source=x#utm_medium=y</link>",
            "https://A.example/1?utm_source=x#utm_medium=y",
            "https://a.example/1",
        ),
    ],
)
def test_an_entry_is_known_by_its_guid_or_its_link(item: str, id_: str, key: str) -> None:
    (post,) = read(rss(f"<item>{item}<title>T</title></item>")).posts
    assert (post.id, post.key) == (id_, key)


def test_an_edit_is_no_new_entry() -> None:
    one = read(rss("<item><title>Acme</title><description>first words</description></item>")).posts
    two = read(rss("<item><title>Acme</title><description>other words</description></item>")).posts
    assert one[0].key == two[0].key


def test_entries_that_share_a_guid_are_distinguished_by_their_links() -> None:
    items = [f"<item><guid>https://a.example/</guid><link>https://a.example/{n}</link></item>" for n in (1, 2)]
    assert [post.key for post in read(rss(*items)).posts] == ["https://a.example/1", "https://a.example/2"]


@pytest.mark.parametrize(
    "date",
    [
        "<pubDate>0000-00-00 00:00:00</pubDate>",
        "<pubDate>0000-00-00T00:00:00Z</pubDate>",
        "<pubDate>Wed, 00 Jan 0000 00:00:00 GMT</pubDate>",
        "",
        "<pubDate>soon</pubDate>",
        "<pubDate>Mon, 99 Sep 99999 13:33:20 GMT</pubDate>",
    ],
)
def test_an_entry_without_a_usable_date_has_none(date: str) -> None:
    (post,) = read(rss(f"<item><guid>urn:1</guid>{date}</item>")).posts
    assert post.published_ms is None


def test_a_date_without_an_offset_is_utc() -> None:
    (post,) = read(rss("<item><guid>urn:1</guid><pubDate>2026-09-21 13:33:20</pubDate></item>")).posts
    assert post.published_ms == 1_789_997_600_000


def test_an_entry_with_nothing_but_an_update_time_is_dated_by_it_without_a_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        (post,) = read(
            '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>urn:1</id><updated>2026-09-21T13:33:20Z</updated></entry></feed>'
        ).posts
    assert post.published_ms == 1_789_997_600_000


def test_bytes_in_another_encoding_are_read_by_what_the_header_or_the_document_says() -> None:
    body = rss("<item><guid>urn:1</guid><title>Gr\xfcn</title></item>").encode("latin-1")
    assert read(body, content_type="application/rss+xml; charset=iso-8859-1").posts[0].title == "Gr\xfcn"
    declared = body.replace(b'version="1.0"', b'version="1.0" encoding="iso-8859-1"', 1)
    assert read(declared).posts[0].title == "Gr\xfcn"


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


def test_a_feed_without_entries_is_a_feed() -> None:
    batch = read(rss())
    assert (batch.posts, batch.position) == ((), feeds.POSITION)


@pytest.mark.parametrize(
    "item", [None, 3, "x", [], {"id": "1", "content_text": {"a": 1}, "date_published": [], "authors": "ana"}]
)
def test_a_broken_item_of_a_json_feed_stops_no_other(item: Any) -> None:
    batch = read(
        json.dumps({"version": JSON_FEED, "items": [item, {"id": 2, "content_text": "two", "date_published": 7}]})
    )
    assert batch.posts[-1].id == "2"
    assert len(batch.posts) + len(batch.rejects) == 2


def test_a_feed_may_ask_for_a_pause_of_minutes_not_of_hours() -> None:
    assert read(rss(head="<ttl>5</ttl>")).fresh_ms == 5 * MINUTE_MS
    assert read(rss(), cache_control="public, max-age=120").fresh_ms == 2 * MINUTE_MS
    assert read(rss(head="<ttl>10080</ttl>")).fresh_ms == feeds.MAX_FRESH_MS


@pytest.mark.parametrize(
    ("query", "base", "url"),
    [
        ("https://a.example/feed?x=1", "", "https://a.example/feed?x=1"),
        ("http://a.example/feed", "", "https://a.example/feed"),
        ("https://a.example/feed?x=1", "http://127.0.0.1:8080", "http://127.0.0.1:8080/feed?x=1"),
        ("anything", "http://127.0.0.1:8080/feed.xml", "http://127.0.0.1:8080/feed.xml"),
    ],
)
def test_a_base_url_takes_the_place_of_the_feeds_host(query: str, base: str, url: str) -> None:
    assert feeds.first_request(query, Cursor(), base, None).url == url


@pytest.mark.parametrize(
    "query", ["acme", "ftp://a.example/x", "file:///etc/passwd", "https://", "https://u:p@a.example/", "https://a b/"]
)
def test_a_query_that_is_not_a_web_address_is_refused(query: str) -> None:
    with pytest.raises(InvalidInput):
        feeds.first_request(query, Cursor(), "", None)


def test_a_json_feed_is_read_whatever_type_it_is_sent_as_and_its_links_are_absolute() -> None:
    items = [
        {"id": "1", "url": "/posts/1"},
        {"id": "2", "external_url": "3?x=1"},
        {"id": "4", "url": "https://b.example/"},
    ]
    body = json.dumps({"version": JSON_FEED, "items": items})
    batch = read("\ufeff" + body, content_type="text/html; charset=utf-8")
    assert [post.url for post in batch.posts] == [
        "https://feed.example/posts/1",
        "https://feed.example/3?x=1",
        "https://b.example/",
    ]


@pytest.mark.parametrize("kind", ["text/html", "text/plain", ""])
def test_base64_of_atom_0_3_is_text(kind: str) -> None:
    words = base64.encodebytes(
        "Kestro für alle, in vielen und immer längeren Wörtern, Zeile für Zeile".encode()
    ).decode()
    sort = f'type="{kind}"' if kind else ""
    batch = read(
        '<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><id>a:1</id>'
        f'<title mode="base64" {sort}>{words}</title><content mode="base64" {sort}>{words}</content></entry></feed>'
    )
    (post,) = batch.posts
    assert post.text == post.title == "Kestro für alle, in vielen und immer längeren Wörtern, Zeile für Zeile"


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
