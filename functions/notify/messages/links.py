"""Links to a moment for mails and texts, as long as a text message can afford.

A link is signed, so it opens the moment's page without an API key, and its holder may acknowledge there. Where the key
cannot be read, it is the API's own address: no message is lost for a link.
"""

from __future__ import annotations

from typing import NamedTuple

from functions.notify.messages.texts.gsm7 import SEGMENT, encodable, septets
from shared.links.page_link import Scope, link_token, new_link

MIN_TEXT_SEPTETS = 60
"""Septets that a link must leave for words."""

QUOTED_TEXT_SEPTETS = 78
"""Septets that hold a quote as well, which is worth more than the scheme of the address."""


class Links(NamedTuple):
    """Where moments are shown: ``api`` in mails, ``short`` (as long or shorter) in texts, signed with ``key``.

    Whoever has a link may act for a week from ``now_ms``, as one of the people on call up to ``level``.
    """

    api: str
    short: str
    key: bytes | None = None
    now_ms: int = 0
    level: int = 1

    def __repr__(self) -> str:
        """Without the key: what is shown may end in a log.

        >>> Links("https://api.example", "https://a.example", b"secret")
        Links(api='https://api.example', short='https://a.example', now_ms=0, level=1)
        """
        return f"Links(api={self.api!r}, short={self.short!r}, now_ms={self.now_ms}, level={self.level})"

    def at_level(self, level: int) -> Links:
        """The same links for a message to the people on call up to ``level``."""
        return self._replace(level=level)

    def mail_link(self, moment_id: str) -> str:
        """The link to a moment for a mail."""
        return moment_link(self.api, moment_id, self._token(moment_id))

    def page(self, address: str) -> str:
        """The link to a page behind the sign-in, for a mail.

        >>> Links("https://api.example/v1/", "https://a.example").page("now")
        'https://api.example/v1/pages/now'
        """
        return f"{self.api.rstrip('/')}/pages/{address}"

    def sms_link(self, moment_id: str) -> str:
        """The link to a moment for a text message."""
        return short_link(self.short, moment_id, self._token(moment_id))

    def _token(self, moment_id: str) -> str:
        return link_token(new_link(moment_id, Scope.ACT, self.level, self.now_ms), self.key) if self.key else ""


def moment_link(base: str, moment_id: str, token: str = "") -> str:
    """The page that ``token`` opens; without a token, the moment's address in the API.

    >>> moment_link("https://api.example.com/v1/", "ab12", "ab12-kjpwwvCl0KxHoM3")
    'https://api.example.com/v1/m/ab12-kjpwwvCl0KxHoM3'
    >>> moment_link("https://api.example.com/v1/", "ab12")
    'https://api.example.com/v1/moments/ab12'
    """
    path = f"m/{token}" if token else f"moments/{moment_id}"
    return f"{base.rstrip('/')}/{path}" if base else ""


def short_link(base: str, moment_id: str, token: str = "") -> str:
    """The same for a text message. One that is too long loses its scheme; if that is not enough, only the id is given.

    A phone also makes a link of a host and path without ``https://``.
    """
    full = moment_link(base, moment_id, token)
    for link, text_septets in ((full, QUOTED_TEXT_SEPTETS), (full.removeprefix("https://"), MIN_TEXT_SEPTETS)):
        if link and encodable(link) and septets(link) + 1 <= SEGMENT - text_septets:
            return link
    return f"moment {moment_id}"
