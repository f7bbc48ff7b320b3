"""A request to a channel and its response, as values: no socket, no clock."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit, urlunsplit

from shared.domain.errors import ChannelUnavailable, InvalidInput
from shared.domain.web_address import has_login, without_secrets


class Request(NamedTuple):
    """A request that a channel module asks for, and what it needs to know to read the response.

    It is a GET unless ``method`` says otherwise. ``lower`` and ``upper`` are the positions
    asked for, in the channel's own terms, empty where that side is open; ``number`` counts
    requests within one such range, and ``step`` names what a channel with several ways
    to ask does here; ``newest`` is the newest position met, where it needs that.
    ``follow_up`` marks every request of a crawl but the first.
    ``may_repeat`` marks one that may rightly bring nothing but what was met before.
    ``since_ms`` limits how far a first crawl looks back (``None``: as far as the channel
    goes). ``known`` are the digests of keys delivered before. ``private`` marks a request
    that carries a credential: it never leaves its host. ``cost`` is what it takes at most
    of the units that the channel may spend in a day.
    """

    url: str
    headers: Mapping[str, str] = {}
    method: str = "GET"
    body: bytes | None = None
    private: bool = False
    cost: int = 0
    step: str = ""
    newest: str = ""
    known: frozenset[str] = frozenset()
    lower: str = ""
    upper: str = ""
    number: int = 0
    follow_up: bool = False
    may_repeat: bool = False
    first_crawl: bool = False
    since_ms: int | None = None


class Response(NamedTuple):
    """A response: header names are in lower case, the body is decompressed and of limited size.

    ``cut`` says that the body was larger and its rest was left. ``received_ms`` is when it
    came, in epoch milliseconds; 0 where nobody noted it.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str = ""
    cut: bool = False
    received_ms: int = 0

    @property
    def date_ms(self) -> int | None:
        """The server's own clock (the Date header) in epoch milliseconds."""
        return parse_http_date(self.headers.get("date", ""))

    @property
    def media_type(self) -> str:
        """The content type without its parameters, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def is_web_page(self) -> bool:
        """Whether the body is HTML by its type or its first character."""
        return self.media_type in {"text/html", "application/xhtml+xml"} or self.body.lstrip()[:1] == b"<"

    def document(self) -> Any:
        """The body as JSON.

        Raises:
            ChannelUnavailable: it is something else, such as a web page with an error, or half a document.
        """
        if not self.body.strip():
            raise ChannelUnavailable("the channel sent an empty body instead of JSON")
        if self.cut:
            raise ChannelUnavailable(f"the channel sent more than {len(self.body)} bytes")
        if self.is_web_page:
            raise ChannelUnavailable("the channel sent a web page instead of JSON")
        return parse_json(self.body)

    def link(self, relation: str) -> str:
        """The target of the Link header with this relation (RFC 8288), or an empty text.

        >>> Response(200, {"link": '<https://a.example/p?max_id=7>; rel="next"'}, b"").link("next")
        'https://a.example/p?max_id=7'
        """
        for target, parameters in _LINK.findall(self.headers.get("link", "")):
            if relation in _relations(parameters):
                return str(target)
        return ""


_LINK = re.compile(r"<([^<>]*)>([^<]*)")
_RELATION = re.compile(r'rel\s*=\s*(?:"([^"]*)"|([^\s;,"]+))', re.IGNORECASE)


def _relations(parameters: str) -> list[str]:
    found = _RELATION.search(parameters)
    return ((found[1] or found[2] or "").split()) if found else []


def parse_json(body: bytes) -> Any:
    """JSON from bytes that may be anything.

    Raises:
        ChannelUnavailable: they are not JSON, are nested too deeply, or hold a number that is too long.
    """
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ChannelUnavailable(f"the channel sent a body that is not JSON ({type(error).__name__})") from error


def parse_http_date(value: str) -> int | None:
    """Epoch milliseconds from an HTTP date (RFC 9110), or ``None``.

    >>> parse_http_date("Thu, 01 Jan 1970 00:00:01 GMT"), parse_http_date("soon")
    (1000, None)
    """
    try:
        return round(parsedate_to_datetime(value).timestamp() * 1000)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def build_url(base_url: str, path: str, parameters: Mapping[str, Any] | None = None) -> str:
    """A path (percent-encoded already) below a base URL.

    >>> build_url("http://127.0.0.1:8080/hn/", "/api/v1/search", {"page": 0})
    'http://127.0.0.1:8080/hn/api/v1/search?page=0'
    """
    query = f"?{urlencode(parameters)}" if parameters else ""
    return f"{base_url.rstrip('/')}{path}{query}"


def rebase(target: str, base_url: str) -> str:
    """``target`` with the scheme and host of ``base_url``, below its path: no link leads to another server.

    Empty where ``target`` is not an address.

    >>> rebase("https://other.example/api?max_id=7", "http://127.0.0.1:8080/m")
    'http://127.0.0.1:8080/m/api?max_id=7'
    """
    try:
        base, link = urlsplit(base_url), urlsplit(target)
    except ValueError:
        return ""
    prefix = base.path.rstrip("/")
    path = link.path if link.path.startswith(f"{prefix}/") else f"{prefix}{link.path}"
    return urlunsplit((base.scheme, base.netloc, path, link.query, ""))


def checked_url(url: str) -> str:
    """An address that may be polled, as given.

    Raises:
        InvalidInput: it is not an http or https address with a host, or holds a password.
    """
    try:
        parts = urlsplit(url.strip())
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if not usable or "@" in parts.netloc or _UNSAFE.search(url.strip()):
        shown = without_secrets(url)[:80]
        problem = (
            "must hold no password" if has_login(url) else "is not a web address such as https://a.example/feed.xml"
        )
        raise InvalidInput(f"{shown!r} {problem}", field="url")
    return url.strip()


_UNSAFE = re.compile(r"[\x00-\x20\x7f]")

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
"""Names of this machine, where plain HTTP is allowed and ports change."""


def force_https(url: str) -> str:
    """The address over HTTPS, unless it is on this machine.

    >>> force_https("http://a.example/feed"), force_https("http://127.0.0.1:8080/feed")
    ('https://a.example/feed', 'http://127.0.0.1:8080/feed')
    """
    parts = urlsplit(url)
    return url if parts.scheme != "http" or parts.hostname in LOOPBACK else parts._replace(scheme="https").geturl()


def hostname_of(url: str) -> str:
    """The name of the host that an address asks, in lower case; empty where it is none.

    >>> hostname_of("https://A.example:8080/feed")
    'a.example'
    """
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def endpoint_of(url: str) -> str:
    """Host and path of an address, by which it is remembered; on this machine without the port, which changes.

    >>> endpoint_of("https://Mastodon.Social/api/"), endpoint_of("http://127.0.0.1:4711/feed?a=1")
    ('mastodon.social/api', 'localhost/feed?a=1')
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    host = "localhost" if parts.hostname in LOOPBACK else parts.netloc.lower()
    return f"{host}{parts.path.rstrip('/')}{'?' if parts.query else ''}{parts.query}"
