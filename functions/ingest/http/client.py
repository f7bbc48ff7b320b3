"""The HTTP client of all channels: a request that ends, stays with its owner and has a limited size."""

from __future__ import annotations

import queue
import re
import threading
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import urllib3

from functions.ingest.http.body import decompressed
from functions.ingest.http.redirects import redirected
from shared.channels.address import LOOPBACK, hostname_of
from shared.channels.request import Request, Response
from shared.domain.errors import ChannelError, ChannelRefused, ChannelUnavailable
from shared.domain.web_address import without_secrets
from shared.egress.addresses import host_and_port
from shared.egress.pool import NOT_REACHED, Hosts, public_pool

USER_AGENT = "Foreshock/0.1 (+https://pypi.org/project/foreshock/)"
"""Who we are: some channels refuse clients that do not say."""

DEADLINE_S = 20.0
"""Seconds for one response with its redirects, name look-up included."""

CONNECT_S, READ_S = 5.0, 10.0
REDIRECTS = 5
CHUNK = 65_536
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_MOVED = frozenset({301, 302, 303, 307, 308})


class Client:
    """Fetches a channel's requests; call it with a request.

    Only HTTPS and public addresses, except for the ``private`` hosts: they may be anywhere,
    and those of this machine need no HTTPS.
    """

    def __init__(self, private: Hosts = frozenset(), deadline_s: float = DEADLINE_S) -> None:
        self._private = private
        self._deadline_s = deadline_s
        timeout = urllib3.Timeout(connect=CONNECT_S, read=min(READ_S, deadline_s))
        self._pool = public_pool(private, num_pools=8, timeout=timeout, retries=False)

    def __call__(self, request: Request) -> Response:
        """The response, whatever its status.

        Raises:
            ChannelUnavailable: no whole response in time, or one too large.
            ChannelRefused: it leads to another host, or away from HTTPS.
        """
        end_s = time.monotonic() + self._deadline_s
        # A server may send a byte every nine seconds, and a name look-up has no time-out at
        # all: the only sure way to end is to stop waiting for the thread that does it.
        return _wait_for(lambda: self._follow(request, end_s), self._deadline_s)

    def close(self) -> None:
        """Close the open connections."""
        self._pool.clear()

    def _follow(self, request: Request, end_s: float) -> Response:
        url = request.url
        for _ in range(REDIRECTS + 1):
            self._check(url)
            response = self._once(url, request, end_s)
            target = response.headers.get("location", "")
            if response.status not in _MOVED or not target or request.method != "GET":
                return response
            url = redirected(url, target, same_host=request.private)
        raise ChannelUnavailable(f"more than {REDIRECTS} redirects from {hostname_of(request.url)}")

    def _once(self, url: str, request: Request, end_s: float) -> Response:
        headers = {"User-Agent": USER_AGENT, "Accept": "application/json", "Accept-Encoding": "gzip", **request.headers}
        try:
            received = self._pool.request(
                request.method,
                url,
                body=request.body,
                headers=headers,
                redirect=False,
                preload_content=False,
                decode_content=False,
            )
            try:
                body, cut = decompressed(
                    _chunks(received, end_s), received.headers.get("content-encoding", "").strip().lower()
                )
            except BaseException:
                received.close()
                raise
            (received.close if cut else received.release_conn)()
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise ChannelUnavailable(f"no response from {hostname_of(url)}: {_error_text(error)}") from error
        merged = {name.lower(): value for name, value in received.headers.itermerged()}
        return Response(received.status, merged, body, url, cut, time.time_ns() // 1_000_000)

    def _check(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme == "https" and parts.hostname:
            return
        if parts.scheme != "http" or parts.hostname not in LOOPBACK or host_and_port(url) not in self._private:
            raise ChannelRefused(f"{without_secrets(url)[:200]} is not polled: only https addresses are")


def _wait_for(work: Callable[[], Response], seconds: float) -> Response:
    outcome: queue.SimpleQueue[Response | BaseException] = queue.SimpleQueue()

    def run() -> None:
        try:
            outcome.put(work())
        except BaseException as error:  # noqa: BLE001 - raised again in the thread that waits
            outcome.put(error)

    threading.Thread(target=run, daemon=True, name="fetch").start()
    try:
        result = outcome.get(timeout=seconds + 0.2)
    except queue.Empty:
        raise ChannelUnavailable(f"no whole response within {seconds:g} seconds") from None
    if isinstance(result, BaseException):
        raise result
    return result


def _chunks(received: urllib3.BaseHTTPResponse, end_s: float) -> Iterator[bytes]:
    while chunk := received.read1(CHUNK):
        yield chunk
        if time.monotonic() > end_s:
            raise ChannelUnavailable("the response took too long")


def _error_text(error: Exception) -> str:
    """What went wrong, without the object addresses in messages of the library."""
    if isinstance(error, ChannelError):
        return error.message
    if isinstance(error, urllib3.exceptions.NewConnectionError):
        return NOT_REACHED
    return _WORDS.sub(r" \g<0>", type(error).__name__.removesuffix("Error")).strip().lower() or "error"
