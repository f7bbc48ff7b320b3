"""Where a query of a channel was left, so that the next poll goes on without a gap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from shared.domain.mention import digest

DIGEST_DIGITS = 16
"""Hexadecimal digits a remembered key is kept by: 64 bits, no collision among some thousands."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """What is remembered of a query between two polls.

    ``position`` is the newest position (a channel's own: a second, an id) below which
    everything was walked; empty until a first walk ended. An interrupted walk goes on
    at ``resume``, and ``target`` becomes the position once it arrives. ``seen`` are
    digests of the keys delivered lately, the latest last. ``begun_ms`` is when the
    query was first polled: what is older is backfill. ``walked_ms`` is when a walk last
    arrived. Before ``not_before_ms`` the channel wants no request at all;
    until ``fresh_until_ms`` it says that nothing changes.
    """

    position: str = ""
    resume: str = ""
    target: str = ""
    etag: str = ""
    modified: str = ""
    begun_ms: int = 0
    walked_ms: int = 0
    not_before_ms: int = 0
    fresh_until_ms: int = 0
    seen: tuple[str, ...] = ()

    @property
    def first_crawl(self) -> bool:
        """Whether no walk of the query ever ended."""
        return not self.position

    def to_json(self) -> dict[str, Any]:
        """The cursor as JSON values."""
        return {**asdict(self), "seen": list(self.seen)}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Cursor:
        """The cursor :meth:`to_json` wrote; fields of a later version are left out.

        Raises:
            TypeError, ValueError: it is not one.

        >>> Cursor.from_json(Cursor("7", seen=("ab",)).to_json()) == Cursor("7", seen=("ab",))
        True
        """
        blank = asdict(cls())
        return cls(**{name: type(blank[name])(value) for name, value in document.items() if name in blank})


def newest(*positions: str) -> str:
    """The highest of positions written as whole numbers, or as ids of growing length.

    >>> newest("99", "100", "")
    '100'
    """
    return max(positions, key=lambda position: (len(position), position))


def key_digest(key: str) -> str:
    """What is remembered of a post's key.

    >>> len(key_digest("https://a.example/1"))
    16
    """
    return digest(key, DIGEST_DIGITS)
