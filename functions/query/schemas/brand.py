"""Brands as clients see them, and the brand that new settings make."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from functions.query.schemas.brand_settings import BrandInput
from functions.query.schemas.oncall import OnCallView, oncall_from_input, oncall_view
from shared.domain.brand import Brand, Query, Sensitivity
from shared.domain.errors import InvalidInput
from shared.domain.learning import Learning
from shared.domain.moments.moment import Kind
from shared.domain.time import MINUTE_MS, iso
from shared.domain.web_address import MASK, without_secrets
from shared.domain.write_shards import WriteShards
from shared.http.fields import Instant


class QueryView(TypedDict):
    """One query to a channel."""

    text: str
    every: bool


class BrandView(TypedDict):
    """The settings of a brand. They can be edited and sent back in this shape."""

    id: str
    name: str
    aliases: list[str]
    queries: dict[str, list[QueryView]]
    excluded: list[str]
    time_zone: str
    sensitivity: Sensitivity
    sensitivities: Annotated[
        dict[Kind, Sensitivity | Literal["off"]], Field(description="Sensitivities of single kinds of moment")
    ]
    lexicon: Annotated[dict[str, float], Field(description="The brand's own words and phrases, each with its valence")]
    table: Annotated[str, Field(description="The sentiment model: `default`, or the name of the brand's own")]
    oncall: Annotated[OnCallView, Field(description="Who is paged when, and when mails wait")]
    late_after_minutes: Annotated[int, Field(description="A post that comes later than this never alerts")]
    support: Annotated[str, Field(description="Where customers reach the brand; drafts of answers name it")]
    shards: int
    created_at: Instant
    updated_at: Instant
    version: Annotated[int, Field(description="Grows with every change")]


class BrandDetails(BrandView):
    """A brand's settings, and whether it is known well enough."""

    learning_until: Annotated[
        Instant | None,
        Field(description="Until when its normal counts are still learnt; `null` if they are known, or nothing is yet"),
    ]
    learning_reason: Annotated[str | None, Field(description="Why they are still learnt; `null` if they are known")]


class BrandList(TypedDict):
    """All brands, by id, and the ids of those whose settings cannot be read; PUT replaces them."""

    brands: list[BrandView]
    unreadable: list[str]


def brand_view(brand: Brand) -> BrandView:
    """The settings of ``brand``."""
    return BrandView(
        id=brand.id,
        name=brand.name,
        aliases=list(brand.aliases),
        queries={
            channel: [QueryView(text=without_secrets(query.text), every=query.every) for query in found]
            for channel, found in sorted(brand.queries.items())
        },
        excluded=list(brand.excluded),
        time_zone=brand.time_zone,
        sensitivity=brand.sensitivity,
        sensitivities={kind: level or "off" for kind, level in brand.sensitivities.items()},
        lexicon=dict(brand.lexicon),
        table=brand.sentiment_model,
        oncall=oncall_view(brand.oncall),
        late_after_minutes=brand.late_after_ms // MINUTE_MS,
        support=brand.support,
        shards=brand.shards,
        created_at=iso(brand.created_ms),
        updated_at=iso(brand.updated_ms),
        version=brand.version,
    )


def brand_details(brand: Brand, learning: Learning) -> BrandDetails:
    """The settings of ``brand``, and what is stored of its learning."""
    return BrandDetails(
        **brand_view(brand),
        learning_until=None if learning.until_ms is None else iso(learning.until_ms),
        learning_reason=learning.reason or None,
    )


def brand_from_input(settings: BrandInput, brand_id: str, current: Brand | None, now_ms: int) -> Brand:
    """The brand with new ``settings``; ``current`` is the brand that they replace, if there is one."""
    return Brand(
        id=brand_id,
        name=settings.name,
        aliases=tuple(dict.fromkeys(settings.aliases)),
        queries={
            channel: tuple(dict.fromkeys(Query(_whole(query.text, channel, current), query.every) for query in found))
            for channel, found in sorted(settings.queries.items())
            if found
        },
        excluded=tuple(dict.fromkeys(settings.excluded)),
        time_zone=settings.time_zone,
        sensitivity=settings.sensitivity,
        sensitivities={
            kind: None if level == "off" else Sensitivity(level)
            for kind, level in sorted(settings.sensitivities.items())
        },
        lexicon=dict(settings.lexicon),
        sentiment_model=settings.table,
        oncall=oncall_from_input(settings.oncall),
        late_after_ms=settings.late_after_minutes * MINUTE_MS,
        support=settings.support,
        shards=settings.shards,
        spread=_spread(settings.shards, current, now_ms),
        created_ms=current.created_ms if current else now_ms,
        updated_ms=now_ms,
        version=current.version + 1 if current else 1,
    )


def _spread(least: int, current: Brand | None, now_ms: int) -> WriteShards:
    """Over how many partitions: at least so many, and no fewer than now."""
    if current is None:
        return WriteShards(least)
    return current.write_shards.changed(max(least, current.write_shards.now), now_ms)


def _whole(query: str, channel: str, current: Brand | None) -> str:
    """A query with the key that was masked when it was shown.

    Raises:
        InvalidInput: the brand has no such query, or several that look alike.
    """
    if MASK not in query or without_secrets(query) != query:
        return query
    kept = current.queries.get(channel, ()) if current else ()
    meant = {one.text for one in kept if without_secrets(one.text) == query}
    if len(meant) == 1:
        return meant.pop()
    if "://" not in query:
        return query
    why = "several queries of this brand look like that" if meant else "this brand has no such query"
    raise InvalidInput(
        f"{query[:80]!r} has {MASK} in place of a key, and {why}; write the whole address", field=f"queries.{channel}"
    )


def brand_etag(brand: Brand) -> str:
    """The ETag of a brand for If-Match; it is never used again, even if the brand is deleted and created anew."""
    return f'"{brand.version}-{brand.updated_ms:x}"'
