"""The statements about a crisis."""

from __future__ import annotations

from typing import Any

from shared.domain.response.statement import Statement, from_document, to_document
from shared.store.response import records

KIND = "statement"


def of_crisis(crisis: str) -> list[Statement]:
    """All statements about a crisis, the earliest first."""
    found = records.of_kind(crisis, KIND, from_document)
    return sorted(found, key=lambda statement: (statement.published_ms, statement.id))


def first_write(statement: Statement) -> dict[str, Any]:
    """The write of a new statement for a transaction."""
    return records.first_write(statement.crisis, KIND, statement.id, to_document(statement), from_document)
