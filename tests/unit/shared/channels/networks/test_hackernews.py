"""Hacker News hits become posts, and the search returns exactly what is missing."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from shared.channels.batch import Batch
from shared.channels.cursor import Cursor
from shared.channels.polled import hackernews
from shared.channels.request import Request, Response
from shared.domain.errors import ChannelUnavailable
from shared.domain.mentions.mention import Form
from shared.domain.time import MAX_TIME_MS


def read(*hits: Any) -> Batch:
    body = json.dumps({"hits": hits, "nbHits": len(hits), "nbPages": 1, "page": 0, "hitsPerPage": 100}).encode()
    request = hackernews.first_request("acme", Cursor(), "https://hn.example", None)
    return hackernews.parse(request, Response(200, {}, body), MAX_TIME_MS)


def test_the_phrase_is_quoted_and_the_crawl_begins_an_hour_behind_the_cursor() -> None:
    request = hackernews.first_request('acme "air"', Cursor("1790003600"), "https://hn.example/", None)
    asked = parse_qs(urlsplit(request.url).query)
    assert asked["query"] == ['"acme air"']
    assert asked["tags"] == ["(story,comment,poll,job)"]
    assert asked["numericFilters"] == ["created_at_i>=1790000000"]
    assert request.url.startswith("https://hn.example/api/v1/search_by_date?")


@pytest.mark.parametrize(("second", "out_of_range"), [(99, False), (100, False), (101, True)])
def test_a_later_response_must_not_be_newer_than_asked_for(second: int, out_of_range: bool) -> None:
    request = Request("https://hn.example/?query=acme", upper="100", number=1, follow_up=True)
    body = {"hits": [{"objectID": "1", "created_at_i": second}], "page": 1, "nbHits": 2, "nbPages": 2}
    batch = hackernews.parse(request, Response(200, {}, json.dumps(body).encode()), MAX_TIME_MS)
    assert batch.out_of_range is out_of_range


@pytest.mark.parametrize(("since_ms", "position"), [(None, "0"), (7_999, "7"), (-5_000, "0")])
def test_a_first_crawl_without_a_post_starts_the_next_where_it_looked_back_to(
    since_ms: int | None, position: str
) -> None:
    assert hackernews.start_position(since_ms) == position


def test_a_comment_is_a_reply_with_the_title_of_its_story() -> None:
    hit = {
        "objectID": "7",
        "comment_text": "I&#x27;m <i>sure</i><p>it broke",
        "title": None,
        "story_title": "Acme &amp; kettles",
        "points": None,
        "num_comments": None,
        "created_at_i": 1790000000,
        "author": "ana",
    }
    (post,) = read(hit).posts
    assert (post.text, post.title, post.form) == ("I'm sure\nit broke", "Acme & kettles", Form.REPLY)
    assert (post.url, post.published_ms) == ("https://news.ycombinator.com/item?id=7", 1_790_000_000_000)
    assert (post.engagement.likes, post.engagement.replies) == (0, 0)


def test_a_story_without_text_has_its_title_as_text() -> None:
    hit = {"objectID": 8, "title": "Acme recalls kettles", "story_text": "", "created_at": "2026-09-21T13:33:20.000Z"}
    (post,) = read(hit).posts
    assert (post.id, post.text, post.form) == ("8", "Acme recalls kettles", Form.ORIGINAL)
    assert post.published_ms == 1_789_997_600_000


@pytest.mark.parametrize("junk", [None, 7, "hit", [], {}, {"objectID": None}, {"objectID": ""}, {"objectID": ["7"]}])
def test_a_broken_hit_stops_no_other(junk: Any) -> None:
    batch = read(
        {"objectID": "7", "title": "a", "created_at_i": 1}, junk, {"objectID": "9", "title": "b", "created_at_i": 2}
    )
    assert [post.id for post in batch.posts] == ["7", "9"]
    assert len(batch.rejects) == 1
    assert batch.rejects[0].reason


@pytest.mark.parametrize(
    "value",
    [-1, 1e400, float("nan"), True, "many", 10**30, {"a": 1}],
    ids=["negative", "inf", "nan", "bool", "text", "huge", "object"],
)
def test_a_count_that_is_not_a_number_counts_nothing(value: Any) -> None:
    (post,) = read({"objectID": "7", "title": "a", "points": value, "created_at_i": 1}).posts
    assert post.engagement.likes == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"  ",
        b"[]",
        b"{}",
        b'{"hits": 3}',
        b"<html>",
        b'{"hits": [',
        b"[" * 100_000,
        b'{"hits": [1' + b"0" * 5000 + b"]}",
    ],
)
def test_a_response_that_is_not_a_list_of_hits_is_a_temporary_error(body: bytes) -> None:
    request = hackernews.first_request("acme", Cursor(), "https://hn.example", None)
    with pytest.raises(ChannelUnavailable):
        hackernews.parse(request, Response(200, {}, body), MAX_TIME_MS)


def test_characters_that_no_store_takes_are_replaced() -> None:
    body = b'{"hits": [{"objectID": "7", "comment_text": "a\\u0000b\\ud800c", "author": "\\udfff"}]}'
    request = hackernews.first_request("acme", Cursor(), "https://hn.example", None)
    (post,) = hackernews.parse(request, Response(200, {}, body), MAX_TIME_MS).posts
    assert (post.text, post.author) == ("a\ufffdb\ufffdc", "\ufffd")


def test_a_link_cut_by_dots_is_whole_again_and_other_links_keep_their_words() -> None:
    comment = (
        'see <a href="https:&#x2F;&#x2F;a.example&#x2F;recall?id=7" rel="nofollow">'
        "https:&#x2F;&#x2F;a.example&#x2F;rec...</a>"
        ' and <a href="https://b.example/long">the rest of it...</a>'
        ' and <a class="x" href="https://c.example/9">https://c.ex…</a>'
    )
    (post,) = read({"objectID": "7", "comment_text": comment, "created_at_i": 1}).posts
    assert post.text == "see https://a.example/recall?id=7 and the rest of it... and https://c.example/9"


def test_an_empty_hit_is_not_told_and_polls_and_jobs_are() -> None:
    batch = read(
        {"objectID": "1", "comment_text": None, "title": None, "story_title": None, "created_at_i": 1},
        {"objectID": "2", "comment_text": "", "story_title": "Acme", "created_at_i": 2},
        {"objectID": "3", "title": "Poll: Acme?", "created_at_i": 3, "_tags": ["poll"]},
        {"objectID": "4", "title": "Acme is hiring", "job_text": "Come", "created_at_i": 4},
    )
    assert [(post.title, post.text) for post in batch.posts] == [
        ("Poll: Acme?", "Poll: Acme?"),
        ("Acme is hiring", "Come"),
    ]
    assert batch.rejects == ()
