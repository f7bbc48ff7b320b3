"""Mentions as clients see them, each with its mood, which is told anew at every reading."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from functions.query.shape import Compound, Instant, NextCursor, Shape, Share, instant, web_address
from shared.brand import Brand
from shared.mention import Form, Mention
from shared.sentiment import Label, Sentiment, sentiment_of

FormName = Literal["original", "reply", "repost", "quote"]


class EngagementView(Shape):
    """What readers did with the post, as the channel counted it when it was collected."""

    likes: int
    reposts: int
    replies: int


class SentimentView(Shape):
    """The mood of the text, the brand's own words masked."""

    label: Label
    compound: Compound = Field(description="VADER's compound, -1 to 1; 0 where not scored")
    p_negative: Share = Field(description="How likely people call it negative; 0 where not scored")
    scored: bool = Field(description="False where the language is not one that can be scored")
    language: str = Field(description="Two letters, empty where nothing tells")
    question: bool


class MentionView(Shape):
    """One post about the brand."""

    id: str = Field(description="Our name of it")
    native_id: str = Field(description="The name under which its channel, or its sender, knows it")
    brand: str
    channel: str
    published_at: Instant
    collected_at: Instant
    text: str
    url: str | None
    author: str = Field(description="A pseudonym: tells two authors apart and nobody who they are")
    reach: int = Field(description="The author's audience in people")
    form: FormName
    language: str = Field(description="What the channel says")
    hashtags: list[str]
    engagement: EngagementView
    sentiment: SentimentView
    late: bool = Field(description="Came too late, or in a backfill: counted, and never alerted on")


class MentionPage(Shape):
    """Mentions, newest first."""

    mentions: list[MentionView]
    next_cursor: NextCursor


def mood_of(mention: Mention, brand: Brand) -> Sentiment:
    """The mood of a mention as the counters see it."""
    return sentiment_of(mention.text, brand.words, mention.language)


def mention_view(mention: Mention, brand: Brand) -> MentionView:
    """A mention with its mood."""
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
        sentiment=_sentiment(mood_of(mention, brand)),
        late=mention.late,
    )


def _engagement(mention: Mention) -> EngagementView:
    counts = mention.engagement
    return EngagementView(likes=counts.likes, reposts=counts.reposts, replies=counts.replies)


def _sentiment(mood: Sentiment) -> SentimentView:
    return SentimentView(
        label=mood.label,
        compound=mood.compound,
        p_negative=mood.p_negative,
        scored=mood.scored,
        language=mood.language,
        question=mood.question,
    )
