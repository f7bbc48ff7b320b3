"""An approved answer to one post: the text, and who stands for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class Approval:
    """The answer to the post with the public id ``id``, on ``channel`` at ``url``, as ``by`` approved it.

    ``worded_by`` is the model that worded the draft it was made of; empty where none did.
    """

    id: str
    brand: str
    crisis: str
    channel: str
    text: str
    by: str
    approved_ms: int
    url: str = ""
    via: str = ""
    worded_by: str = ""


def to_document(approval: Approval) -> dict[str, Any]:
    """An approval as JSON values."""
    return asdict(approval)


def from_document(document: Mapping[str, Any]) -> Approval:
    """The approval of a document; fields that only a later version knows are left out.

    Raises:
        KeyError, TypeError: it is not an approval.
    """
    return Approval(**{field.name: document[field.name] for field in fields(Approval) if field.name in document})
