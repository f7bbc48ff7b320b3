"""The settings of a brand as a client sends them, checked field by field."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

from functions.query.schemas.lexicon import Lexicon
from shared import channels
from shared.domain.brand import DEFAULT_MODEL, SLUG, Brand, Query, Sensitivity
from shared.domain.mention import clean_text
from shared.domain.moment import Kind

READ_ONLY = ("id", "version", "created_at", "updated_at")
"""Fields of the answer that may stand in a request, so that what was read can be edited and sent back."""


def _shown(text: str) -> str:
    """Surrounding space is dropped; what a screen cannot show is refused, not repaired in silence."""
    trimmed = text.strip()
    if clean_text(trimmed) != trimmed:
        raise ValueError("holds control or invisible characters; leave them out")
    if not trimmed:
        raise ValueError("is empty; leave it out or write something")
    return trimmed


ShortText = Annotated[str, Field(max_length=80), AfterValidator(_shown)]


class QueryInput(BaseModel):
    """What to ask a channel for; a bare text is short for ``{"text": ...}``."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    text: Annotated[str, Field(max_length=400), AfterValidator(_shown)] = Field(
        json_schema_extra=lambda schema: schema.update(description=channels.query_help())
    )
    every: bool = Field(
        default=False, description="Take every post of it, the brand named or not: right for the brand's own forum"
    )


def _query(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


class BrandInput(BaseModel):
    """The settings of one brand. What is left out takes its default: a PUT replaces."""

    model_config = ConfigDict(extra="forbid", defer_build=True, json_schema_extra={"title": "BrandSettings"})

    name: ShortText = Field(description="As people write it", examples=["Acme"])
    aliases: list[ShortText] = Field(
        default=[], max_length=50, description="Words and handles that mean it; masked before sentiment"
    )
    queries: dict[str, Annotated[list[Annotated[QueryInput, BeforeValidator(_query)]], Field(max_length=20)]] = Field(
        default={}, description=f"What to ask each polled channel for: {', '.join(channels.POLLED)}"
    )
    excluded: list[ShortText] = Field(
        default=[], max_length=50, description="A post with one of these is not a mention"
    )
    time_zone: str = Field(default="UTC", max_length=60, description="An IANA name", examples=["Europe/Berlin"])
    sensitivity: Sensitivity = Field(
        default=Sensitivity.STANDARD, description="How many false alarms you would rather have than miss a moment"
    )
    sensitivities: dict[Kind, Sensitivity | Literal["off"]] = Field(
        default={},
        description="Kinds of moment that are told more or less easily than the rest, or never (`off`)",
        examples=[{"question_wave": "high", "praise_wave": "off"}],
    )
    lexicon: Lexicon = Field(
        default={},
        description="Words and phrases that say more, or less, of this brand than of others: valence -4 to 4",
        examples=[{"flange wobble": -2.5, "killer deal": 2.0}],
    )
    table: str = Field(
        default=DEFAULT_MODEL,
        pattern=f"^(?:{SLUG.pattern})$",
        description="The table of moods that hears it: `default`, or the name that `foreshock train --install` gave",
    )
    shards: int = Field(
        default=1, ge=1, le=16, description="Write partitions: 1 takes 1,000 mentions a second. Can only grow"
    )

    @model_validator(mode="before")
    @classmethod
    def _without_read_only(cls, body: Any) -> Any:
        if not isinstance(body, dict):
            return body
        return {name: value for name, value in body.items() if name not in READ_ONLY}

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        if not is_time_zone(name):
            raise ValueError("is not a time zone; write an IANA name such as Europe/Berlin or UTC")
        return name

    @field_validator("queries")
    @classmethod
    def _askable(cls, queries: dict[str, list[QueryInput]]) -> dict[str, list[QueryInput]]:
        for channel, found in queries.items():
            if channel not in channels.POLLED:
                polled = ", ".join(channels.POLLED)
                raise ValueError(f"must name channels that are polled, {polled}; got {channel[:40]!r}")
            for query in found:
                channels.channel(channel).check_query(query.text)
        return queries


@cache
def is_time_zone(name: str) -> bool:
    """Whether ``name`` stands in the IANA database."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def brand_from_input(form: BrandInput, brand_id: str, current: Brand | None, now_ms: int) -> Brand:
    """The brand that the form makes of ``current`` (``None``: of nothing)."""
    return Brand(
        id=brand_id,
        name=form.name,
        aliases=tuple(dict.fromkeys(form.aliases)),
        queries={
            channel: tuple(dict.fromkeys(Query(query.text, query.every) for query in found))
            for channel, found in sorted(form.queries.items())
            if found
        },
        excluded=tuple(dict.fromkeys(form.excluded)),
        time_zone=form.time_zone,
        sensitivity=form.sensitivity,
        sensitivities={
            kind: None if level == "off" else Sensitivity(level) for kind, level in sorted(form.sensitivities.items())
        },
        lexicon=dict(form.lexicon),
        sentiment_model=form.table,
        shards=form.shards,
        created_ms=current.created_ms if current else now_ms,
        updated_ms=now_ms,
        version=current.version + 1 if current else 1,
    )
