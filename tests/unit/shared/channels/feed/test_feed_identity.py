"""Distinct entries are told once each, whatever a feed does to their ids; the same one is not told twice."""

from __future__ import annotations

import pytest

from functions.ingest.polling.crawl import CrawlLimits, PollTask, poll
from shared.channels import channel
from shared.channels.cursor import Cursor
from shared.channels.request import Request, Response
from tests.unit.shared.channels.fake_channels import START_MS

ROOT = "https://status.example/"
DEEP = "https://status.example/history"
SAME = "urn:the-feed"
TASK = PollTask(channel("rss"), "https://feed.example/rss", "")


def item(title: str, link: str = "", guid: str = "", date: str = "", text: str = "") -> str:
    fields = {"title": title, "link": link, "guid": guid, "pubDate": date, "description": text}
    return "<item>" + "".join(f"<{name}>{value}</{name}>" for name, value in fields.items() if value) + "</item>"


def told(*documents: list[str]) -> list[list[str]]:
    """The titles that the poll of each document tells, one poll after the other."""
    cursor, found = Cursor(), []
    for number, items in enumerate(documents):
        body = (
            f'<rss version="2.0"><channel><link>https://feed.example/</link>{"".join(items)}</channel></rss>'.encode()
        )

        def fetch(request: Request, body: bytes = body) -> Response:
            return Response(200, {}, body, request.url)

        result = poll(TASK, cursor, fetch=fetch, now_ms=START_MS + number, limits=CrawlLimits(look_back_ms=None))
        assert result.complete
        cursor = result.cursor
        found.append([post.title for post in result.posts])
    return found


@pytest.mark.parametrize("link", [ROOT, DEEP, "https://feed.example/"])
def test_entries_with_one_link_for_all_are_known_by_their_titles(link: str) -> None:
    four = [item(title, link) for title in "ABCD"]
    assert told(four, four, four[2:], [item("E", link), *four]) == [list("ABCD"), [], [], ["E"]]


@pytest.mark.parametrize("link", [ROOT, DEEP])
def test_a_feed_that_lists_now_one_now_several_of_them_tells_each_once(link: str) -> None:
    a, b, c, d = (item(title, link) for title in "ABCD")
    assert told([a], [b], [a, b], [c], [d, c, b], [a]) == [["A"], ["B"], [], ["C"], ["D"], []]


def test_links_that_differ_by_their_fragment_are_different_posts() -> None:
    posts = [item("Re: kettle", f"https://forum.example/t/9#post{n}") for n in range(4)]
    assert told(posts, posts) == [["Re: kettle"] * 4, []]


@pytest.mark.parametrize("link", ["", "https://a.example/{}", DEEP])
def test_one_guid_for_all_names_none(link: str) -> None:
    a, b, c, d = (item(title, link.format(title), SAME) for title in "ABCD")
    assert told([a, b], [a, b], [c], [d, c, a], [b]) == [["A", "B"], [], ["C"], ["D"], []]
    assert told([a], [a, b], [b], [c], [d, a]) == [["A"], ["B"], [], ["C"], ["D"]]


@pytest.mark.parametrize(("link", "guid"), [("", SAME), ("https://a.example/{}", SAME), ("", ROOT)])
def test_one_guid_for_all_in_documents_of_one_entry(link: str, guid: str) -> None:
    a, b, c = (item(title, link.format(title), guid) for title in "ABC")
    assert told([a], [b], [a], [c]) == [["A"], ["B"], [], ["C"]]


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (item("A", DEEP, "urn:1", text="x"), item("A, corrected", DEEP, "urn:1", text="y")),
        (item("A", DEEP, text="x"), item("A", DEEP, text="y")),
        (
            item("A", DEEP, date="Wed, 25 Nov 2026 10:00:00 GMT"),
            item("A, corrected", DEEP, date="Wed, 25 Nov 2026 10:00:00 GMT"),
        ),
        (item("A", "http://a.example/1"), item("A", "https://a.example/1")),
        (item("A", guid="http://a.example/1"), item("A", guid="https://a.example/1")),
        (item("A", guid="http://feed.example/1"), item("A", guid="https://feed.example/1")),
        (item("A", guid="https://www.feed.example/1"), item("A", guid="https://feed.example/1")),
        (item("A", guid="https://feed.example/1/"), item("A", guid="https://feed.example/1")),
        (item("A", DEEP + "/1?utm_source=a"), item("A", DEEP + "/1?utm_source=b#utm_medium=c")),
    ],
)
def test_an_edited_or_moved_entry_is_not_new(first: str, then: str) -> None:
    other = item("Other", "https://b.example/1", "urn:other")
    assert told([first, other], [then, other], [then]) == [["A", "Other"], [], []]
    assert told([first], [then], [first]) == [["A"], [], []]


def test_a_feed_polled_before_titles_were_remembered_is_not_told_again() -> None:
    """Its memory holds links and guids alone."""
    from shared.channels.cursor import key_digest  # noqa: PLC0415 - only this test looks into the memory

    old = Cursor("whole", seen=(key_digest("https://a.example/1"), key_digest("urn:2")), begun_ms=1)
    body = f"<rss><channel>{item('A', 'https://a.example/1')}{item('B', guid='urn:2')}</channel></rss>".encode()
    result = poll(
        TASK, old, fetch=lambda request: Response(200, {}, body, request.url), now_ms=START_MS, limits=CrawlLimits()
    )
    assert result.posts == ()


def test_a_feed_that_never_closes_its_root_is_told_and_its_cursor_moves() -> None:
    head = '<rss version="2.0"><channel>'
    cursor, found, complete = Cursor(), [], []
    for number in range(1, 5):
        body = (head + "".join(item(f"T{n}", guid=f"urn:{n}") for n in range(number))).encode()
        result = poll(
            TASK,
            cursor,
            fetch=lambda request, body=body: Response(200, {"etag": '"1"'}, body, request.url),  # type: ignore[misc]  # the loop variable is bound by its default
            now_ms=START_MS,
            limits=CrawlLimits(look_back_ms=None),
        )
        cursor = result.cursor
        found += [post.key for post in result.posts]
        complete.append(result.complete)
        assert cursor.position
    assert found == [f"urn:{n}" for n in range(4)]
    assert complete == [False, True, True, True]
