"""Brands as clients see them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from functions.query.schemas.fields import Instant, instant
from shared.domain.brand import Brand, Sensitivity
from shared.domain.moment import Kind


class QueryView(TypedDict):
    """What a channel is asked for."""

    text: str
    every: bool


class BrandView(TypedDict):
    """The settings of a brand. It may be edited and sent back as it is."""

    id: str
    name: str
    aliases: list[str]
    queries: dict[str, list[QueryView]]
    excluded: list[str]
    time_zone: str
    sensitivity: Sensitivity
    sensitivities: Annotated[
        dict[Kind, Sensitivity | Literal["off"]], Field(description="Of kinds of moment that differ from the rest")
    ]
    lexicon: Annotated[dict[str, float], Field(description="Words and phrases of its own, each with its valence")]
    table: Annotated[str, Field(description="The table of moods that hears it: `default`, or its own by name")]
    shards: int
    created_at: Instant
    updated_at: Instant
    version: Annotated[int, Field(description="Grows with every change")]


class BrandList(TypedDict):
    """All brands, by id."""

    brands: list[BrandView]


def brand_view(brand: Brand) -> BrandView:
    """A brand's settings."""
    return BrandView(
        id=brand.id,
        name=brand.name,
        aliases=list(brand.aliases),
        queries={
            channel: [QueryView(text=query.text, every=query.every) for query in found]
            for channel, found in sorted(brand.queries.items())
        },
        excluded=list(brand.excluded),
        time_zone=brand.time_zone,
        sensitivity=brand.sensitivity,
        sensitivities={kind: level or "off" for kind, level in brand.sensitivities.items()},
        lexicon=dict(brand.lexicon),
        table=brand.sentiment_model,
        shards=brand.shards,
        created_at=instant(brand.created_ms),
        updated_at=instant(brand.updated_ms),
        version=brand.version,
    )


def brand_etag(brand: Brand) -> str:
    """The validator of a brand, for If-Match: no two states of it share one, even if it was deleted between."""
    return f'"{brand.version}-{brand.updated_ms:x}"'
