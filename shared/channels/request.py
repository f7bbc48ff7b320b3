"""A request to a channel and its response, as values: no socket, no clock."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

from shared.domain.errors import ChannelUnavailable


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
