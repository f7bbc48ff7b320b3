"""The one HTTP client for all channels: a GET that ends, stays on its host and never swells."""

from __future__ import annotations

import queue
import re
import threading
import time
from collections.abc import Callable, Iterator
from urllib.parse import SplitResult, urljoin, urlsplit

import urllib3

from functions.ingest.http.body import decompressed
from shared.channels.request import LOOPBACK, Request, Response
from shared.domain.errors import ChannelError, ChannelRefused, ChannelUnavailable

USER_AGENT = "Foreshock/0.1 (+https://pypi.org/project/foreshock/)"
"""Who we are: some channels turn away libraries that do not say."""

DEADLINE_S = 20.0
"""Seconds for one answer with its redirects, name look-up included."""

CONNECT_S, READ_S = 5.0, 10.0
REDIRECTS = 5
CHUNK = 65_536
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_MOVED = frozenset({301, 302, 303, 307, 308})


class Client:
    """Fetches what a channel asks for; call it with a request.

    Only HTTPS, except for the ``plain`` addresses (``127.0.0.1:8080``) of this machine.
    """

    def __init__(self, plain: frozenset[str] = frozenset(), deadline_s: float = DEADLINE_S) -> None:
        self._plain = plain
        self._deadline_s = deadline_s
        self._pool = urllib3.PoolManager(
            num_pools=8, timeout=urllib3.Timeout(connect=CONNECT_S, read=min(READ_S, deadline_s)), retries=False
        )

    def __call__(self, request: Request) -> Response:
        """The answer, whatever its status.

        Raises:
            ChannelUnavailable: no whole answer in time, or one too large.
            ChannelRefused: it leads to another host, or away from HTTPS.
        """
        end_s = time.monotonic() + self._deadline_s
        # A server may send a byte every nine seconds, and a name look-up has no time-out at
        # all: the only sure end is to stop waiting for the thread that does it.
        return _waited(lambda: self._get(request, end_s), self._deadline_s)

    def close(self) -> None:
        """Close the connections kept open."""
        self._pool.clear()

    def _get(self, request: Request, end_s: float) -> Response:
        url = request.url
        for _ in range(REDIRECTS + 1):
            self._check(url)
            response = self._once(url, request, end_s)
            target = response.headers.get("location", "")
            if response.status not in _MOVED or not target:
                return response
            url = _moved(url, target)
        raise ChannelUnavailable(f"more than {REDIRECTS} redirects from {request.url}")

    def _once(self, url: str, request: Request, end_s: float) -> Response:
        headers = {"User-Agent": USER_AGENT, "Accept": "application/json", "Accept-Encoding": "gzip", **request.headers}
        try:
            answer = self._pool.request(
                "GET", url, headers=headers, redirect=False, preload_content=False, decode_content=False
            )
            try:
                body = decompressed(_chunks(answer, end_s), answer.headers.get("content-encoding", "").strip().lower())
            except BaseException:
                answer.close()
                raise
            answer.release_conn()
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            raise ChannelUnavailable(f"no answer from {urlsplit(url).netloc}: {_named(error)}") from error
        merged = {name.lower(): value for name, value in answer.headers.itermerged()}
        return Response(answer.status, merged, body, url)

    def _check(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme == "https" and parts.hostname:
            return
        if parts.scheme != "http" or parts.hostname not in LOOPBACK or parts.netloc not in self._plain:
            raise ChannelRefused(f"{url[:200]} is not polled: only https addresses are")


def http_hosts(url: str) -> frozenset[str]:
    """The addresses to be polled without HTTPS when ``url`` is: itself, if it is on this machine.

    >>> http_hosts("http://127.0.0.1:8080/x"), http_hosts("http://a.example/")
    (frozenset({'127.0.0.1:8080'}), frozenset())
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return frozenset()
    return frozenset({parts.netloc}) if parts.scheme == "http" and parts.hostname in LOOPBACK else frozenset()


def _waited(work: Callable[[], Response], seconds: float) -> Response:
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
        raise ChannelUnavailable(f"no whole answer within {seconds:g} seconds") from None
    if isinstance(result, BaseException):
        raise result
    return result


def _chunks(answer: urllib3.BaseHTTPResponse, end_s: float) -> Iterator[bytes]:
    while chunk := answer.read1(CHUNK):
        yield chunk
        if time.monotonic() > end_s:
            raise ChannelUnavailable("the answer took too long")


def _moved(url: str, location: str) -> str:
    """Where a redirect may lead: the same host, at most from HTTP to HTTPS."""
    try:
        target = urljoin(url, location)
        before, after = urlsplit(url), urlsplit(target)
        same = before.hostname == after.hostname and (before.scheme != after.scheme or _port(before) == _port(after))
    except ValueError as error:
        raise ChannelRefused(f"the address has moved to something that is none: {location[:300]!r}") from error
    if not same:
        raise ChannelRefused(f"the address has moved to another host: {target[:300]} (set it there to follow)")
    if before.scheme == "https" and after.scheme != "https":
        raise ChannelRefused(f"the address leads away from https: {target[:300]}")
    return target


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _named(error: Exception) -> str:
    """What went wrong, without the object addresses of library messages."""
    if isinstance(error, ChannelError):
        return error.message
    return _WORDS.sub(r" \g<0>", type(error).__name__.removesuffix("Error")).strip().lower() or "error"
