"""``foreshock poll`` as a person or a script calls it, against channels on this machine."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from infra.cli.poll.command import poll
from shared.channels import POLLED
from shared.domain.time import iso
from tests import channel_recall as recall
from tests.channel_server import Answer, Handler, Server, of_fake, of_json, serving
from tests.unit.shared.channels.fake_channels import (
    FakeChannel,
    FakeFeed,
    FakeHackerNews,
    FakeMastodon,
    limited,
    repeated,
    status,
)
from tests.unit.shared.channels.fake_networks import FakeBluesky, FakeX
from tests.unit.shared.channels.test_ga4 import CREDENTIALS, FakeAnalytics

APP = typer.Typer()
APP.command()(poll)


def call(server: Server, channel: str, state: Path | None = None, query: str = "acme") -> Result:
    kept = ["--state", str(state)] if state else []
    return CliRunner().invoke(APP, [channel, "--query", query, "--base-url", server.url, *kept])


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


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


def wait_over(state: Path) -> None:
    """As if every wait that a channel asked for were over."""
    kept = json.loads(state.read_text())
    for cursor in kept["cursors"].values():
        cursor["not_before_ms"] = 0
    state.write_text(json.dumps(kept))


def test_a_rate_limit_in_the_middle_of_a_crawl_prints_what_came_and_is_remembered(tmp_path: Path) -> None:
    source, state = FakeHackerNews(page_size=10), tmp_path / "state.json"
    posted = [source.post() for _ in range(25)]
    source.faults = [None, limited]
    with serving(of_fake(source)) as server:
        first = call(server, "hackernews", state)
        requests = len(server.asked)
        second = call(server, "hackernews", state)
        assert len(server.asked) == requests
        wait_over(state)
        third = call(server, "hackernews", state)
    assert [first.exit_code, second.exit_code, third.exit_code] == [75, 75, 0]
    assert "not before 20" in first.stderr
    assert (len(lines(first)), lines(second)) == (10, [])
    assert sorted(line["id"] for line in lines(first) + lines(third)) == posted


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


@pytest.mark.parametrize(
    "written", ["not json", "[]", '{"version": 9, "cursors": {}}', '{"version": 1, "cursors": []}']
)
def test_a_state_file_of_something_else_is_neither_used_nor_overwritten(written: str, tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    state.write_text(written)
    with serving(of_json([])) as server:
        result = call(server, "mastodon", state)
        assert server.asked == []
    assert result.exit_code == 1
    assert state.read_text() == written


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


def test_the_cursor_stays_where_it_was_when_the_reader_went_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, state = FakeFeed(), tmp_path / "state.json"
    source.post()

    def gone(_value: object, **_options: object) -> str:
        raise BrokenPipeError

    with serving(of_fake(source)) as server:
        with monkeypatch.context() as patch:
            patch.setattr("infra.cli.poll.command.json.dumps", gone)
            call(server, "rss", state, "https://feed.example/rss")
        assert not state.exists()
        assert len(lines(call(server, "rss", state, "https://feed.example/rss"))) == 1


def test_a_wait_is_kept_though_the_call_that_was_told_it_was_ended_on_its_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, state = FakeHackerNews(page_size=10), tmp_path / "state.json"
    posted = [source.post() for _ in range(25)]
    source.faults = [None, limited]
    with serving(of_fake(source)) as server:
        with monkeypatch.context() as patch:
            patch.setattr("infra.cli.poll.command._print", _killed)
            call(server, "hackernews", state)
        assert lines(call(server, "hackernews", state)) == []
        assert len(server.asked) == 2
        wait_over(state)
        assert sorted(line["id"] for line in lines(call(server, "hackernews", state))) == posted


def _killed(_posts: object) -> None:
    raise SystemExit("killed")


def test_the_fakes_are_polled_by_the_real_client_within_the_limits() -> None:
    """A first call prints all responses until it has a thousand posts."""
    source: FakeChannel = FakeMastodon()
    assert isinstance(source, FakeMastodon)
    for _ in range(1_100):
        source.post()
    with serving(of_fake(source)) as server:
        result = call(server, "mastodon")
    assert (result.exit_code, len(lines(result))) == (0, 1_000)


def test_calls_at_the_same_time_keep_one_anothers_cursors(tmp_path: Path) -> None:
    """Each query moves its own cursor in the file that both use."""
    source, state = FakeHackerNews(), tmp_path / "state.json"
    posted = [source.post() for _ in range(3)]
    with serving(of_fake(source)) as server:
        fake = server.answer

        def meanwhile(handler: Handler) -> None:
            server.answer = fake
            assert len(lines(call(server, "hackernews", state, "other"))) == 3
            fake(handler)

        server.answer = meanwhile
        first = call(server, "hackernews", state)
        again = [call(server, "hackernews", state, query) for query in ("acme", "other")]
    assert sorted(line["id"] for line in lines(first)) == posted
    assert [lines(result) for result in again] == [[], []]


def test_of_two_calls_with_the_same_query_the_cursor_of_the_first_to_end_is_kept(tmp_path: Path) -> None:
    source, state = FakeHackerNews(), tmp_path / "state.json"
    source.post()
    with serving(of_fake(source)) as server:
        fake = server.answer

        def meanwhile(handler: Handler) -> None:
            server.answer = fake
            call(server, "hackernews", state)
            fake(handler)

        server.answer = meanwhile
        overtaken = call(server, "hackernews", state)
        assert lines(call(server, "hackernews", state)) == []
    assert overtaken.exit_code == 75
    assert "another call moved this cursor" in overtaken.stderr


def test_a_rate_limit_holds_for_every_query_of_the_server(tmp_path: Path) -> None:
    source, state = FakeMastodon(), tmp_path / "state.json"
    source.faults = [limited]
    with serving(of_fake(source)) as server:
        call(server, "mastodon", state)
        asked = len(server.asked)
        other = call(server, "mastodon", state, "other")
        assert len(server.asked) == asked
    assert other.exit_code == 75


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_posts_that_cannot_be_printed_are_a_clear_error_and_come_again(tmp_path: Path) -> None:
    source, state = FakeFeed(), tmp_path / "state.json"
    source.post()
    with serving(of_fake(source)) as server:
        arguments = ["poll", "rss", "--query", "x", "--base-url", server.url, "--state", str(state)]
        with Path("/dev/full").open("w") as full:
            failed = subprocess.run(
                [sys.executable, "-c", "from infra.cli.main import run; run()", *arguments],
                stdout=full,
                stderr=subprocess.PIPE,
                text=True,
                check=False,
            )
        assert failed.returncode == 1
        assert (
            failed.stderr == "foreshock poll: the posts cannot be printed: No space left on device; they come again\n"
        )
        assert not state.exists()
        assert len(lines(call(server, "rss", state, "x"))) == 1


def test_credentials_come_from_the_environment_and_a_session_is_kept_in_the_state_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, state = FakeBluesky(), tmp_path / "state.json"
    posted = [source.post()]
    with serving(of_fake(source)) as server:
        missing = call(server, "bluesky", state)
        assert (missing.exit_code, server.asked) == (1, [])
        monkeypatch.setenv("FORESHOCK_BLUESKY_HANDLE", "acme.example")
        monkeypatch.setenv("FORESHOCK_BLUESKY_APP_PASSWORD", "secret")
        first = call(server, "bluesky", state)
        posted.append(source.post())
        second = call(server, "bluesky", state)
    assert "FORESHOCK_BLUESKY_IDENTIFIER and FORESHOCK_BLUESKY_APP_PASSWORD" in missing.stderr
    assert [line["key"] for line in lines(first) + lines(second)] == posted
    assert source.signed_in == ["createSession"]
    assert "secret" not in state.read_text()
    assert state.stat().st_mode & 0o077 == 0


def test_what_a_channel_may_cost_in_a_day_is_kept_in_the_state_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORESHOCK_X_BEARER_TOKEN", "secret")
    monkeypatch.setenv("FORESHOCK_X_DAILY_UNITS", "25")
    source, state = FakeX(now_ms=time.time_ns() // 1_000_000), tmp_path / "state.json"
    for _ in range(40):
        source.post()
    with serving(of_fake(source)) as server:
        codes = [call(server, "x", state).exit_code for _ in range(3)]
    assert codes == [75, 75, 75]
    assert 15 < source.read <= 25


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
