"""Where the last poll of a query stopped, so that the next one goes on without a gap."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from shared.domain.text import digest

DIGEST_DIGITS = 16
"""Hexadecimal digits of a remembered key's digest: 64 bits, no collision among some thousands."""

_STORED_NAMES = {"completed_ms": "walked_ms"}
"""Fields that are stored under another name."""


class Cursor(NamedTuple):
    """What is remembered of a query between two polls.

    ``position`` is the newest position (a channel's own: a second, an id) up to which
    everything was read; empty until a first crawl ended. An interrupted crawl goes on
    at ``resume``, and ``target`` becomes the position once it is complete. ``seen`` are
    digests of the keys delivered lately, the latest last. ``begun_ms`` is when the
    query was first polled: what is older is backfill. ``completed_ms`` is when a crawl was
    last complete, and ``crawl_ms`` when that crawl began; ``resume_ms`` is when the interrupted
    one began, both by the clock of the channel's server. Before ``not_before_ms`` the channel wants no request at all;
    until ``fresh_until_ms`` it says that nothing changes.
    """

    position: str = ""
    resume: str = ""
    target: str = ""
    etag: str = ""
    modified: str = ""
    begun_ms: int = 0
    completed_ms: int = 0
    crawl_ms: int = 0
    resume_ms: int = 0
    not_before_ms: int = 0
    fresh_until_ms: int = 0
    seen: tuple[str, ...] = ()

    @property
    def first_crawl(self) -> bool:
        """Whether no crawl of the query was ever complete."""
        return not self.position

    def to_json(self) -> dict[str, Any]:
        """The cursor as JSON values.

        >>> Cursor(completed_ms=5).to_json()["walked_ms"]
        5
        """
        fields = {_STORED_NAMES.get(name, name): value for name, value in self._asdict().items()}
        return {**fields, "seen": list(self.seen)}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Cursor:
        """The cursor :meth:`to_json` wrote; unknown fields are left out.

        Raises:
            TypeError, ValueError: it is not one.

        >>> Cursor.from_json(Cursor("7", seen=("ab",)).to_json()) == Cursor("7", seen=("ab",))
        True
        """
        default = cls()._asdict()
        given = {name: document[stored] for name in default if (stored := _STORED_NAMES.get(name, name)) in document}
        return cls(**{name: type(default[name])(value) for name, value in given.items()})


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
