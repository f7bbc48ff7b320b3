"""A well-known crisis as its YAML file has it, checked: every claim names sources, and every source is used."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from shared.plans.strategy import Responsibility
from shared.scenario.scenario import Scenario

Text = Annotated[str, Field(min_length=3, max_length=900)]
Hour = Annotated[float, Field(ge=0, le=100_000)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,30}$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(_Part):
    """Where a claim was read: title, publisher, day, month or year of publication, address."""

    title: Text
    publisher: Text
    date: str = Field(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$")
    url: str = Field(pattern=r"^https?://[^\s]+$")


class Claim(_Part):
    """What is said to have happened, and the names of the sources that say so."""

    what: Text
    sources: tuple[Name, ...] = Field(min_length=1)


class Event(Claim):
    """A turn of the crisis: ``when`` as the sources know it, ``hour`` about how long after the beginning."""

    when: Text
    hour: Hour


class Word(Event):
    """What somebody said in public, in our words."""

    who: Text


class Case(_Part):
    """A crisis: what happened, its course, what was said, what helped and what did not, and what we learn from it.

    ``responsibility`` is how far people held the brand responsible, in the terms of the strategy advice.
    """

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{1,38}$")
    title: Text
    kind: Text
    began: str = Field(pattern=r"^\d{4}-\d{2}(-\d{2})?$")
    responsibility: Responsibility
    happened: tuple[Claim, ...] = Field(min_length=1)
    course: tuple[Event, ...] = Field(min_length=3)
    said: tuple[Word, ...] = Field(min_length=1)
    helped: tuple[Claim, ...] = Field(min_length=1)
    did_not_help: tuple[Claim, ...] = Field(min_length=1)
    lessons: tuple[Text, ...] = Field(min_length=2)
    sources: Mapping[Name, Source]
    scenario: Scenario

    @model_validator(mode="after")
    def _sourced(self) -> Self:
        used = {name for claim in self.claims for name in claim.sources}
        if used - set(self.sources):
            raise ValueError(f"there is no source {min(used - set(self.sources))!r}")
        if set(self.sources) - used:
            raise ValueError(f"nothing is said from the source {min(set(self.sources) - used)!r}")
        for events in (self.course, self.said):
            if any(later.hour < earlier.hour for earlier, later in pairwise(events)):
                raise ValueError("what happened and what was said must be in the order of the hours")
        return self

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Everything that needs a source."""
        return (*self.happened, *self.course, *self.said, *self.helped, *self.did_not_help)
