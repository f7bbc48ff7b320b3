"""A statement: what the brand said in public about a crisis, where and when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from shared.domain.record import as_document, known_fields
from shared.domain.text import digest


class Statement(NamedTuple):
    """What was said on ``channel`` at ``published_ms`` about ``crisis``; ``by`` is who recorded it at ``recorded_ms``.

    ``channel`` is one of the channels that are heard, or any other place (``website``, ``press``).
    """

    id: str
    brand: str
    crisis: str
    text: str
    channel: str
    published_ms: int
    by: str
    recorded_ms: int
    via: str = ""
    url: str = ""


def statement_id(crisis: str, channel: str, text: str) -> str:
    """The id of a statement: the same words on the same channel about the same crisis are the same statement.

    >>> statement_id("c1", "x", "We look into it.") == statement_id("c1", "x", " we  look into it. ")
    True
    """
    return digest(f"{crisis}\x00{channel}\x00{' '.join(text.split()).casefold()}", 12)


def to_document(statement: Statement) -> dict[str, Any]:
    """A statement as JSON values."""
    return as_document(statement)


def from_document(document: Mapping[str, Any]) -> Statement:
    """The statement of a document; fields that only a later version knows are left out.

    Raises:
        KeyError, TypeError: it is not a statement.
    """
    return Statement(**known_fields(Statement, document))
