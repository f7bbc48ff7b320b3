"""Mastodon statuses become posts with the same id on all servers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from shared.channels.batch import Batch
from shared.channels.cursor import Cursor
from shared.channels.polled import mastodon
from shared.channels.request import Request, Response
from shared.domain.errors import ChannelUnavailable
from shared.domain.mentions.mention import Form
from shared.domain.time import MAX_TIME_MS
from tests.unit.shared.channels.fake_channels import status

FIRST = mastodon.first_request("acme", Cursor(), "https://social.example", None)


def read(*statuses: Any, request: Request = FIRST, **headers: str) -> Batch:
    return mastodon.parse(request, Response(200, headers, json.dumps(statuses).encode()), MAX_TIME_MS)


@pytest.mark.parametrize(
    ("query", "path"),
    [("acme", "acme"), ("#Acme", "Acme"), ("比較", "%E6%AF%94%E8%BC%83"), ("a/../b?c", "a%2F..%2Fb%3Fc")],
)
def test_a_hashtag_stays_one_part_of_the_path(query: str, path: str) -> None:
    url = mastodon.first_request(query, Cursor(), "https://social.example", None).url
    assert url == f"https://social.example/api/v1/timelines/tag/{path}?limit=40"


def test_a_later_crawl_begins_ten_minutes_behind_the_cursor() -> None:
    at_ms = 1_790_000_000_000
    request = mastodon.first_request("acme", Cursor(str(at_ms << 16)), "https://social.example", None)
    assert request.url.endswith(f"min_id={at_ms - 600_000 << 16}")


def test_ids_that_hold_no_time_are_used_as_they_are() -> None:
    assert mastodon.first_request("acme", Cursor("01HXYZ"), "https://x.example", None).url.endswith("min_id=01HXYZ")


def test_a_post_that_came_over_a_bridge_keeps_the_id_of_its_own_network() -> None:
    uri = "https://bsky.brid.gy/convert/ap/at://did:plc:abc/app.bsky.feed.post/3k"
    (post,) = read(status("7", uri)).posts
    assert (post.key, post.origin) == ("at://did:plc:abc/app.bsky.feed.post/3k", "bluesky")


def test_a_boost_is_a_repost_with_the_text_of_the_boosted_post() -> None:
    inner = status("5", "https://a.example/5", text="<p>broken kettle</p>", language="fr", tags=[{"name": "Kettle"}])
    outer = status("7", "https://b.example/7", text="", reblog=inner, tags=[], language=None)
    (post,) = read(outer).posts
    assert (post.form, post.text, post.language, post.hashtags) == (Form.REPOST, "broken kettle", "fr", ("kettle",))
    assert (post.key, post.author) == ("https://b.example/7", "ana")


def test_replies_and_quotes_are_distinguished_and_a_warning_is_the_title() -> None:
    batch = read(
        status("9", "u9", in_reply_to_id="8"),
        status("8", "u8", quote={"state": "accepted"}),
        status("7", "u7", spoiler_text="Acme"),
    )
    assert [post.form for post in batch.posts] == [Form.REPLY, Form.QUOTE, Form.ORIGINAL]
    assert batch.posts[2].title == "Acme"


@pytest.mark.parametrize(
    "junk", [None, 3, "x", {}, {"id": "7"}, {"id": "7", "account": None}, {"account": {}}, {"id": {}, "account": {}}]
)
def test_a_broken_status_stops_no_other(junk: Any) -> None:
    batch = read(status("9", "u9"), junk, status("5", "u5"))
    assert [post.id for post in batch.posts] == ["9", "5"]
    assert len(batch.rejects) == 1


def test_statuses_may_come_one_per_line() -> None:
    lines = [json.dumps(status(str(n), f"u{n}")) for n in (9, 8)]
    body = "\n".join([lines[0], '{"error": "cut', '{"error": "This is not a status"}', lines[1]]).encode()
    batch = mastodon.parse(FIRST, Response(200, {}, body), MAX_TIME_MS)
    assert [post.id for post in batch.posts] == ["9", "8"]
    assert len(batch.rejects) == 2


def test_an_error_with_status_200_is_an_error() -> None:
    with pytest.raises(ChannelUnavailable, match="needs a login"):
        mastodon.parse(FIRST, Response(200, {}, b'{"error": "needs a login"}'), MAX_TIME_MS)


def test_the_next_posts_are_asked_of_the_same_server_whatever_its_links_say() -> None:
    link = '<https://evil.example/api/v1/timelines/tag/acme?max_id=5>; rel="next"'
    begun = mastodon.first_request("acme", Cursor(), "http://127.0.0.1:9/m", None)
    batch = read(status("5", "u5"), request=begun, link=link)
    assert batch.next is not None
    assert batch.next.url == "http://127.0.0.1:9/m/api/v1/timelines/tag/acme?limit=40&max_id=5"


@pytest.mark.parametrize(("native", "out_of_range"), [("9", False), ("10", True), ("11", True)])
def test_going_back_a_response_must_be_older_than_the_one_before(native: str, out_of_range: bool) -> None:
    first = read(status("10", "u10"))
    assert first.next is not None
    assert not first.out_of_range
    assert read(status(native, "u"), request=first.next).out_of_range is out_of_range


def test_a_short_response_is_followed_as_well_until_one_is_empty() -> None:
    """Servers leave posts out of a response, so that a short one may be followed by more."""
    batch = read(status("1000", "u0"), status("961", "u1"))
    assert batch.next is not None
    assert batch.next.url.endswith("limit=40&max_id=961")
    assert read(request=batch.next).next is None


def test_a_response_with_nothing_but_junk_is_skipped() -> None:
    request = mastodon.first_request("acme", Cursor("4"), "https://x.example", None)
    batch = read({"id": "12"}, {"id": "11"}, request=request)
    assert (batch.posts, len(batch.rejects), batch.position) == ((), 2, "12")
    assert batch.next is not None


def test_what_a_reader_sees_beside_the_text_is_part_of_it() -> None:
    quoted = status("5", "u5", text="<p>Kettles burn &amp; smoke</p>")
    (post,) = read(
        status(
            "7",
            "u7",
            text="<p>Look</p>",
            media_attachments=[{"description": "A burnt kettle"}, {"description": None}, "junk"],
            poll={"options": [{"title": "Recall"}, {"title": "Refund"}, 7]},
            card={"title": "Acme recalls", "description": "Two models"},
            quote={"state": "accepted", "quoted_status": quoted},
        )
    ).posts
    assert post.text.split("\n\n") == [
        "Look",
        "A burnt kettle",
        "Recall",
        "Refund",
        "Acme recalls",
        "Two models",
        "Kettles burn & smoke",
    ]
    assert post.form is Form.QUOTE


def test_a_picture_without_words_is_told_by_its_description() -> None:
    (post,) = read(status("7", "u7", text="", media_attachments=[{"description": "Smoke"}], poll="odd", card=[])).posts
    assert post.text == "Smoke"


@pytest.mark.parametrize(
    ("account", "withheld"),
    [
        ({}, False),
        ({"indexable": False, "discoverable": False, "noindex": None}, False),
        ({"noindex": True}, True),
        ({"note": '<p>Kettles. <a href="x">#<span>NoBot</span></a></p>'}, True),
        ({"note": "<p>#nobottles here, nobot neither</p>"}, False),
        ({"note": 7}, False),
    ],
    ids=["nothing said", "the default of every account", "not indexed", "a hashtag", "another hashtag", "junk"],
)
def test_who_asks_to_be_left_out_is_withheld_and_so_is_who_is_boosted(account: Any, withheld: bool) -> None:
    given = {"acct": "ana", **account}
    own = status("7", "https://a.example/7", account=given)
    boosted = status("8", "https://b.example/8", reblog=status("5", "https://a.example/5", account=given))
    assert [post.withheld for post in read(own, boosted).posts] == [withheld, withheld]
