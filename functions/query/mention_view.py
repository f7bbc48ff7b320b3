"""Mentions as clients see them, each with what is told of it, anew at every reading."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from functions.query.enrichment_view import Told, told
from functions.query.shape import Instant, NextCursor, instant, web_address
from shared.brand import Brand
from shared.mention import Form, Mention

FormName = Literal["original", "reply", "repost", "quote"]


class EngagementView(TypedDict):
    """What readers did with the post, as the channel counted it when it was collected."""

    likes: int
    reposts: int
    replies: int


class MentionView(Told):
    """One post about the brand."""

    id: Annotated[str, Field(description="Our name of it")]
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
    late: Annotated[bool, Field(description="Came too late, or in a backfill: counted, and never alerted on")]


class MentionPage(TypedDict):
    """Mentions, newest first."""

    mentions: list[MentionView]
    next_cursor: NextCursor


def mention_view(mention: Mention, brand: Brand) -> MentionView:
    """A mention with what is told of it."""
    return MentionView(
        id=mention.id,
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
        late=mention.late,
        **told(mention.text, brand.words, mention.language),
    )


def _engagement(mention: Mention) -> EngagementView:
    counts = mention.engagement
    return EngagementView(likes=counts.likes, reposts=counts.reposts, replies=counts.replies)
