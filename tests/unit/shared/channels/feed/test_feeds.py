"""Feeds of every dialect become posts: their keys, dates, texts, and how long they want to rest."""

from __future__ import annotations

import base64
import json
import warnings

import pytest

from shared.channels.cursor import Cursor
from shared.channels.polled import feeds
from shared.domain.errors import InvalidInput
from shared.domain.time import MINUTE_MS
from tests.unit.shared.channels.feed.feed_documents import JSON_FEED, read, rss


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


def test_a_feed_without_entries_is_a_feed() -> None:
    batch = read(rss())
    assert (batch.posts, batch.position) == ((), feeds.POSITION)


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
