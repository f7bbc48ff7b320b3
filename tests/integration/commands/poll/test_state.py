"""The state file of ``foreshock poll``: cursors, waits, sessions and spend are kept, whoever else calls or dies."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.channel_server import Handler, of_fake, of_json, serving
from tests.integration.commands.poll.poll_call import call, lines, wait_over
from tests.unit.shared.channels.fake_channels import FakeFeed, FakeHackerNews, FakeMastodon, limited
from tests.unit.shared.channels.fake_networks import FakeBluesky, FakeX


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
