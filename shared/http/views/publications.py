"""What is published about a crisis as clients see it; both functions of the API show it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from shared.domain.response.publication import Publication
from shared.domain.time import iso, iso_or_none
from shared.http.fields import Instant


class PublicStepView(TypedDict):
    """A step that the public may know."""

    text: str
    at: Annotated[Instant | None, Field(description="When it was done, or by when it will be")]
    done: bool


class PublicationView(TypedDict):
    """What the public reads about a crisis."""

    crisis: str
    brand: str
    address: Annotated[str, Field(description="Of the brand's public page; anybody may open it")]
    feed: Annotated[str, Field(description="The same as an Atom feed")]
    headline: str
    known: Annotated[str, Field(description="What is known, in paragraphs")]
    steps: list[PublicStepView]
    statements: Annotated[list[str] | None, Field(description="Ids of the statements shown; null: all recorded ones")]
    next_update_at: Instant | None
    feedback: Annotated[bool, Field(description="Whether readers are asked if it helped")]
    published_at: Instant
    updated_at: Instant
    updated_by: Annotated[str, Field(description="Who changed it last; the page does not show it")]


def publication_view(publication: Publication, base_address: str) -> PublicationView:
    """A publication as the API at ``base_address`` shows it."""
    address = f"{base_address}/status/{publication.brand}"
    return PublicationView(
        crisis=publication.crisis,
        brand=publication.brand,
        address=address,
        feed=f"{address}/feed.atom",
        headline=publication.headline,
        known=publication.known,
        steps=[PublicStepView(text=s.text, at=iso_or_none(s.at_ms), done=s.done) for s in publication.steps],
        statements=None if publication.statements is None else list(publication.statements),
        next_update_at=iso_or_none(publication.next_update_ms),
        feedback=publication.feedback,
        published_at=iso(publication.published_ms),
        updated_at=iso(publication.updated_ms),
        updated_by=publication.by,
    )
