"""The approved answers to single posts of a crisis."""

from __future__ import annotations

from typing import Any

from shared.domain.response.approval import Approval, from_document, to_document
from shared.store.response import records

KIND = "approval"


def of_crisis(crisis: str) -> list[Approval]:
    """All approved answers of a crisis, the first approved first."""
    found = records.of_kind(crisis, KIND, from_document)
    return sorted(found, key=lambda approval: (approval.approved_ms, approval.id))


def first_write(approval: Approval) -> dict[str, Any]:
    """The write of a new approval for a transaction."""
    return records.first_write(approval.crisis, KIND, approval.id, to_document(approval), from_document)
