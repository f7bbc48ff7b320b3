"""A brand's on-call policy as a client sends it, checked field by field, and as the API shows it."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator
from typing_extensions import TypedDict

from shared.domain.moments.moment import Severity
from shared.domain.people import oncall
from shared.domain.people.oncall import MAX_LEVELS, MAX_MINUTES, MAX_REPEATS, OnCall, QuietHours, minute_of_day
from shared.http.fields import WholeNumber

PagingSeverity = Literal["SEV1", "SEV2"]
Clock = Annotated[str, Field(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$", examples=["22:00"])]
Minutes = Annotated[WholeNumber, Field(ge=0, le=MAX_MINUTES)]
Levels = Annotated[list[Minutes], Field(min_length=1, max_length=MAX_LEVELS)]

USUAL = OnCall()

QuietHoursView = TypedDict("QuietHoursView", {"from": Clock, "until": Clock})
"""Local times of the brand; ``from`` is a word of the language, so it is no attribute of a class."""


class OnCallView(TypedDict):
    """Who is paged when."""

    levels: list[int]
    severities: dict[PagingSeverity, list[int]]
    repeat_minutes: int
    repeats: int
    quiet_hours: QuietHoursView | None


class QuietHoursInput(BaseModel):
    """When mails of SEV3 and SEV4 wait, in local times of the brand; texts never wait."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    start: Clock = Field(alias="from", description="Beginning")
    until: Clock = Field(description="End; on the next day if it is earlier than the beginning")


class OnCallInput(BaseModel):
    """Who is paged when. All minutes count from the first page of a crisis."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    levels: Levels = Field(
        default=list(USUAL.levels),
        description="After how many minutes each level is paged, unless somebody acknowledges",
    )
    severities: dict[PagingSeverity, Levels] = Field(
        default={}, description="The same for single severities", examples=[{"SEV2": [0, 30]}]
    )
    repeat_minutes: WholeNumber = Field(
        default=USUAL.repeat_minutes, ge=2, le=120, description="Everybody paged so far is paged again this often"
    )
    repeats: WholeNumber = Field(default=USUAL.repeats, ge=0, le=MAX_REPEATS, description="How often at most")
    quiet_hours: QuietHoursInput | None = Field(
        default=None, description="Mails of SEV3 and SEV4 wait until these end; `null`: they never wait"
    )

    @field_validator("levels")
    @classmethod
    def _check_levels(cls, levels: list[int]) -> list[int]:
        if levels[0] != 0 or any(later <= earlier for earlier, later in pairwise(levels)):
            raise ValueError("must begin with 0 and grow from level to level, such as [0, 10, 20]")
        return levels

    @field_validator("severities")
    @classmethod
    def _check_severities(cls, severities: dict[PagingSeverity, list[int]]) -> dict[PagingSeverity, list[int]]:
        for levels in severities.values():
            cls._check_levels(levels)
        return severities

    @field_validator("quiet_hours")
    @classmethod
    def _check_quiet_hours(cls, quiet: QuietHoursInput | None) -> QuietHoursInput | None:
        if quiet and quiet.start == quiet.until:
            raise ValueError("must not begin and end at the same time; leave them out for none")
        return quiet


def oncall_view(policy: OnCall) -> OnCallView:
    """The policy as the API shows it."""
    view: OnCallView = oncall.to_document(policy)  # type: ignore[assignment]  # one shape for the store and the API
    return view


def oncall_from_input(settings: OnCallInput) -> OnCall:
    """The policy that new settings make."""
    quiet = settings.quiet_hours
    return OnCall(
        levels=tuple(settings.levels),
        severities={Severity[name]: tuple(levels) for name, levels in sorted(settings.severities.items())},
        repeat_minutes=settings.repeat_minutes,
        repeats=settings.repeats,
        quiet_hours=QuietHours(minute_of_day(quiet.start), minute_of_day(quiet.until)) if quiet else None,
    )
