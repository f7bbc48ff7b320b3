"""Voices as clients see them: authors whom many hear, without their names and their texts."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from functions.query.voices.influence import HeardVoice
from functions.query.voices.span import ReadPosts, Span
from shared.domain.errors import InvalidInput
from shared.domain.mentions.mention_id import public_id_of
from shared.domain.time import DAY_MS, iso
from shared.http.fields import Compound, Instant, Share, web_address

DEFAULT_MS, LONGEST_MS = DAY_MS, 7 * DAY_MS
"""The span where none is given, and the longest one."""


class VoicePost(TypedDict):
    """The post that shows best what the author thinks."""

    id: Annotated[str, Field(description="The `id` of its mention")]
    channel: str
    published_at: Instant
    url: str | None


class VoiceView(TypedDict):
    """One author, counted once. No name, no text, no profile: only what was posted about the brand."""

    author: Annotated[str, Field(description="A pseudonym: it tells authors apart and does not show who they are")]
    channels: list[str]
    influence: Annotated[
        float, Field(description="log10(1 + reach) x originality x |stance| x (1 + log10(hours)), 0 to about 25")
    ]
    reach: Annotated[int, Field(description="Followers, or all who reacted to a post where they are more")]
    originality: Annotated[Share, Field(description="The largest share of own words: 1 in an original, .1 in a repost")]
    stance: Annotated[Compound, Field(description="The mean sentiment of the posts, from -1 to 1")]
    hours: Annotated[int, Field(description="Different hours in which the author posted")]
    posts: int
    negative: int
    positive: int
    first_at: Instant
    last_at: Instant
    strongest: VoicePost


class VoiceList(TypedDict):
    """Influential critics and advocates, the most influential first: `since <= published < until`."""

    brand: str
    since: Instant
    until: Instant
    critics: list[VoiceView]
    advocates: list[VoiceView]
    posts_read: int
    complete: Annotated[
        bool,
        Field(description="False: there are too many posts to read all; counts are of those that were read"),
    ]


def voice_span(since_ms: int | None, until_ms: int | None, now_ms: int, default_ms: int = DEFAULT_MS) -> Span:
    """The span of a request; ``default_ms`` long where it has no start.

    Raises:
        InvalidInput: it ends before it begins, or is longer than seven days.

    >>> voice_span(None, 2 * DAY_MS, 0) == Span(DAY_MS, 2 * DAY_MS)
    True
    """
    until = now_ms + 1 if until_ms is None else until_ms
    since = max(0, until - default_ms) if since_ms is None else since_ms
    if since >= until:
        raise InvalidInput("since must be before until", field="since")
    if until - since > LONGEST_MS:
        raise InvalidInput("posts are read of at most seven days; choose a shorter range", field="since")
    return Span(since, until)


def voice_list(
    brand_id: str, span: Span, read: ReadPosts, voices: tuple[list[HeardVoice], list[HeardVoice]]
) -> VoiceList:
    """The answer for a span."""
    critics, advocates = voices
    return VoiceList(
        brand=brand_id,
        since=iso(span.since_ms),
        until=iso(span.until_ms),
        critics=[_voice(each) for each in critics],
        advocates=[_voice(each) for each in advocates],
        posts_read=len(read.posts),
        complete=read.complete,
    )


def _voice(voice: HeardVoice) -> VoiceView:
    post = voice.strongest
    return VoiceView(
        author=voice.author,
        channels=list(voice.channels),
        influence=round(voice.influence, 2),
        reach=voice.reach,
        originality=round(voice.originality, 2),
        stance=round(voice.stance, 3),
        hours=voice.hours,
        posts=voice.posts,
        negative=voice.negative,
        positive=voice.positive,
        first_at=iso(voice.first_ms),
        last_at=iso(voice.last_ms),
        strongest=VoicePost(
            id=public_id_of(post), channel=post.channel, published_at=iso(post.published_ms), url=web_address(post.url)
        ),
    )
