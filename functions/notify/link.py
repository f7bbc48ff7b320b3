"""The link to a moment, as long as a text message can afford."""

from __future__ import annotations

from functions.notify.gsm7 import SEGMENT, encodable, septets

WORDS_ROOM = 60
"""Septets that a link must leave for words."""


def moment_link(base: str, moment_id: str) -> str:
    """Where the moment is shown.

    >>> moment_link("https://api.example.com/v1/", "ab12")
    'https://api.example.com/v1/moments/ab12'
    """
    return f"{base.rstrip('/')}/moments/{moment_id}" if base else ""


def short_link(base: str, moment_id: str) -> str:
    """The same for a text message: without the scheme, or as a bare id, when it is too long.

    A phone makes a link of a host and path without ``https://`` as well.
    """
    full = moment_link(base, moment_id)
    for link in (full, full.removeprefix("https://")):
        if link and encodable(link) and septets(link) < SEGMENT - WORDS_ROOM:
            return link
    return f"moment {moment_id}"
