"""The case file of a crisis as clients see it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from functions.query.schemas.crisis.crisis import CrisisSummary
from functions.query.schemas.crisis.crisis_parts import CrisisQuote
from functions.query.schemas.crisis.moment_parts import MomentTheme
from functions.query.schemas.crisis.plan import PlanClockWord, PlanStepState
from functions.query.schemas.crisis.statement import AnsweredStatement
from shared.http.fields import Instant, Share

Minutes = Annotated[float | None, Field(description="null: it did not happen, or is not known")]


class CaseCourse(TypedDict):
    """Times in minutes since the crisis began; the half-life counts from the peak."""

    detected: float
    acknowledged: Minutes
    first_word: Minutes
    peak: Minutes
    peak_negative: Annotated[int | None, Field(description="Negative posts of the worst five minutes")]
    half_life: Annotated[
        float | None, Field(description="From the peak until the negative posts beyond the normal had halved")
    ]
    recovered: Minutes


class CaseTrust(TypedDict):
    """How negative people talked after the crisis against before it, from the hours that are rolled up."""

    before_share: Annotated[Share, Field(description="Of the scored posts of the 28 days before it began")]
    after_share: Annotated[Share, Field(description="Of those of the days after it ended, seven at most")]
    before_posts: int
    after_posts: int
    after_days: Annotated[float, Field(description="How much of the seven days is over")]
    text: str


class CaseEntry(TypedDict):
    """One line of what happened; people have numbers instead of names."""

    at: Annotated[Instant, Field(description="When it happened; a statement when it was said, as in the clock")]
    who: Annotated[str, Field(examples=["person 1", "Foreshock"])]
    what: str
    moment: Annotated[str, Field(description="Id of the moment on whose timeline it stands")]


class CaseAction(TypedDict):
    """Something to do better, and whose it is."""

    text: str
    owner: str


class CaseFile(CrisisSummary):
    """A crisis from its beginning to its end, to learn from. Members of the team and authors have no names."""

    summary: Annotated[list[str], Field(description="What happened, in a few sentences")]
    posts: int | None
    scored_posts: Annotated[int | None, Field(description="Those of them whose sentiment is known")]
    negative_posts: int | None
    negative_share: Annotated[Share | None, Field(description="Of the scored posts since it began")]
    normal_negative_share: Share | None
    reach: int
    course: CaseCourse
    trust: Annotated[
        CaseTrust | None, Field(description="null while it goes on, and with fewer than 30 scored posts on either side")
    ]
    timeline: list[CaseEntry]
    themes: list[MomentTheme]
    channels: dict[str, int]
    quotes: list[CrisisQuote]
    plan: Annotated[str, Field(description="Id of the response plan")]
    steps: list[PlanStepState]
    clock: Annotated[
        list[PlanClockWord], Field(description="What was to be said in public by when; empty without a clock")
    ]
    statements: list[AnsweredStatement]
    reasons: Annotated[list[str], Field(description="Why it had its severity")]
    what_worked: list[str]
    actions: Annotated[list[CaseAction], Field(description="What to do better, from the figures of the case")]
    chart: Annotated[str, Field(description="Path of the chart, an SVG")]
