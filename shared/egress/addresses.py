"""An address in, whether it is on the public internet: everything else is ours, or nobody's."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

_NAT64 = IPv6Network("64:ff9b::/96")
"""IPv6 addresses that a gateway turns into the IPv4 address in their last 32 bits (RFC 6052)."""

_SPECIAL = [ip_network(one) for one in ("192.0.0.0/24", "192.88.99.0/24", "64:ff9b:1::/48", "2001::/23", "fec0::/10")]
"""Special-purpose networks that not every version of Python knows."""

_PORTS = {"http": 80, "https": 443}


def is_public(address: str) -> bool:
    """Whether a numeric address is one that anybody on the internet may have.

    Not public are loopback, private, link-local (with the metadata service of AWS at 169.254.169.254), shared
    (100.64.0.0/10), unique-local, multicast and reserved ones (IANA's registries of special-purpose addresses), and an
    IPv6 address that stands for such an IPv4 address.

    >>> [is_public(one) for one in ("1.1.1.1", "127.0.0.1", "169.254.169.254", "::ffff:10.0.0.1", "fd00:ec2::254")]
    [True, False, False, False, False]
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(_is_global(one) for one in _meanings(found))


def host_and_port(url: str) -> tuple[str, int]:
    """Whom a web address asks: the host in lower case, and the port. Both are empty where it is none.

    >>> host_and_port("https://Feeds.Example/a"), host_and_port("http://[::1]:8080/"), host_and_port("no address")
    (('feeds.example', 443), ('::1', 8080), ('', 0))
    """
    try:
        parts = urlsplit(url)
        return parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        return "", 0


def _meanings(found: IPv4Address | IPv6Address) -> list[IPv4Address | IPv6Address]:
    """The address, or the IPv4 address that it stands for; a tunnel's end counts beside the address itself."""
    if isinstance(found, IPv4Address):
        return [found]
    if mapped := found.ipv4_mapped:
        return [mapped]
    if found in _NAT64:
        return [IPv4Address(int(found) & 0xFFFF_FFFF)]
    return [found, *([found.sixtofour] if found.sixtofour else [])]


def _is_global(found: IPv4Address | IPv6Address) -> bool:
    unusual = found.is_multicast or found.is_reserved or found.is_unspecified or found.is_link_local
    return found.is_global and not unusual and not any(found in network for network in _SPECIAL)
