"""Starts a server in a guarded process with its own folder; both are gone when this process ends."""

import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import urllib3

from shared.domain.errors import ForeshockError

GUARD = Path(__file__).with_name("guard.py")
LOCALHOST = "127.0.0.1"
TAIL_LINES = 15


def free_port() -> int:
    """Return a TCP port of 127.0.0.1 that is free at the moment."""
    with socket.socket() as probe:
        probe.bind((LOCALHOST, 0))
        port: int = probe.getsockname()[1]
        return port


class GuardedProcess:
    """A server on 127.0.0.1; the guard ends it, its children and its folder when this process ends."""

    def __init__(self, command: list[str], *, folder: Path, environment: Mapping[str, str]) -> None:
        self.folder = folder
        self.log = folder / "log.txt"
        with self.log.open("ab") as log:
            self._guard = subprocess.Popen(  # noqa: S603 - a command line of our own, without a shell
                [sys.executable, "-I", "-S", str(GUARD), str(folder), *command],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env=dict(environment),
                start_new_session=True,
            )

    @property
    def alive(self) -> bool:
        """Whether the command is still running."""
        return self._guard.poll() is None

    def wait_until(self, ready: Callable[[], bool], timeout_s: float = 20) -> None:
        """Wait until ``ready`` returns true; raise ForeshockError with the end of the log if it does not."""
        deadline = time.monotonic() + timeout_s
        while not ready():
            if not self.alive or time.monotonic() > deadline:
                raise ForeshockError(f"the local stack did not start: {self.log_tail()}")
            time.sleep(0.02)

    def log_tail(self) -> str:
        """Return the last lines of the log."""
        with contextlib.suppress(OSError):
            return "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-TAIL_LINES:])
        return "(no log)"

    def stop(self) -> None:
        """Stop the process and its children and remove its folder; return when all are gone."""
        if self._guard.stdin:
            self._guard.stdin.close()
        self._guard.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def in_use(port: int) -> bool:
    """Return whether a process listens on a port of 127.0.0.1."""
    with socket.socket() as probe:
        return probe.connect_ex((LOCALHOST, port)) == 0


def responds(url: str, expected: str) -> bool:
    """Return whether a GET of ``url`` succeeds and its body contains ``expected``, which only our server sends."""
    try:
        response = urllib3.request("GET", url, retries=False, timeout=1.0)
    except urllib3.exceptions.HTTPError:
        return False
    return response.status == 200 and expected.encode() in response.data  # noqa: PLR2004 - OK
