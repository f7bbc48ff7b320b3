"""``foreshock poll`` as a person or a script calls it: what it prints, and what it says of errors."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from shared.channels import POLLED
from shared.domain.time import iso
from tests import channel_recall as recall
from tests.channel_server import Answer, Handler, of_fake, of_json, serving
from tests.integration.commands.poll.poll_call import APP, call, lines, wait_over
from tests.unit.shared.channels.fake_analytics import CREDENTIALS, FakeAnalytics
from tests.unit.shared.channels.fake_channels import (
    FakeChannel,
    FakeFeed,
    FakeHackerNews,
    FakeMastodon,
    repeated,
    status,
)


@pytest.mark.parametrize(
    ("channel", "fake"), [("hackernews", FakeHackerNews), ("mastodon", FakeMastodon), ("rss", FakeFeed)]
)
def test_a_repeated_call_prints_only_what_is_new(
    channel: str, fake: type[FakeHackerNews | FakeMastodon | FakeFeed], tmp_path: Path
) -> None:
    source, state = fake(), tmp_path / "state.json"
    with serving(of_fake(source)) as server:
        first_keys = [source.post() for _ in range(3)]
        first = call(server, channel, state, "https://feed.example/rss")
        again = call(server, channel, state, "https://feed.example/rss")
        new_key = source.post()
        new = call(server, channel, state, "https://feed.example/rss")
    assert [first.exit_code, again.exit_code, new.exit_code] == [0, 0, 0]
    assert sorted(line["key"] for line in lines(first)) == sorted(first_keys)
    assert lines(again) == []
    assert [line["key"] for line in lines(new)] == [new_key]


def test_a_line_holds_every_field_of_a_post() -> None:
    post = status(
        "109381959558229264", "https://b.example/7", text="<p>Gr\u00fcn \ud83d\ude21<br>it</p>", favourites_count=3
    )
    with serving(of_json([post])) as server:
        result = call(server, "mastodon")
    assert lines(result) == [
        {
            "channel": "mastodon",
            "id": "109381959558229264",
            "key": "https://b.example/7",
            "published_at": "2026-09-21T13:33:20Z",
            "author": "ana",
            "reach": 12,
            "title": "",
            "text": "Grün 😡\nit",
            "language": "en",
            "url": "https://b.example/7",
            "form": "original",
            "hashtags": ["acme"],
            "engagement": {"likes": 3, "reposts": 0, "replies": 0},
        }
    ]


def test_a_local_server_on_another_port_is_the_same_channel(tmp_path: Path) -> None:
    source, state = FakeFeed(), tmp_path / "state.json"
    source.post()
    counts = []
    for _ in range(2):
        with serving(of_fake(source)) as server:
            counts.append(len(lines(call(server, "rss", state, f"{server.url}/rss"))))
    assert counts == [1, 0]


def test_a_loop_behind_the_cursor_stops_the_crawl_early(tmp_path: Path) -> None:
    source, state = FakeHackerNews(page_size=10), tmp_path / "state.json"
    source.post()
    with serving(of_fake(source)) as server:
        call(server, "hackernews", state)
        source.now_ms += 1_000
        posted = [source.post() for _ in range(25)]
        source.faults = [None, repeated]
        stopped = call(server, "hackernews", state)
        rest = call(server, "hackernews", state)
    assert (stopped.exit_code, rest.exit_code) == (75, 0)
    assert sorted(line["key"] for line in lines(stopped) + lines(rest)) == sorted(posted)


def web_page(handler: Handler) -> None:
    handler.say(200, b"<html>Just a moment</html>", content_type="text/html")


def refused(handler: Handler) -> None:
    handler.say(401, b'{"error": "The access token is invalid"}', content_type="application/json")


def moved(handler: Handler) -> None:
    handler.say(301, location="https://elsewhere.example/feed")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (web_page, "web page"),
        (refused, "access token is invalid"),
        (moved, "https://elsewhere.example/feed"),
        (lambda handler: handler.say(500), "status 500"),
        (lambda handler: handler.say(200), "empty body"),
        (lambda handler: handler.say(200, b'[{"id": "1", '), "not JSON"),
        (lambda handler: handler.hang_up(), "no response"),
    ],
)
def test_an_error_is_printed_on_standard_error_with_exit_code_1(answer: Answer, reason: str) -> None:
    with serving(answer) as server:
        result = call(server, "mastodon")
    assert (result.exit_code, result.stdout) == (1, "")
    assert reason in result.stderr


def test_junk_among_the_posts_is_reported_and_stops_nothing_else() -> None:
    with serving(of_json([status("9", "u9"), {"id": "8"}, None])) as server:
        result = call(server, "mastodon")
    assert (result.exit_code, [line["id"] for line in lines(result)]) == (0, ["9"])
    assert "2 items could not be read" in result.stderr


def test_arguments_that_cannot_be_used_are_refused_with_a_reason(tmp_path: Path) -> None:
    for arguments in (
        ["twitter", "--query", "x"],
        ["rss", "--query", "acme"],
        ["rss", "--query", "http://[::1"],
        ["rss", "--query", " ", "--base-url", "http://127.0.0.1:1"],
        ["mastodon", "--query", ""],
        ["mastodon", "--query", "#"],
        ["mastodon", "--query", "x", "--base-url", "http://127.0.0.1:1", "--state", "/dev/null"],
        ["mastodon", "--query", "x", "--base-url", "http://social.example"],
        ["mastodon", "--query", "x", "--base-url", "file:///etc/passwd"],
        ["mastodon", "--query", "x", "--base-url", "http://127.0.0.1:1", "--state", str(tmp_path / "no" / "such")],
    ):
        result = CliRunner().invoke(APP, arguments)
        assert result.exit_code == 1, arguments
        assert result.stderr.startswith("foreshock poll: "), arguments


def test_the_fakes_are_polled_by_the_real_client_within_the_limits() -> None:
    """A first call prints all responses until it has a thousand posts."""
    source: FakeChannel = FakeMastodon()
    assert isinstance(source, FakeMastodon)
    for _ in range(1_100):
        source.post()
    with serving(of_fake(source)) as server:
        result = call(server, "mastodon")
    assert (result.exit_code, len(lines(result))) == (0, 1_000)


def test_the_minutes_of_a_series_are_printed_in_place_of_posts(monkeypatch: pytest.MonkeyPatch) -> None:
    for part, value in CREDENTIALS.items():
        monkeypatch.setenv(f"FORESHOCK_GA4_{part.upper()}", value)
    source = FakeAnalytics(now_ms=time.time_ns() // 60_000_000_000 * 60_000)
    source.visitors = {source.now_ms - 60_000: 340}
    with serving(of_fake(source)) as server:
        result = call(server, "ga4", query="123456789")
    assert (result.exit_code, len(lines(result))) == (0, 29)
    assert lines(result)[-1] == {"channel": "ga4", "minute": iso(source.now_ms - 60_000), "count": 340}


@pytest.mark.parametrize("name", POLLED)
def test_every_channel_is_polled_from_the_command_line(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the variables of its credentials, through sign-in, several pages and a repeated call."""
    for part, value in recall.CREDENTIALS.get(name, {}).items():
        monkeypatch.setenv(f"FORESHOCK_{name.upper()}_{part.upper()}", value)
    source, state = recall.FAKES[name](), tmp_path / "state.json"
    source.now_ms = time.time_ns() // 1_000_000 - 3_600_000
    query = recall.QUERIES.get(name, "acme")
    with serving(of_fake(source)) as server:
        posted = []
        for posts in (3, 0, 130, 1):
            for _ in range(posts):
                source.now_ms += 1_000
                posted.append(source.post())
            result = call(server, name, state, query)
            assert result.exit_code == 0, result.stderr
            wait_over(state)
            assert sorted(line["key"] for line in lines(result)) == sorted(posted[len(posted) - posts :])
