"""Mentions as clients see them, each with its enrichment, which is computed for every answer."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from functions.query.schemas.mention.enrichment import EnrichmentFields, LabelName, enrichment_fields, without_words
from shared.domain.mentions.mention import Form, Mention
from shared.domain.mentions.mention_id import public_id_of
from shared.domain.time import iso
from shared.http.fields import Instant, NextCursor, web_address
from shared.sentiment.brand_context import BrandContext

FormName = Literal["original", "reply", "repost", "quote"]


class EngagementView(TypedDict):
    """The reactions to the post, as the channel counted them when the post was collected."""

    likes: int
    reposts: int
    replies: int


class MentionView(EnrichmentFields):
    """One post about the brand."""

    id: Annotated[str, Field(description="Our id; POST /brands/{brand}/mentions/{id}/label takes it")]
    native_id: Annotated[str, Field(description="The id that its channel or sender uses")]
    brand: str
    channel: str
    published_at: Instant
    collected_at: Instant
    text: Annotated[str, Field(description="Empty if it is withheld")]
    withheld: Annotated[
        bool, Field(description="Its author asks not to be shown: it counts, and its text and words are left out")
    ]
    url: str | None
    author: Annotated[str, Field(description="A pseudonym: it tells authors apart and does not show who they are")]
    reach: Annotated[int, Field(description="People in the author's audience")]
    form: FormName
    origin: Annotated[str | None, Field(description="The network that it came from over a bridge")]
    language: Annotated[str, Field(description="The language that the channel names")]
    hashtags: list[str]
    engagement: EngagementView
    corrected: Annotated[
        LabelName | None, Field(description="The sentiment that a person gave it, with POST .../label")
    ]
    late: Annotated[bool, Field(description="It came too late or in a backfill: it counts, and never causes an alert")]


class MentionPage(TypedDict):
    """Mentions, newest first."""

    mentions: list[MentionView]
    next_cursor: NextCursor


def mention_view(mention: Mention, context: BrandContext, corrected: LabelName | None = None) -> MentionView:
    """A mention with its enrichment, and with the label that a person gave it, if any."""
    fields = enrichment_fields(mention.text, context, mention.language)
    return MentionView(
        id=public_id_of(mention),
        native_id=mention.key,
        brand=mention.brand,
        channel=mention.channel,
        published_at=iso(mention.published_ms),
        collected_at=iso(mention.collected_ms),
        text=mention.shown_text,
        withheld=mention.withheld,
        url=web_address(mention.url),
        author=mention.author,
        reach=mention.reach,
        form=Form(mention.form).value,
        origin=mention.origin or None,
        language=mention.language,
        hashtags=list(mention.hashtags),
        engagement=_engagement(mention),
        corrected=corrected,
        late=mention.late,
        **(without_words(fields) if mention.withheld else fields),
    )


def _engagement(mention: Mention) -> EngagementView:
    counts = mention.engagement
    return EngagementView(likes=counts.likes, reposts=counts.reposts, replies=counts.replies)
