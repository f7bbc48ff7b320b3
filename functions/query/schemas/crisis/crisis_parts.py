"""The parts of a crisis as clients see it: trend, quotes, what rose, what readers answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast

from pydantic import Field
from typing_extensions import TypedDict

from shared.domain.time import iso_or_none
from shared.http.fields import Instant, web_address
from shared.messages.crisis.trend import Direction

if TYPE_CHECKING:
    from shared.domain.response.feedback import FeedbackTally
    from shared.messages.crisis.what_changed import Rise
    from shared.messages.theme_texts import Quote


class CrisisTrend(TypedDict):
    """Whether it gets worse, from the counts of the lead's posts in two windows of ten minutes."""

    direction: Direction
    text: str
    recent: Annotated[int | None, Field(description="The count of the last ten minutes; null where not compared")]
    before: Annotated[int | None, Field(description="The count of the ten minutes before")]


class CrisisQuote(TypedDict):
    """A post about the leading theme, without names, links and handles."""

    text: str
    channel: str
    url: str | None
    published_at: Instant | None


class RisenCount(TypedDict):
    """A channel or hashtag that rose."""

    name: str
    posts: int
    ratio: Annotated[float, Field(description="How many times the normal that is")]


class CrisisChanges(TypedDict):
    """What rose most against the normal, at most three of each."""

    words: list[str]
    links: Annotated[list[str], Field(description="Hosts, written so that nobody taps them by mistake")]
    channels: list[RisenCount]
    hashtags: list[RisenCount]


class FeedbackView(TypedDict):
    """What readers of the public page answered to "did this help?"."""

    yes: int
    no: int
    texts: Annotated[int, Field(description="How many wrote; they are mentions of the channel `feedback`")]
    refused: Annotated[int, Field(description="Answers that were not taken, because too many came in an hour")]


def feedback_view(tally: FeedbackTally | None) -> FeedbackView | None:
    """What readers of the public page answered; ``None`` where it is not known."""
    return (
        None
        if not tally or not any(tally)
        else FeedbackView(yes=tally.yes, no=tally.no, texts=tally.texts, refused=tally.refused)
    )


def quote_view(quote: Quote) -> CrisisQuote:
    """What somebody wrote, without the author."""
    sample = quote.sample
    return CrisisQuote(
        text=quote.words,
        channel=sample.channel,
        url=web_address(sample.url),
        published_at=iso_or_none(sample.published_ms),
    )


def risen_view(rise: Rise) -> RisenCount:
    """What rose against the normal."""
    return cast("RisenCount", {**rise._asdict(), "ratio": round(rise.ratio, 1)})
