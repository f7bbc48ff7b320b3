"""The HTTP client against a server that fails in the ways servers do."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import zlib

import pytest

from functions.ingest.http.body import MAX_BYTES
from functions.ingest.http.client import Client
from shared.channels.request import Request
from shared.domain.errors import ChannelUnavailable
from shared.egress.pool import hosts_of
from tests.channel_server import Handler, Server
from tests.integration.ingest.http.fetching import get


def test_a_response_comes_whole_with_its_headers(server: Server) -> None:
    server.answer = lambda handler: handler.say(200, b'{"a": 1}', date="Thu, 01 Jan 1970 00:00:09 GMT", X_Odd="1")
    response = get(server, "/x?y=1")
    assert (response.status, response.body, response.date_ms) == (200, b'{"a": 1}', 9_000)
    assert response.headers["x-odd"] == "1"
    assert server.asked == ["/x?y=1"]


def test_requests_say_who_we_are_and_which_encodings_we_read(server: Server) -> None:
    get(server, headers={"If-None-Match": '"7"'})
    assert server.headers[0]["user-agent"].startswith("Foreshock/")
    assert server.headers[0]["accept-encoding"] == "gzip"
    assert server.headers[0]["if-none-match"] == '"7"'


@pytest.mark.parametrize("status", [304, 404, 429, 500, 503])
def test_every_status_is_returned(server: Server, status: int) -> None:
    server.answer = lambda handler: handler.head(status, {"content-length": "0", "retry-after": "7"})
    response = get(server)
    assert (response.status, response.headers["retry-after"]) == (status, "7")


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "deflate"])
def test_a_compressed_body_is_decompressed(server: Server, encoding: str) -> None:
    packed = zlib.compress(b"hello") if encoding == "deflate" else gzip.compress(b"hel") + gzip.compress(b"lo") + b"\0"
    server.answer = lambda handler: handler.say(200, packed, content_encoding=encoding)
    assert get(server).body == b"hello"


def test_a_gzip_bomb_fills_no_memory(server: Server) -> None:
    """A megabyte that decompresses to one gigabyte ends at the limit, not after it."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(bytes(1_000_000)) for _ in range(1_000)) + packer.flush()
    server.answer = lambda handler: handler.say(200, bomb, content_encoding="gzip")
    response = get(server)
    assert (len(response.body), response.cut) == (MAX_BYTES, True)
    with pytest.raises(ChannelUnavailable, match=str(MAX_BYTES)):
        response.document()


@pytest.mark.parametrize("body", [b"no gzip at all", gzip.compress(b"x" * 5000, mtime=0)[:-9]])
def test_a_damaged_compressed_body_is_a_temporary_error(server: Server, body: bytes) -> None:
    server.answer = lambda handler: handler.say(200, body, content_encoding="gzip")
    with pytest.raises(ChannelUnavailable):
        get(server)


def test_an_encoding_that_was_not_requested_is_a_temporary_error(server: Server) -> None:
    server.answer = lambda handler: handler.say(200, b"...", content_encoding="br")
    with pytest.raises(ChannelUnavailable, match="br"):
        get(server)


def test_a_body_without_end_is_left_at_the_size_limit(server: Server) -> None:
    def endless(handler: Handler) -> None:
        handler.head(200, {"connection": "close"})
        while True:
            handler.wfile.write(bytes(65_536))

    server.answer = endless
    response = get(server, deadline_s=20)
    assert (len(response.body), response.cut) == (MAX_BYTES, True)


@pytest.mark.parametrize("headers", [{"content-length": "100"}, {"transfer-encoding": "chunked"}])
def test_a_body_that_was_cut_off_is_a_temporary_error(server: Server, headers: dict[str, str]) -> None:
    def cut(handler: Handler) -> None:
        handler.head(200, headers)
        handler.wfile.write(b'32\r\n{"half": ' if "transfer-encoding" in headers else b'{"half": ')
        handler.hang_up()

    server.answer = cut
    with pytest.raises(ChannelUnavailable):
        get(server)


def test_a_server_that_sends_a_byte_now_and_then_is_left_at_the_deadline(server: Server) -> None:
    def slow(handler: Handler) -> None:
        handler.head(200, {"content-length": "1000"})
        for _ in range(40):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.1)

    server.answer = slow
    began = time.monotonic()
    with pytest.raises(ChannelUnavailable):
        get(server, deadline_s=0.5)
    assert time.monotonic() - began < 2


def test_a_server_that_never_responds_is_left_at_the_deadline() -> None:
    """It accepts the connection and sends nothing, or sends its headers a byte at a time."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        began = time.monotonic()
        client = Client(frozenset({("127.0.0.1", port)}), 0.5)
        with pytest.raises(ChannelUnavailable):
            client(Request(f"http://127.0.0.1:{port}/"))
        assert time.monotonic() - began < 2


def test_a_port_without_a_server_is_a_temporary_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(ChannelUnavailable, match=r"127\.0\.0\.1.*connection"):
        Client(frozenset({("127.0.0.1", port)}))(Request(f"http://127.0.0.1:{port}/"))


def test_a_response_that_is_not_http_is_a_temporary_error(server: Server) -> None:
    def other(handler: Handler) -> None:
        handler.wfile.write(b"SSH-2.0-OpenSSH_9.7\r\n")
        handler.hang_up()

    server.answer = other
    with pytest.raises(ChannelUnavailable):
        get(server)


def test_a_request_with_a_body_is_sent_as_given_and_follows_no_redirect(server: Server) -> None:
    server.answer = lambda handler: handler.say(302, location="/elsewhere")
    client = Client(hosts_of([server.url]), 5.0)
    response = client(Request(f"{server.url}/login", {"Content-Type": "text/plain"}, method="POST", body=b"me"))
    client.close()
    assert (response.status, server.asked, server.bodies) == (302, ["/login"], [b"me"])


def test_a_response_says_when_it_came(server: Server) -> None:
    before_ms = time.time_ns() // 1_000_000
    assert before_ms <= get(server).received_ms <= time.time_ns() // 1_000_000


def test_no_thread_is_left_behind(server: Server) -> None:
    before = threading.active_count()
    for _ in range(5):
        get(server)
    assert threading.active_count() <= before + 2
