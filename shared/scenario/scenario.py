"""A scenario: how many posts about what are written in which stage of a crisis, and the posts themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import chain, pairwise
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from shared.domain.moments.kind import Kind

CHANNELS = ("mastodon", "bluesky", "hackernews", "rss", "appstore", "webhook")
"""Where a scenario may post: channels of single posts that anybody writes."""

ORDINARY = ("praise", "question", "complaint", "chatter")
"""The topics of an ordinary day, which every scenario may use."""

BRAND = "{brand}"
"""What stands in a post for the name of the brand."""

_PLACEHOLDER = re.compile(r"{[^}]*}?|}")

Text = Annotated[str, Field(min_length=3, max_length=900)]
Hour = Annotated[float, Field(ge=0, le=100_000)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,30}$")]
Weight = Annotated[float, Field(gt=0, le=1_000)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Expected(_Part):
    """As what the team should treat the crisis: this decides which plan is the right one."""

    kind: Kind
    severity: Literal["SEV1", "SEV2", "SEV3", "SEV4"]


class Stage(_Part):
    """A part of the scenario."""

    until: Hour = Field(description="Hours after the beginning")
    times: float = Field(gt=0, le=100, description="Times as many posts as usual")
    topics: Mapping[Name, Weight] = Field(min_length=1, max_length=30, description="What about, with weights")


class Statement(_Part):
    """A post of the brand itself."""

    hour: Hour
    text: Text


class Scenario(_Part):
    """Invented posts that follow the course of a crisis in shape."""

    speed: float = Field(ge=1, le=1_000, description="How much faster than it was it is played best")
    channels: Mapping[str, Weight] = Field(min_length=1, description="Where posts appear, with weights")
    hashtags: tuple[Name, ...] = Field(default=(), max_length=20)
    stages: tuple[Stage, ...] = Field(min_length=1, max_length=50, description="One after the other")
    statements: tuple[Statement, ...] = Field(default=(), max_length=50, description="What the brand says itself")
    posts: Mapping[Name, Annotated[tuple[Text, ...], Field(min_length=1, max_length=200)]] = Field(
        max_length=30, description="Texts by topic; {brand} stands for the name of the brand"
    )
    expects: Expected | None = Field(default=None, description="As what the team should treat it")

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if any(later.until <= earlier.until for earlier, later in pairwise(self.stages)):
            raise ValueError("every stage must end after the one before")
        unknown = set(self.channels) - set(CHANNELS)
        if unknown:
            raise ValueError(f"there is no channel {min(unknown)!r}; use some of {', '.join(CHANNELS)}")
        asked = {topic for stage in self.stages for topic in stage.topics}
        if asked - set(self.posts) - set(ORDINARY):
            raise ValueError(f"no posts are written for {min(asked - set(self.posts) - set(ORDINARY))!r}")
        if set(self.posts) - asked:
            raise ValueError(f"no stage uses the posts of {min(set(self.posts) - asked)!r}")
        every = [*chain.from_iterable(self.posts.values()), *(each.text for each in self.statements)]
        wrong = [found for text in every for found in _PLACEHOLDER.findall(text) if found != BRAND]
        if wrong:
            raise ValueError(f"posts know no placeholder but {BRAND}, not {wrong[0]!r}")
        return self

    @property
    def hours(self) -> float:
        """How long it lasts, in hours of the real course."""
        return self.stages[-1].until
