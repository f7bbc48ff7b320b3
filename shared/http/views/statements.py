"""A statement as clients see it; both functions of the API show it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from shared.domain.response.statement import Statement
from shared.domain.time import iso
from shared.http.fields import Instant


class StatementView(TypedDict):
    """What the brand said in public about a crisis."""

    id: str
    brand: str
    crisis: str
    text: str
    channel: Annotated[str, Field(description="Where: a channel that is heard, or another place such as `press`")]
    published_at: Instant
    url: str | None
    recorded_by: Annotated[str, Field(description="Who recorded it")]
    recorded_at: Instant


def statement_view(statement: Statement) -> StatementView:
    """A statement as the API shows it."""
    return StatementView(
        id=statement.id,
        brand=statement.brand,
        crisis=statement.crisis,
        text=statement.text,
        channel=statement.channel,
        published_at=iso(statement.published_ms),
        url=statement.url or None,
        recorded_by=statement.by,
        recorded_at=iso(statement.recorded_ms),
    )
