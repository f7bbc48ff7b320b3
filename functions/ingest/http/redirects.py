"""An address and where it has moved in, the address to ask out: of the same owner, and never away from HTTPS."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urljoin, urlsplit

from shared.channels.address import LOOPBACK
from shared.domain.errors import ChannelRefused
from shared.domain.web_address import has_login, without_secrets

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList


def redirected(url: str, location: str, *, same_host: bool) -> str:
    """Where a redirect leads: to the same registrable domain, at most from HTTP to HTTPS.

    With ``same_host`` only to the same host, because the request carries a credential.

    Raises:
        ChannelRefused: it leads elsewhere.

    >>> redirected("https://acme.example/feed", "https://www.acme.example/feed", same_host=False)
    'https://www.acme.example/feed'
    """
    try:
        target = urljoin(url, location)
        before, after = urlsplit(url), urlsplit(target)
        ports = before.scheme != after.scheme or _port(before) == _port(after)
    except ValueError as error:
        shown = without_secrets(location)[:300]
        raise ChannelRefused(f"the address has moved to {shown!r}, which is not an address") from error
    shown = without_secrets(target)[:300]
    if not ports or not _same_owner(before.hostname or "", after.hostname or "", same_host=same_host):
        raise ChannelRefused(f"the address has moved to another host: {shown} (set it there to follow)")
    if has_login(target):
        raise ChannelRefused(f"the address has moved to one with a password: {shown}")
    if before.scheme == "https" and after.scheme != "https":
        raise ChannelRefused(f"the address leads away from https: {shown}")
    return target


def registrable_domain(host: str) -> str:
    """The part of a host name that somebody registered, by the Public Suffix List; empty where there is none.

    >>> registrable_domain("feeds.news.example.co.uk"), registrable_domain("github.io"), registrable_domain("10.0.0.1")
    ('example.co.uk', '', '')
    """
    name = host.rstrip(".").lower()
    if name.replace(".", "").isdecimal() or ":" in name:
        return ""
    return str(_suffixes().privatesuffix(name) or "")


@cache
def _suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList  # noqa: PLC0415 - 30 ms to load, and few channels ever need it

    return PublicSuffixList()


def _same_owner(before: str, after: str, *, same_host: bool) -> bool:
    if before == after or (before in LOOPBACK and after in LOOPBACK):
        return True
    return not same_host and bool(owner := registrable_domain(before)) and owner == registrable_domain(after)


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)
