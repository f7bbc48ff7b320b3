"""The response plan of a crisis as clients see it: its steps with their times, who did which, and the clock."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

from pydantic import Field
from typing_extensions import TypedDict

from shared.domain.time import MINUTE_MS, iso, iso_or_none
from shared.http.fields import Instant

if TYPE_CHECKING:
    from shared.messages.crisis.crisis_figures import CrisisFigures
    from shared.plans.clock_record import Due
    from shared.plans.plan import Clock
    from shared.plans.progress import StepState


class PlanStepState(TypedDict):
    """A step of the plan of a crisis."""

    number: Annotated[int, Field(description="For POST /moments/{id}/steps/{n}")]
    id: str
    owner: Annotated[str, Field(description="A role of the plan's contacts")]
    due_at: Instant
    overdue: Annotated[bool, Field(description="Whether it should have been done; false once the crisis is over")]
    late_minutes: Annotated[
        int | None,
        Field(description="By how much it missed its time, or has so far; 0: kept, null: there is time left"),
    ]
    do: str
    do_not: str | None
    done_by: Annotated[str | None, Field(description="Who did it; null while nobody has said so")]
    done_at: Annotated[Instant | None, Field(description="When; of what the public is told, when it was said")]


class PlanClockWord(TypedDict):
    """A public word that the clock of the plan asked for."""

    what: Annotated[str, Field(examples=["first word", "scope", "update 1"])]
    due_at: Instant
    said_at: Instant | None
    late_minutes: Annotated[int | None, Field(description="0: in time, null: there is time left")]


class PlanClockTimes(TypedDict):
    """When the public hears from you, and whether it did."""

    first_word_due_at: Instant
    scope_due_at: Instant
    next_update_due_at: Annotated[Instant | None, Field(description="null once the crisis is over")]
    record: Annotated[list[PlanClockWord], Field(description="What was due so far, and when it was said")]


class CrisisPlan(TypedDict):
    """What the team does in this crisis, by the plan for its kind and severity."""

    id: str
    code: Annotated[str, Field(description="The number by which people call it, also in texts", examples=["111"])]
    title: str
    steps: list[PlanStepState]
    clock: Annotated[PlanClockTimes | None, Field(description="null: nothing has to be said in public")]
    holding_statement: str | None
    approval: str | None


def crisis_plan(figures: CrisisFigures) -> CrisisPlan:
    """The plan of a crisis as it stands."""
    from shared.messages.crisis.clock_words import plan_states  # noqa: PLC0415 - loaded with the figures of a crisis
    from shared.plans.code import code_of  # noqa: PLC0415 - as before

    plan = figures.plan
    return CrisisPlan(
        id=plan.id,
        code=code_of(plan),
        title=plan.title,
        steps=[_step(state, figures) for state in plan_states(figures)],
        clock=_clock(plan.clock, figures) if plan.clock else None,
        holding_statement=plan.holding_statement or None,
        approval=plan.approval or None,
    )


def _step(state: StepState, figures: CrisisFigures) -> PlanStepState:
    return PlanStepState(
        number=state.number,
        id=state.step.id,
        owner=state.step.owner,
        due_at=iso(state.due_ms),
        overdue=figures.ongoing and state.overdue(figures.now_ms),
        late_minutes=state.late_minutes(figures.now_ms if figures.ended_ms is None else figures.ended_ms),
        do=state.step.do,
        do_not=state.step.do_not or None,
        done_by=state.done.by if state.done else None,
        done_at=iso_or_none(state.done_ms),
    )


def _clock(clock: Clock, figures: CrisisFigures) -> PlanClockTimes:
    from shared.messages.crisis.clock_words import clock_of, next_update_of  # noqa: PLC0415 - loaded with the figures of a crisis

    from_ms = figures.severity_set_ms
    return PlanClockTimes(
        first_word_due_at=iso(from_ms + clock.first_word * MINUTE_MS),
        scope_due_at=iso(from_ms + clock.scope * MINUTE_MS),
        next_update_due_at=iso_or_none(next_update_of(figures)),
        record=clock_words(clock_of(figures), figures),
    )


def clock_words(record: Iterable[Due], figures: CrisisFigures) -> list[PlanClockWord]:
    """The record of the clock as the API shows it."""
    until_ms = figures.now_ms if figures.ended_ms is None else figures.ended_ms
    return [
        PlanClockWord(
            what=due.what,
            due_at=iso(due.due_ms),
            said_at=iso_or_none(due.said_ms),
            late_minutes=due.late_minutes(until_ms),
        )
        for due in record
    ]
