"""A silence as a client sends it, checked field by field."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from shared.domain.brand import SLUG
from shared.domain.errors import InvalidInput
from shared.domain.mentions.theme import Theme
from shared.domain.moments.moment import Kind
from shared.domain.people.silence import LONGEST_MS, Silence
from shared.domain.time import DAY_MS, parse_time
from shared.http.fields import VISIBLE, ShortText, YesNo, visible_text

Reason = Annotated[str, Field(max_length=300, json_schema_extra=VISIBLE), AfterValidator(visible_text)]
CONDITIONS = ("brand", "kind", "theme", "channel", "hashtag")


class SilenceInput(BaseModel):
    """For which moments nobody is told, until when, and why. At least one condition is needed; all given must hold."""

    model_config = ConfigDict(extra="forbid", defer_build=True, json_schema_extra={"title": "NewSilence"})

    brand: str | None = Field(default=None, pattern=f"^(?:{SLUG.pattern})$", description="Only moments of this brand")
    kind: Kind | None = Field(default=None, description="Only moments of this kind")
    theme: Theme | None = Field(default=None, description="Only moments of which most posts are about this")
    channel: str | None = Field(
        default=None,
        pattern="^[a-z0-9][a-z0-9_-]{0,31}$",
        description="Only moments of which most posts come from this channel",
    )
    hashtag: ShortText | None = Field(default=None, description="Only moments of which most posts have this hashtag")
    even_sev1: YesNo = Field(default=False, description="Silence SEV1 too; without it SEV1 is told all the same")
    until: str = Field(
        max_length=40,
        description="When it ends, at most 31 days from now: ISO 8601 (without an offset it is UTC) or epoch seconds",
        examples=["2026-03-02T07:00:00Z"],
    )
    author: ShortText = Field(description="Who decided it", examples=["ana"])
    reason: Reason = Field(description="Why, for whoever wonders at night", examples=["campaign with known questions"])

    @model_validator(mode="after")
    def _check_conditions(self) -> Self:
        if not any(getattr(self, name) for name in CONDITIONS):
            raise ValueError(f"needs at least one of {', '.join(CONDITIONS)}; nothing silences everything")
        return self


def silence_from_input(given: SilenceInput, silence_id: str, now_ms: int) -> Silence:
    """The silence that a request makes.

    Raises:
        InvalidInput: ``until`` is no time, is over, or is too far away.
    """
    until_ms = parse_time(given.until, field="until")
    if not now_ms < until_ms <= now_ms + LONGEST_MS:
        raise InvalidInput(
            f"until must be in the next {LONGEST_MS // DAY_MS} days; turn a kind off in the brand's settings"
            " (sensitivities) if nobody is ever to be told of it",
            field="until",
        )
    return Silence(
        id=silence_id,
        until_ms=until_ms,
        author=given.author,
        reason=given.reason,
        created_ms=now_ms,
        brand=given.brand or "",
        kind=given.kind,
        theme=given.theme,
        channel=given.channel or "",
        hashtag=(given.hashtag or "").removeprefix("#").casefold(),
        even_sev1=given.even_sev1,
    )
