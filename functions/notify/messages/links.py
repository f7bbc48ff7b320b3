"""Links to a moment for mails and texts, as long as a text message can afford.

A link is signed, so it opens the moment's page without an API key. Where the key
cannot be read, it is the API's own address: no message is lost for a link.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from functions.notify.messages.gsm7 import SEGMENT, encodable, septets
from shared.messages.signed_link import link_token

MIN_TEXT_SEPTETS = 60
"""Septets that a link must leave for words."""

QUOTED_TEXT_SEPTETS = 78
"""Septets that hold a quote as well, which is worth more than the scheme of the address."""


@dataclass(frozen=True, slots=True)
class Links:
    """Where moments are shown: ``api`` in mails, ``short`` (as long or shorter) in texts, signed with ``key``."""

    api: str
    short: str
    key: bytes | None = field(default=None, repr=False)

    def mail_link(self, moment_id: str) -> str:
        """The link to a moment for a mail."""
        return moment_link(self.api, moment_id, self.key)

    def sms_link(self, moment_id: str) -> str:
        """The link to a moment for a text message."""
        return short_link(self.short, moment_id, self.key)


def moment_link(base: str, moment_id: str, key: bytes | None = None) -> str:
    """The moment's page, signed with ``key``; without a key, the moment's address in the API.

    >>> moment_link("https://api.example.com/v1/", "ab12", b"key")
    'https://api.example.com/v1/m/ab12.yO9GpfvJLd3L'
    >>> moment_link("https://api.example.com/v1/", "ab12")
    'https://api.example.com/v1/moments/ab12'
    """
    path = f"m/{link_token(moment_id, key)}" if key else f"moments/{moment_id}"
    return f"{base.rstrip('/')}/{path}" if base else ""


def short_link(base: str, moment_id: str, key: bytes | None = None) -> str:
    """The same for a text message. One that is too long loses its scheme; if that is not enough, only the id is given.

    A phone also makes a link of a host and path without ``https://``.
    """
    full = moment_link(base, moment_id, key)
    for link, text_septets in ((full, QUOTED_TEXT_SEPTETS), (full.removeprefix("https://"), MIN_TEXT_SEPTETS)):
        if link and encodable(link) and septets(link) + 1 <= SEGMENT - text_septets:
            return link
    return f"moment {moment_id}"
