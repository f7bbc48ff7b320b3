"""Praise as clients see it; both functions of the API show it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from shared.domain.response.consent import (
    ConsentAct,
    ConsentEntry,
    ConsentState,
    allowed_places,
    consent_of,
    state_at,
    take_down,
)
from shared.domain.response.praise import Praise
from shared.domain.time import iso, iso_or_none
from shared.http.fields import Instant, web_address


class ConsentStep(TypedDict):
    """One thing that happened, and who recorded it."""

    act: ConsentAct
    at: Instant
    by: str
    via: str
    places: list[str]
    until: Instant | None
    note: Annotated[str, Field(description="Of a grant: what the author answered")]
    url: str | None


class PraiseView(TypedDict):
    """A post worth showing, and what its author allows."""

    id: Annotated[str, Field(description="The `id` of the mention")]
    brand: str
    channel: str
    author: Annotated[str, Field(description="A pseudonym; the post itself says who wrote it")]
    published_at: Instant
    text: Annotated[str, Field(description="Empty where the author refused and it was shown nowhere")]
    url: str | None
    state: Annotated[ConsentState, Field(description="It may be shown in `granted` and `used` alone")]
    places: Annotated[list[str], Field(description="Where it may be shown now")]
    until: Annotated[Instant | None, Field(description="When the consent that was given last ends, or ended")]
    take_down: Annotated[list[str], Field(description="Where it was shown and may not be any more: take it down")]
    version: Annotated[int, Field(description="How much was recorded; send it to replace what somebody recorded")]
    history: list[ConsentStep]


def praise_view(praise: Praise, now_ms: int) -> PraiseView:
    """Praise as the API shows it at ``now_ms``."""
    consent = consent_of(praise.entries)
    return PraiseView(
        id=praise.id,
        brand=praise.brand,
        channel=praise.channel,
        author=praise.author,
        published_at=iso(praise.published_ms),
        text=praise.text,
        url=web_address(praise.url),
        state=state_at(praise.entries, now_ms),
        places=list(allowed_places(praise.entries, now_ms)),
        until=iso(consent.until_ms) if consent else None,
        take_down=list(take_down(praise.entries, now_ms)),
        version=praise.version,
        history=[_step(entry) for entry in praise.entries],
    )


def _step(entry: ConsentEntry) -> ConsentStep:
    return ConsentStep(
        act=entry.act,
        at=iso(entry.at_ms),
        by=entry.by,
        via=entry.via,
        places=list(entry.places),
        until=iso_or_none(entry.until_ms),
        note=entry.note,
        url=entry.url or None,
    )
