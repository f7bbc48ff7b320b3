"""A silence as clients see it; both functions of the API show it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from shared.domain.mentions.theme import Theme
from shared.domain.moments.moment import Kind
from shared.domain.people.silence import Silence
from shared.domain.time import iso
from shared.http.fields import Instant


class SilenceView(TypedDict):
    """While it is in force, nobody is told of the moments for which all its conditions hold."""

    id: str
    brand: Annotated[str | None, Field(description="Only moments of this brand")]
    kind: Annotated[Kind | None, Field(description="Only moments of this kind")]
    theme: Annotated[Theme | None, Field(description="Only moments of which most posts are about this")]
    channel: Annotated[str | None, Field(description="Only moments of which most posts come from this channel")]
    hashtag: Annotated[str | None, Field(description="Only moments of which most posts have this hashtag")]
    even_sev1: Annotated[bool, Field(description="Whether SEV1 is silenced too")]
    until: Instant
    in_force: bool
    author: str
    reason: str
    created_at: Instant
    ended_by: Annotated[str | None, Field(description="Who ended it early")]


def silence_view(silence: Silence, now_ms: int) -> SilenceView:
    """A silence as it is at ``now_ms``."""
    return SilenceView(
        id=silence.id,
        brand=silence.brand or None,
        kind=silence.kind,
        theme=silence.theme,
        channel=silence.channel or None,
        hashtag=silence.hashtag or None,
        even_sev1=silence.even_sev1,
        until=iso(silence.until_ms),
        in_force=silence.in_force(now_ms),
        author=silence.author,
        reason=silence.reason,
        created_at=iso(silence.created_ms),
        ended_by=silence.ended_by or None,
    )
