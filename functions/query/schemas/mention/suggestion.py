"""Posts worth asking for as clients see them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from functions.query.voices.influence import audience
from functions.query.voices.span import ReadPosts, Span
from functions.query.voices.worth_showing import Suggestion
from shared.domain.mentions.mention_id import public_id_of
from shared.domain.time import iso
from shared.http.fields import Instant, Share, web_address


class SuggestionView(TypedDict):
    """A post that praises the brand in its author's own words."""

    id: Annotated[str, Field(description="The `id` of its mention; POST /brands/{brand}/praise/{id}/ask takes it")]
    channel: str
    author: Annotated[str, Field(description="A pseudonym; the post itself says who wrote it")]
    published_at: Instant
    text: str
    url: str | None
    reach: Annotated[int, Field(description="Followers, or all who reacted to it where they are more")]
    praise: Annotated[Share, Field(description="How surely and how strongly it praises: compound x (1 - p_negative)")]
    worth: Annotated[float, Field(description="log10(10 + reach) x originality x praise")]


class SuggestionList(TypedDict):
    """Posts worth asking for, the most worth showing first: `since <= published < until`."""

    brand: str
    since: Instant
    until: Instant
    suggestions: list[SuggestionView]
    posts_read: int
    complete: Annotated[bool, Field(description="False: there are too many posts to read all")]


def suggestion_list(brand_id: str, span: Span, read: ReadPosts, best: Iterable[Suggestion]) -> SuggestionList:
    """The answer for a span."""
    return SuggestionList(
        brand=brand_id,
        since=iso(span.since_ms),
        until=iso(span.until_ms),
        suggestions=[_view(each) for each in best],
        posts_read=len(read.posts),
        complete=read.complete,
    )


def _view(one: Suggestion) -> SuggestionView:
    post = one.mention
    return SuggestionView(
        id=public_id_of(post),
        channel=post.channel,
        author=post.author,
        published_at=iso(post.published_ms),
        text=post.text,
        url=web_address(post.url),
        reach=audience(post),
        praise=round(one.praise, 3),
        worth=round(one.worth, 2),
    )
