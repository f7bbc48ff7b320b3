"""The link to a moment, as long as a text message can afford.

It opens the moment's page without an API key, because it is signed. Where the key
cannot be read it is the API's own address: a message is never lost for a link.
"""

from __future__ import annotations

from functions.notify.messages.gsm7 import SEGMENT, encodable, septets
from shared.messages.signed_link import link_token

WORDS_ROOM = 60
"""Septets that a link must leave for words."""

CONCERN_ROOM = 78
"""Septets in which what people say fits as well; worth more than the scheme of the address."""


def moment_link(base: str, moment_id: str, key: bytes | None = None) -> str:
    """Where the moment is shown: its page, signed with ``key``, or without one its address in the API.

    >>> moment_link("https://api.example.com/v1/", "ab12", b"key")
    'https://api.example.com/v1/m/ab12.yO9GpfvJLd3L'
    >>> moment_link("https://api.example.com/v1/", "ab12")
    'https://api.example.com/v1/moments/ab12'
    """
    place = f"m/{link_token(moment_id, key)}" if key else f"moments/{moment_id}"
    return f"{base.rstrip('/')}/{place}" if base else ""


def short_link(base: str, moment_id: str, key: bytes | None = None) -> str:
    """The same for a text message: without the scheme, or as a bare id, when it is too long.

    A phone makes a link of a host and path without ``https://`` as well.
    """
    full = moment_link(base, moment_id, key)
    for link, room in ((full, CONCERN_ROOM), (full.removeprefix("https://"), WORDS_ROOM)):
        if link and encodable(link) and septets(link) + 1 <= SEGMENT - room:
            return link
    return f"moment {moment_id}"
