"""A receiver of webhooks on this machine that answers as a test wants, and keeps what it got."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOO_LATE = -1
"""Instead of a status: the request is read and kept, and answered after its sender has given up."""

GIVES_UP_S = 30.0
"""No sender waits as long for an answer."""


@dataclass(frozen=True)
class Got:
    """One request that arrived whole."""

    path: str
    headers: dict[str, str]
    body: bytes


class Receiver(ThreadingHTTPServer):
    """Answers with the statuses of ``script``, one after the other, and with 200 when they are used up.

    ``got`` are all requests that it read, ``taken`` those that it answered with 200 or kept before a time-out.
    """

    daemon_threads = True

    def __init__(self, *script: int) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script = list(script)
        self.got: list[Got] = []
        self.taken: list[Got] = []

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, *_: Any) -> None:
        """A sender that gave up is what some tests want."""


@contextlib.contextmanager
def receiving(*script: int) -> Iterator[Receiver]:
    """A receiver that runs while the block does."""
    receiver = Receiver(*script)
    thread = threading.Thread(target=receiver.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.shutdown()
        receiver.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        got = Got(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
        self.server.got.append(got)
        status = self.server.script.pop(0) if self.server.script else 200
        if status in (200, TOO_LATE):
            self.server.taken.append(got)
        if status == TOO_LATE:
            self._wait_until_given_up()
        with contextlib.suppress(OSError):
            self.send_response_only(200 if status == TOO_LATE else status)
            self.send_header("content-length", "0")
            self.end_headers()

    def _wait_until_given_up(self) -> None:
        """Until the sender closes the connection, however slow this machine is."""
        self.connection.settimeout(GIVES_UP_S)
        with contextlib.suppress(OSError):
            self.connection.recv(1)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""
