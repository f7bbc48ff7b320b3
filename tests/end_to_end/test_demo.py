"""foreshock demo and foreshock watch as processes: their output, their exit codes, and that they leave nothing."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from infra.local.deployment.runtime import ROOT
from infra.local.processes.process import LOCALHOST
from infra.scenario.deliveries import all_deliveries, expected

pytestmark = pytest.mark.stack
FORESHOCK = [sys.executable, "-c", "from infra.cli.main import run; run()"]
LONGEST_S = 300
"""The time limit of the demo; it takes about a minute on two cores."""


@contextmanager
def foreshock(folder: Path, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Run the command with its own temporary folder."""
    with subprocess.Popen(
        [*FORESHOCK, *arguments],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def eventually(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 10
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


def wait_for(process: subprocess.Popen[str], words: str) -> str:
    """Read standard error up to the first line with ``words``."""
    assert process.stderr
    for line in process.stderr:
        if words in line:
            return line
    pytest.fail(f"{words!r} did not appear")


def test_every_mention_is_counted_once_and_the_crisis_pages_once_for_each_severity(tmp_path: Path) -> None:
    """The whole pipeline on the unmodified template: a page for each severity, an all-clear, a moment per kind."""
    wanted = expected(all_deliveries())
    with foreshock(tmp_path, "demo", "--json") as process:
        out, err = process.communicate(timeout=LONGEST_S)
    assert process.returncode == 0, err
    summary = json.loads(out.splitlines()[-1])
    assert summary["mentions"] == summary["counted"] == wanted["accepted"]
    assert (summary["duplicates"], summary["rejected"]) == (wanted["duplicate"], wanted["rejected"] + 1)
    assert summary["kinds"] == {"negative_surge": 1, "trending_hashtag": 1, "volume_burst": 1}
    assert summary["statements"] == 4
    assert (summary["recoveries"], summary["dead_letters"], summary["broken"]) == (1, 0, [])
    pages = [message["text"] for message in summary["messages"] if message["attributes"]["level"] == "page"]
    assert all(len(text) <= 160 for text in pages)
    *asking, over = [text.partition(" Brightkettle")[0] for text in pages]
    assert over == "OVER"
    assert asking in (["SEV1"], ["SEV2", "WORSE SEV1 (was SEV2)"])
    assert len(asking) == summary["pages"] == summary["pages_asked_for"]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_the_demo_leaves_nothing_when_it_is_stopped(tmp_path: Path, number: int) -> None:
    with foreshock(tmp_path, "demo", "--json") as process:
        wait_for(process, "An ordinary day")
        assert list(tmp_path.iterdir())
        process.send_signal(number)
        code = process.wait(20)
    assert code == (-signal.SIGKILL if number == signal.SIGKILL else 130)
    assert eventually(lambda: not list(tmp_path.iterdir()))
    assert eventually(lambda: not mentioning(tmp_path))


def test_watch_prints_the_mentions_of_a_channel_and_ends_in_time(tmp_path: Path) -> None:
    with hacker_news() as address, foreshock(tmp_path, *watching(address), "--seconds", "1") as process:
        out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    shown = [json.loads(line) for line in out.splitlines()]
    assert [mention["native_id"] for mention in shown] == ["1", "0"]
    assert {mention["text"] for mention in shown} == {"I love my Brightkettle & tea"}
    assert not list(tmp_path.iterdir())


def test_watch_reports_a_channel_that_does_not_answer(tmp_path: Path) -> None:
    with hacker_news(status=503) as address, foreshock(tmp_path, *watching(address)) as process:
        assert re.match(r"hackernews: .*503", wait_for(process, "hackernews: "))
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    assert eventually(lambda: not list(tmp_path.iterdir()))


def watching(address: str) -> list[str]:
    return ["watch", "Brightkettle", "--json", "--channel", "hackernews", "--base-url", f"hackernews={address}"]


@contextmanager
def hacker_news(status: int = 200) -> Iterator[str]:
    """A fake search server with two comments of the last minutes."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps({"hits": [comment(0), comment(1)], "nbHits": 2, "page": 0, "nbPages": 1}).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Print nothing."""

    with ThreadingHTTPServer((LOCALHOST, 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://{LOCALHOST}:{server.server_port}"
        server.shutdown()


def comment(number: int) -> dict[str, object]:
    at = int(time.time()) - 60 * (number + 1)
    return {
        "objectID": str(number),
        "created_at_i": at,
        "author": "somebody",
        "story_title": "Kettles",
        "comment_text": "I love my Brightkettle &amp; tea",
        "_tags": ["comment"],
    }


def mentioning(folder: Path) -> list[str]:
    """The command lines of processes that contain ``folder`` (Linux)."""
    return [command for command in _commands() if str(folder) in command]


def _commands() -> Iterator[str]:
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            yield path.read_bytes().decode("utf-8", "replace")
