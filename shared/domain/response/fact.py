"""A confirmed fact about a crisis: what the team may say, and who stands for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from shared.domain.text import digest


@dataclass(frozen=True, slots=True)
class Fact:
    """What ``by`` confirmed at ``confirmed_ms``. ``about`` is the theme that it answers; empty: all of the crisis."""

    id: str
    brand: str
    crisis: str
    text: str
    by: str
    confirmed_ms: int
    about: str = ""
    via: str = ""


def fact_id(crisis: str, text: str) -> str:
    """The id of a fact: the same words about the same crisis are the same fact.

    >>> fact_id("c1", "Only kettles of March.") == fact_id("c1", " only  kettles of MARCH. ")
    True
    """
    return digest(f"{crisis}\x00{' '.join(text.split()).casefold()}", 12)


def to_document(fact: Fact) -> dict[str, Any]:
    """A fact as JSON values."""
    return asdict(fact)


def from_document(document: Mapping[str, Any]) -> Fact:
    """The fact of a document; fields that only a later version knows are left out.

    Raises:
        KeyError, TypeError: it is not a fact.
    """
    return Fact(**{field.name: document[field.name] for field in fields(Fact) if field.name in document})
