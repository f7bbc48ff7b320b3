"""The signed link to a crisis's page: whoever has it may read the page, and act for a week if the link says so.

A text message is read at night on a phone that has no API key, so the address itself is the
permission. It says for which moment it was made, whether its holder may act, up to which level
of the on-call list it was sent, and until when it is good: ``moment id - claims signature``, three
characters of claims and 72 bits of HMAC-SHA256. Nothing is stored.

Links of an earlier version (``moment id . signature``) permit nothing but reading.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from shared.domain.errors import NotFound
from shared.domain.time import DAY_MS
from shared.links.signature import check_signature, signature

VALID_MS = 30 * DAY_MS
"""How long a page is shown after the link was made; the mentions on it are kept as long."""

ACT_VALID_MS = 7 * DAY_MS
"""How long the holder of a link may act: after that the crisis is history, and the message lies on an old phone."""

SIGNATURE_BYTES = 9
"""72 bits, twelve characters: at a hundred guesses a second (the API's limit) a hit takes a trillion years."""

LEVELS = range(8)
"""Levels that a link can name, 0 for none."""

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_FIRST_DAY = 18_262
"""2020-01-01; fourteen bits of days from then on last until 2064."""


class Scope(StrEnum):
    """What the holder of a link may do."""

    READ = "read"
    ACT = "act"


class PageLink(NamedTuple):
    """What a link permits. ``until_day`` is the day since 1970 (UTC) at the end of which it expires.

    Without one, it is a link of an earlier version, which expires with the page.
    """

    moment_id: str
    scope: Scope = Scope.READ
    level: int = 0
    until_day: int | None = None

    def expired(self, opened_ms: int, now_ms: int) -> bool:
        """Whether the page of a moment that opened then is no longer shown."""
        if self.until_day is None:
            return now_ms - opened_ms >= VALID_MS
        return now_ms >= (self.until_day + 1) * DAY_MS

    def may_act(self, now_ms: int) -> bool:
        """Whether the holder may act now."""
        if self.scope is not Scope.ACT or self.until_day is None:
            return False
        return now_ms < (self.until_day + 1) * DAY_MS - VALID_MS + ACT_VALID_MS


def new_link(moment_id: str, scope: Scope, level: int, now_ms: int) -> PageLink:
    """A link made now. A level beyond the last that a link can name is told as the last."""
    return PageLink(moment_id, scope, min(level, LEVELS[-1]), (now_ms + VALID_MS) // DAY_MS)


def link_token(link: PageLink, key: bytes) -> str:
    """The part of the address after ``/m/``.

    >>> link_token(new_link("a1b2c3d4e5f6", Scope.ACT, 1, 1_772_373_900_000), b"key")
    'a1b2c3d4e5f6-kjpwwvCl0KxHoM3'
    """
    claims = f"{link.moment_id}-{_claims(link)}"
    return claims + signature(f"page {claims}", key, SIGNATURE_BYTES)


def verified_link(token: str, keys: Iterable[bytes]) -> PageLink:
    """What the link permits for which ``token`` was made; whether it has expired is for the caller to ask.

    Raises:
        NotFound: it was not made with any of these keys.

    >>> link = new_link("a1b2c3d4e5f6", Scope.ACT, 2, 1_772_373_900_000)
    >>> verified_link(link_token(link, b"key"), [b"other", b"key"]) == link
    True
    """
    moment_id, dash, rest = token.partition("-")
    if not dash or "." in moment_id:
        moment_id, _, given = token.partition(".")
        check_signature(moment_id, given, keys, SIGNATURE_BYTES)
        return PageLink(moment_id)
    claims, given = rest[:3], rest[3:]
    check_signature(f"page {moment_id}-{claims}", given, keys, SIGNATURE_BYTES)
    return _from_claims(moment_id, claims)


def _claims(link: PageLink) -> str:
    """18 bits: whether the holder may act, three of the level, fourteen of the day."""
    number = ((link.scope is Scope.ACT) << 17) | (link.level << 14) | ((link.until_day or _FIRST_DAY) - _FIRST_DAY)
    return "".join(_LETTERS[number >> shift & 63] for shift in (12, 6, 0))


def _from_claims(moment_id: str, claims: str) -> PageLink:
    number = 0
    for letter in claims:
        place = _LETTERS.find(letter)
        if place < 0:
            raise NotFound("there is no such page", field="token")
        number = number << 6 | place
    return PageLink(
        moment_id, Scope.ACT if number >> 17 else Scope.READ, number >> 14 & 7, _FIRST_DAY + (number & 0x3FFF)
    )
