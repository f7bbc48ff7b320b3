"""Erasures as clients ask for them and follow them."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from typing_extensions import TypedDict

from shared.domain.brand import SLUG
from shared.domain.erasure import Erasure
from shared.domain.time import iso, iso_or_none
from shared.http.fields import Instant, ShortText, YesNo, visible_line

SLUG_PATTERN = f"^(?:{SLUG.pattern})$"


class ErasureInput(BaseModel):
    """Whose posts, or which brand, to erase."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    brand: str = Field(pattern=SLUG_PATTERN, description="Among whose mentions", examples=["acme"])
    author: Annotated[str, AfterValidator(visible_line)] | None = Field(
        default=None,
        min_length=1,
        max_length=200,
        description="The author's name as the channel gives it, or the pseudonym that the API shows",
        examples=["ana@social.example"],
    )
    channel: str | None = Field(
        default=None, pattern=SLUG_PATTERN, description="Only what the author posted there", examples=["mastodon"]
    )
    everything: YesNo = Field(default=False, description="All that is kept of a brand that was deleted before")
    by: ShortText = Field(description="Who asks, as your team knows them", examples=["ana"])

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        if self.everything == (self.author is not None):
            raise ValueError("give `author`, or set `everything` for a brand that was deleted")
        if self.everything and self.channel:
            raise ValueError("`channel` goes with `author`")
        return self


class ErasedCounts(TypedDict):
    """How much was erased so far, at least."""

    mentions: int
    counters: Annotated[int, Field(description="Counters of a minute that quoted something of it")]
    moments: Annotated[int, Field(description="Moments that quoted something of it; of a brand, its moments")]
    praise: Annotated[int, Field(description="Posts that were kept to be shown, with their consents")]


class ErasureView(TypedDict):
    """An erasure; it does not say whose posts are meant."""

    id: str
    href: Annotated[str, Field(description="Where to follow it; DELETE it there while it is pending")]
    status: Literal["pending", "running", "done", "cancelled", "failed"]
    brand: str
    what: Literal["author", "brand"]
    channel: str | None
    asked_at: Instant
    asked_by: str | None
    starts_at: Annotated[Instant, Field(description="Until then it can be cancelled")]
    started_at: Instant | None
    ended_at: Instant | None
    erased: ErasedCounts
    shown: Annotated[list[str], Field(description="Where erased praise is shown; take it down there")]
    reason: Annotated[str | None, Field(description="Why it was cancelled, or what stopped it")]


class ErasureList(TypedDict):
    """Erasures, the latest first."""

    erasures: list[ErasureView]


def erasure_view(erasure: Erasure) -> ErasureView:
    """The erasure as clients see it."""
    return ErasureView(
        id=erasure.id,
        href=f"/erasures/{erasure.id}",
        status=erasure.status.value,
        brand=erasure.brand,
        what="brand" if erasure.everything else "author",
        channel=erasure.channel or None,
        asked_at=iso(erasure.asked_ms),
        asked_by=erasure.by or None,
        starts_at=iso(erasure.starts_ms),
        started_at=iso_or_none(erasure.started_ms),
        ended_at=iso_or_none(erasure.ended_ms),
        erased=ErasedCounts(
            mentions=erasure.mentions, counters=erasure.counters, moments=erasure.moments, praise=erasure.praise
        ),
        shown=list(erasure.shown),
        reason=erasure.reason or None,
    )
