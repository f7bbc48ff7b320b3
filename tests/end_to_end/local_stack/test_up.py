"""foreshock up as a process: what it prints, how it ends, and that it leaves nothing behind."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import urllib3

from infra.local.deployment.runtime import ROOT
from infra.local.processes.process import LOCALHOST, free_port

pytestmark = pytest.mark.stack
COMMAND = [sys.executable, "-c", "from infra.cli.main import run; run()", "up"]


def eventually(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 10
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


@contextmanager
def up(folder: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    """Run the command with --json; yield the process and what it printed when it was ready."""
    environment = {**os.environ, "TMPDIR": str(folder)}
    command = [*COMMAND, "--paused", "--json", *arguments]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        try:
            yield process, json.loads(process.stdout.readline())
        finally:
            process.kill()


def connection_refused(endpoint: str) -> bool:
    try:
        urllib3.request("GET", endpoint, retries=False, timeout=1)
    except urllib3.exceptions.HTTPError:
        return True
    return False


def working_in(folder: Path) -> list[int]:
    """Return the processes that run in the stack's temporary folder (Linux), which functions do."""
    found = []
    for link in Path("/proc").glob("[0-9]*/cwd"):
        with suppress(OSError):
            if link.readlink().is_relative_to(folder):
                found.append(int(link.parent.name))
    return found


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_no_process_port_or_folder_is_left_however_it_ends(tmp_path: Path, number: int) -> None:
    with up(tmp_path) as (process, ready):
        urllib3.request("GET", f"{ready['api']}/openapi.json", timeout=30)
        assert list(tmp_path.iterdir())
        assert working_in(tmp_path) or not Path("/proc/self").exists()
        process.send_signal(number)
        code = process.wait(20)
    assert code == (-signal.SIGKILL if number == signal.SIGKILL else 0)
    assert eventually(lambda: connection_refused(ready["endpoint"]))
    assert eventually(lambda: not list(tmp_path.iterdir()))
    assert eventually(lambda: not working_in(tmp_path))


def test_it_prints_the_addresses_on_the_given_port(tmp_path: Path) -> None:
    port = free_port()
    with up(tmp_path, "--port", str(port)) as (_, ready):
        assert ready["endpoint"] == f"http://{LOCALHOST}:{port}"
        assert ready["api"].startswith(ready["endpoint"])
        assert ready["api_key"]
        assert len(ready["intake_secret"]) == 64
        assert ready["seconds"] < 30


def test_a_port_in_use_is_an_error(tmp_path: Path) -> None:
    with up(tmp_path) as (_, ready):
        port = ready["endpoint"].rpartition(":")[2]
        second = subprocess.run(
            [*COMMAND, "--port", port], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
        )
    assert second.returncode == 1
    assert "already in use" in second.stderr
    assert second.stdout == ""
