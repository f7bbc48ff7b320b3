"""The health of channels as clients see it, which shows whether few mentions mean quiet or an outage."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from shared.http.fields import Instant


class State(StrEnum):
    """The state of a channel or of one of its queries, from good to bad."""

    OK = "ok"
    PUSHED = "pushed"
    UNUSED = "unused"
    WAITING = "waiting"
    LIMITED = "limited"
    LATE = "late"
    FAILING = "failing"


class Covered(TypedDict):
    """How much of the latest time was covered; the three parts make up the time watched."""

    watched_seconds: Annotated[int, Field(description="Of this time, since the query was first polled")]
    covered_seconds: Annotated[int, Field(description="Heard in time to alert")]
    late_seconds: Annotated[int, Field(description="Read later: it counts, and could not alert in time")]
    lost_seconds: Annotated[int, Field(description="Not read so far, or no longer to be had")]


CAUSES = Literal["failed", "limited", "behind", "not_polled", "dropped"]


class GapShown(TypedDict):
    """A time in which a query was not heard."""

    since: Instant
    until: Annotated[Instant | None, Field(description="`null`: it goes on")]
    cause: Annotated[
        CAUSES,
        Field(
            description="`failed`: polls failed; `limited`: the channel asked us to wait; `behind`: more was"
            " posted than was read; `not_polled`: no poll was made; `dropped`: the channel no longer listed it"
        ),
    ]
    read_later: Annotated[bool, Field(description="Whether what was posted then was read afterwards")]


class QueryHealth(TypedDict):
    """The health of one query of one brand."""

    brand: str
    query: str
    state: State
    last_success_at: Instant | None
    lag_seconds: Annotated[int | None, Field(description="Age of the newest post when it was last collected")]
    items: Annotated[int, Field(description="Posts collected in the last poll")]
    errors: Annotated[int, Field(description="Failed polls since the last success")]
    rate_limits: Annotated[int, Field(description="How often the channel asked us to wait")]
    last_error: str | None
    not_before: Annotated[Instant | None, Field(description="The channel asks for no request before this time")]
    last_day: Covered
    last_week: Covered
    gaps: Annotated[list[GapShown], Field(description="The newest gaps of the last week, newest first")]


class ChannelHealth(TypedDict):
    """The health of one channel, and what it covers."""

    channel: str
    state: Annotated[State, Field(description="The worst state of its queries; `unused`: no brand has a query for it")]
    covers: str
    not_covered: str
    brands_without: Annotated[list[str], Field(description="Brands that have no query for this channel")]
    last_success_at: Annotated[
        Instant | None,
        Field(
            description="The last poll that worked, up to 4 minutes late while polls bring nothing, or the last push"
        ),
    ]
    lag_seconds: Annotated[int | None, Field(description="How old the newest post was when it came")]
    median_lag_seconds: Annotated[
        int | None, Field(description="How late the latest pushed posts came, the middle one; `null` if it is polled")
    ]
    newest_post_at: Annotated[Instant | None, Field(description="The newest post of the last push")]
    hint: Annotated[str | None, Field(description="What to do if its posts come too late to alert")]
    last_day: Annotated[Covered, Field(description="The sums of its queries")]
    last_week: Annotated[Covered, Field(description="The sums of its queries")]
    queries: list[QueryHealth]


class ChannelList(TypedDict):
    """All channels."""

    channels: list[ChannelHealth]
