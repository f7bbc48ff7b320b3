"""Addresses of channels: made, checked, and told apart."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from shared.domain.errors import InvalidInput
from shared.domain.web_address import has_login, without_secrets


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
