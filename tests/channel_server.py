"""A channel's server on this machine that responds as a test wants, well or badly."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from shared.channels.request import Request, Response

Answer = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """One request; the methods write what a test wants."""

    protocol_version = "HTTP/1.1"
    server: Server
    body = b""

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.server.headers.append({name.lower(): value for name, value in self.headers.items()})
        # A response that is broken on purpose may break the connection too.
        with contextlib.suppress(ConnectionError, TimeoutError):
            self.server.answer(self)

    def do_POST(self) -> None:
        self.body = self.rfile.read(int(self.headers.get("content-length") or 0))
        self.server.bodies.append(self.body)
        self.do_GET()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def say(self, status: int, body: bytes = b"", **headers: str) -> None:
        """A whole response; header names have underscores for dashes."""
        given = {"content-length": str(len(body)), **{name.replace("_", "-"): value for name, value in headers.items()}}
        self.head(status, given)
        self.wfile.write(body)

    def head(self, status: int, headers: dict[str, str]) -> None:
        """Status and headers, as given."""
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def hang_up(self) -> None:
        """End the connection here."""
        self.close_connection = True
        self.wfile.flush()


class Server(ThreadingHTTPServer):
    """The server; ``answer`` may be replaced at any time, ``asked`` are the paths requested."""

    daemon_threads = True

    def __init__(self, answer: Answer) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer = answer
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.bodies: list[bytes] = []

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    def handle_error(self, *_: Any) -> None:
        """Some tests want a client that goes away."""


@contextlib.contextmanager
def serving(answer: Answer) -> Iterator[Server]:
    """A server that runs while the block does."""
    server = Server(answer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def of_fake(source: Callable[[Request], Response]) -> Answer:
    """The responses of a fake channel in memory, over HTTP."""

    def answer(handler: Handler) -> None:
        sent = {name.title(): value for name, value in handler.headers.items()}
        url = f"http://{handler.headers['host']}{handler.path}"
        response = source(Request(url, sent, method=handler.command, body=handler.body or None))
        headers = {name: value for name, value in response.headers.items() if name != "content-length"}
        length = {} if response.status == 304 else {"content-length": str(len(response.body))}
        handler.head(response.status, {**headers, **length})
        handler.wfile.write(response.body)

    return answer


def of_json(document: Any, **headers: str) -> Answer:
    """The same JSON for every request."""
    return lambda handler: handler.say(200, json.dumps(document).encode(), content_type="application/json", **headers)
