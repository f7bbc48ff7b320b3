"""The confirmed facts about a crisis."""

from __future__ import annotations

from typing import Any

from shared.domain.response.fact import Fact, from_document, to_document
from shared.store.response import records

KIND = "fact"


def of_crisis(crisis: str) -> list[Fact]:
    """All facts about a crisis, the first confirmed first."""
    return sorted(records.of_kind(crisis, KIND, from_document), key=lambda fact: (fact.confirmed_ms, fact.id))


def first_write(fact: Fact) -> dict[str, Any]:
    """The write of a new fact for a transaction."""
    return records.first_write(fact.crisis, KIND, fact.id, to_document(fact), from_document)
