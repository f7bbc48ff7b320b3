"""A statement as a client sends it, checked field by field."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from functions.respond.schemas.act import ActorInput
from functions.respond.statements import Said
from shared.domain.moments.transitions import Action
from shared.domain.time import parse_time
from shared.http.fields import https_address, visible_text

MAX_TEXT = 5_000


class StatementInput(ActorInput):
    """What was said in public, where and when."""

    text: Annotated[str, Field(max_length=MAX_TEXT), AfterValidator(visible_text)] = Field(
        description="The words as they were published",
        examples=["We know that some kettles overheat. Please unplug yours; we tell you more at 15:00 UTC."],
    )
    channel: str = Field(
        pattern=r"^[a-z0-9][a-z0-9_-]{0,31}$",
        description="Where: the name of a channel that you listen to, or another place such as `website` or `press`",
        examples=["mastodon"],
    )
    published_at: str | None = Field(
        default=None,
        max_length=40,
        description="When: ISO 8601 (without an offset it is UTC) or epoch seconds; if missing, now",
        examples=["2026-03-01T14:20:00Z"],
    )
    url: Annotated[str, Field(max_length=2_000), AfterValidator(https_address)] | None = Field(
        default=None, description="Its address, https"
    )


def said_from(given: StatementInput, action: Action) -> Said:
    """What a request tells of a statement.

    Raises:
        InvalidInput: ``published_at`` is no time.
    """
    published_ms = action.at_ms
    if given.published_at is not None:
        published_ms = parse_time(given.published_at, field="published_at")
    return Said(
        text=given.text,
        channel=given.channel,
        published_ms=published_ms,
        url=given.url or "",
        by=action.by,
        via=action.via,
        told_ms=action.at_ms,
    )
