"""Mentions as clients see them, each with what is told of it, anew at every reading."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from functions.query.schemas.enrichment import EnrichmentFields, LabelName, enrichment_fields
from functions.query.schemas.fields import Instant, NextCursor, instant, web_address
from shared.domain.mention import Form, Mention
from shared.domain.mention_id import public_id_of
from shared.sentiment.brand_context import BrandContext

FormName = Literal["original", "reply", "repost", "quote"]


class EngagementView(TypedDict):
    """What readers did with the post, as the channel counted it when it was collected."""

    likes: int
    reposts: int
    replies: int


class MentionView(EnrichmentFields):
    """One post about the brand."""

    id: Annotated[str, Field(description="Our name of it; POST /brands/{brand}/mentions/{id}/label takes it")]
    native_id: Annotated[str, Field(description="The name under which its channel, or its sender, knows it")]
    brand: str
    channel: str
    published_at: Instant
    collected_at: Instant
    text: str
    url: str | None
    author: Annotated[str, Field(description="A pseudonym: tells two authors apart and nobody who they are")]
    reach: Annotated[int, Field(description="The author's audience in people")]
    form: FormName
    language: Annotated[str, Field(description="What the channel says")]
    hashtags: list[str]
    engagement: EngagementView
    corrected: Annotated[LabelName | None, Field(description="What somebody said its mood is, with POST .../label")]
    late: Annotated[bool, Field(description="Came too late, or in a backfill: counted, and never alerted on")]


class MentionPage(TypedDict):
    """Mentions, newest first."""

    mentions: list[MentionView]
    next_cursor: NextCursor


def mention_view(mention: Mention, context: BrandContext, corrected: LabelName | None = None) -> MentionView:
    """A mention with what is told of it, and what somebody said instead."""
    return MentionView(
        id=public_id_of(mention),
        native_id=mention.key,
        brand=mention.brand,
        channel=mention.channel,
        published_at=instant(mention.published_ms),
        collected_at=instant(mention.collected_ms),
        text=mention.text,
        url=web_address(mention.url),
        author=mention.author,
        reach=mention.reach,
        form=Form(mention.form).value,
        language=mention.language,
        hashtags=list(mention.hashtags),
        engagement=_engagement(mention),
        corrected=corrected,
        late=mention.late,
        **enrichment_fields(mention.text, context, mention.language),
    )


def _engagement(mention: Mention) -> EngagementView:
    counts = mention.engagement
    return EngagementView(likes=counts.likes, reposts=counts.reposts, replies=counts.replies)
