"""Drills as clients start them and see them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from shared.domain.brand import SLUG
from shared.domain.drill import MAX_BRAND, Drill, Score
from shared.domain.time import iso, iso_or_none
from shared.http.fields import Instant, ShortText

SLUG_PATTERN = f"^(?:{SLUG.pattern})$"

Minutes = Annotated[float | None, Field(description="Since the drill began; null: it did not happen")]


class DrillInput(BaseModel):
    """A drill to begin."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    brand: str = Field(
        pattern=SLUG_PATTERN, max_length=MAX_BRAND, description="Whose team practises", examples=["acme"]
    )
    case: str = Field(pattern=SLUG_PATTERN, description="What is played, for the record", examples=["united-3411"])
    speed: float = Field(default=1, ge=1, le=1_000, description="Times as fast as it was, for the record")
    minutes: int = Field(default=180, ge=5, le=1_440, description="How long it may last at most")
    by: ShortText = Field(description="Who starts it, as your team knows them", examples=["ana"])


class DrillEndInput(BaseModel):
    """The end of a drill."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    by: ShortText = Field(description="Who ends it", examples=["ana"])
    why: ShortText = Field(default="played to its end", description="Why")


class ScoreView(TypedDict):
    """What the team did."""

    detected: Minutes
    acknowledged: Minutes
    first_word: Minutes
    plan: Annotated[str | None, Field(description="Id of the plan that the crisis had; null: none was detected")]
    steps: Annotated[int, Field(description="Steps of the plan")]
    steps_done: int
    words_due: Annotated[int, Field(description="Public words that were due by the clock of the plan")]
    words_in_time: int


class DrillView(TypedDict):
    """A drill with its score so far; after its end, the score that it ended with."""

    id: Annotated[
        str, Field(description="Also the id of the stand-in: posts, moments and crises have it as their brand")
    ]
    brand: str
    name: Annotated[str, Field(description="The name of the stand-in, as messages have it")]
    case: str
    speed: float
    started_by: str
    started_at: Instant
    until: Annotated[Instant, Field(description="When it ends at the latest")]
    ended_at: Instant | None
    ended_by: str | None
    why: Annotated[str | None, Field(description="Why it ended")]
    must_stop: Annotated[str | None, Field(description="Why whoever plays it must end it now; null: play on")]
    score: ScoreView
    earlier: Annotated[list[ScoreView], Field(description="Of the brand's last drills before, the latest first")]


class DrillList(TypedDict):
    """Drills, the latest first."""

    drills: list[DrillView]


def drill_view(drill: Drill, score: Score, earlier: Sequence[Score] = (), must_stop: str = "") -> DrillView:
    """The drill as every answer shows it."""
    return DrillView(
        id=drill.id,
        brand=drill.brand,
        name=drill.name,
        case=drill.case,
        speed=drill.speed,
        started_by=drill.by,
        started_at=iso(drill.started_ms),
        until=iso(drill.until_ms),
        ended_at=iso_or_none(drill.ended_ms or None),
        ended_by=drill.ended_by or None,
        why=drill.why or None,
        must_stop=must_stop or None,
        score=_score_view(score),
        earlier=[_score_view(one) for one in earlier],
    )


def _score_view(score: Score) -> ScoreView:
    return ScoreView(
        detected=score.detected,
        acknowledged=score.acknowledged,
        first_word=score.first_word,
        plan=score.plan or None,
        steps=score.steps,
        steps_done=score.steps_done,
        words_due=score.words_due,
        words_in_time=score.words_in_time,
    )
