"""Mentions as clients see them, each with its mood, which is told anew at every reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from functions.query.shape import Compound, Instant, NextCursor, Share, instant, web_address
from shared.brand import Brand
from shared.mention import Form, Mention

if TYPE_CHECKING:
    from shared.sentiment import Sentiment

LabelName = Literal["negative", "neutral", "positive"]
FormName = Literal["original", "reply", "repost", "quote"]


class EngagementView(TypedDict):
    """What readers did with the post, as the channel counted it when it was collected."""

    likes: int
    reposts: int
    replies: int


class SentimentView(TypedDict):
    """The mood of the text, the brand's own words masked."""

    label: LabelName
    compound: Annotated[Compound, Field(description="VADER's compound, -1 to 1; 0 where not scored")]
    p_negative: Annotated[Share, Field(description="How likely people call it negative; 0 where not scored")]
    scored: Annotated[bool, Field(description="False where the language is not one that can be scored")]
    language: Annotated[str, Field(description="Two letters, empty where nothing tells")]
    question: bool


class MentionView(TypedDict):
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
    sentiment: SentimentView
    late: Annotated[bool, Field(description="Came too late, or in a backfill: counted, and never alerted on")]


class MentionPage(TypedDict):
    """Mentions, newest first."""

    mentions: list[MentionView]
    next_cursor: NextCursor


def mood_of(mention: Mention, brand: Brand) -> Sentiment:
    """The mood of a mention as the counters see it. Loads the lexicon when first needed: most requests need none."""
    from shared.sentiment import sentiment_of  # noqa: PLC0415

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
        label=mood.label.value,
        compound=mood.compound,
        p_negative=mood.p_negative,
        scored=mood.scored,
        language=mood.language,
        question=mood.question,
    )
