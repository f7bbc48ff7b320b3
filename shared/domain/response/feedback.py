"""What readers of a public page answered to "did this help?"."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from typing import NamedTuple

CHANNEL = "feedback"
"""The channel of the mentions that readers write there."""

MAX_TEXT = 500
"""Characters that a reader may write."""

PER_ADDRESS, PER_PAGE = 20, 300
"""Answers that are taken in an hour from one address, for an office or a phone network shares one, and in all."""


class FeedbackTally(NamedTuple):
    """How many said that it helped, and that it did not; how many of them wrote; answers refused as too many."""

    yes: int = 0
    no: int = 0
    texts: int = 0
    refused: int = 0


def network_of(address: str) -> str:
    """What is counted as one address: an IPv6 line has 2^64 of them (RFC 4291, section 2.5.4).

    >>> network_of("192.0.2.7"), network_of("2001:db8:1:2:3:4:5:6"), network_of("")
    ('192.0.2.7', '2001:db8:1:2::/64', '')
    """
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    return str(found) if found.version == 4 else str(ip_network(f"{found}/64", strict=False))  # noqa: PLR2004 - IPv4
