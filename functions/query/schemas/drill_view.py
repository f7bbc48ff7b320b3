"""A drill as clients see it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, NamedTuple

from pydantic import Field
from typing_extensions import TypedDict

from shared.domain.drill import Drill, Score
from shared.domain.time import iso, iso_or_none
from shared.http.fields import Instant
from shared.plans.plan import Plan
from shared.plans.table_top import Played

Minutes = Annotated[float | None, Field(description="Since the drill began; null: it did not happen")]


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
    wanted_plan: Annotated[str | None, Field(description="Id of the plan that the drill asks for; null: none")]
    right_plan: Annotated[
        bool | None, Field(description="Whether the plan was the one it asks for, and somebody began it")
    ]
    drafts_approved: Annotated[int, Field(description="Answers to single posts that were approved")]
    drafts_refused: Annotated[int, Field(description="How often the rules for answers refused a text")]


class InjectView(TypedDict):
    """Something that happens beside the posts; volunteers get it by mail."""

    n: Annotated[int, Field(description="Its number, to tell it before its minute")]
    minute: Annotated[int, Field(description="Since the drill began")]
    at: Instant
    who: str
    text: str
    told_by: Annotated[str | None, Field(description="Who told it before its minute; null: nobody; lists do not say")]


class DrillStepView(TypedDict):
    """A step of the plan of a table-top exercise."""

    n: Annotated[int, Field(description="Its number in the plan")]
    step: Annotated[str, Field(description="Its id")]
    owner: str
    minutes: Annotated[int, Field(description="Within how many minutes after the beginning")]
    do: str
    do_not: str
    done_at: Instant | None
    done_by: str | None


class DrillNoteView(TypedDict):
    """What somebody wrote down in a table-top exercise, for the talk afterwards."""

    at: Instant
    by: str
    text: str


class DrillView(TypedDict):
    """A drill with its score so far; after its end, the score that it ended with."""

    id: Annotated[
        str, Field(description="Also the id of the stand-in: posts, moments and crises have it as their brand")
    ]
    brand: str
    name: Annotated[str, Field(description="The name of the stand-in, as messages have it")]
    case: Annotated[str, Field(description="What is played")]
    played: Annotated[bool, Field(description="Whether its posts come by themselves; otherwise push them")]
    table_top: Annotated[bool, Field(description="Whether a plan is played, without posts")]
    speed: float
    started_by: str
    started_at: Instant
    until: Annotated[Instant, Field(description="When it ends at the latest")]
    ended_at: Instant | None
    ended_by: str | None
    why: Annotated[str | None, Field(description="Why it ended")]
    must_stop: Annotated[str | None, Field(description="Why whoever plays it must end it now; null: play on")]
    injects: list[InjectView]
    steps: Annotated[list[DrillStepView], Field(description="Of a table-top exercise, while it is shown alone")]
    situation: Annotated[str | None, Field(description="What the people of a table-top exercise are told first")]
    notes: Annotated[list[DrillNoteView], Field(description="Of a table-top exercise, while it is shown alone")]
    score: ScoreView
    earlier: Annotated[list[ScoreView], Field(description="Of the brand's last such drills before, the latest first")]


class DrillList(TypedDict):
    """Drills, the latest first."""

    drills: list[DrillView]


class TableTop(NamedTuple):
    """The plan that a table-top exercise plays, and what people did."""

    plan: Plan
    played: Played


def drill_view(
    drill: Drill,
    score: Score,
    earlier: Sequence[Score] = (),
    must_stop: str = "",
    table_top: TableTop | None = None,
) -> DrillView:
    """The drill as every answer shows it."""
    return DrillView(
        id=drill.id,
        brand=drill.brand,
        name=drill.name,
        case=drill.case,
        played=drill.played,
        table_top=drill.table_top,
        speed=drill.speed,
        started_by=drill.by,
        started_at=iso(drill.started_ms),
        until=iso(drill.until_ms),
        ended_at=iso_or_none(drill.ended_ms or None),
        ended_by=drill.ended_by or None,
        why=drill.why or None,
        must_stop=must_stop or None,
        injects=_injects(drill, table_top),
        steps=_steps(table_top) if table_top else [],
        situation=drill.situation or None,
        notes=[
            DrillNoteView(at=iso(each.at_ms), by=each.by, text=each.text)
            for each in (table_top.played.notes if table_top else ())
        ],
        score=_score_view(score),
        earlier=[_score_view(one) for one in earlier],
    )


def _injects(drill: Drill, table_top: TableTop | None) -> list[InjectView]:
    told = table_top.played.told if table_top else {}
    return [
        InjectView(
            n=place + 1,
            minute=each.minute,
            at=iso(drill.inject_ms(each)),
            who=each.who,
            text=each.text,
            told_by=told[place].by if place in told else None,
        )
        for place, each in enumerate(drill.injects)
    ]


def _steps(table_top: TableTop) -> list[DrillStepView]:
    done = {each.step: each for each in table_top.played.ticked}
    return [
        DrillStepView(
            n=number,
            step=step.id,
            owner=step.owner,
            minutes=step.minutes,
            do=step.do,
            do_not=step.do_not,
            done_at=iso(done[step.id].at_ms) if step.id in done else None,
            done_by=done[step.id].by if step.id in done else None,
        )
        for number, step in enumerate(table_top.plan.steps, start=1)
    ]


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
        wanted_plan=score.wanted_plan or None,
        right_plan=score.right_plan,
        drafts_approved=score.drafts_approved,
        drafts_refused=score.drafts_refused,
    )
