"""How far a plan is: its steps with the times by which they are due, and who did which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from shared.domain.moments.moment import Moment, TimelineEntry
from shared.domain.time import MINUTE_MS
from shared.plans.plan import Plan, PlanStep


class StepState(NamedTuple):
    """A step of a plan, when it is due, and the entry on a timeline that says who did it; ``None`` while nobody has.

    ``said_ms`` is when the public heard what the step says, where the clock knows, whether or not somebody ticked it.
    """

    number: int
    step: PlanStep
    due_ms: int
    done: TimelineEntry | None
    said_ms: int | None = None

    @property
    def done_ms(self) -> int | None:
        """When it was done, or said; ``None`` while it is neither."""
        return self.said_ms if self.said_ms is not None or self.done is None else self.done.at_ms

    def overdue(self, now_ms: int) -> bool:
        """Whether it should have been done; what is due at once never is, for nobody could have kept it."""
        return self.done_ms is None and self.step.minutes > 0 and now_ms > self.due_ms

    def late_minutes(self, now_ms: int) -> int | None:
        """By how many whole minutes it missed its time; 0: it was kept.

        So far at least one where it is not done; ``None``: there is time left.
        """
        if self.done_ms is None:
            return max(1, (now_ms - self.due_ms) // MINUTE_MS) if self.overdue(now_ms) else None
        return max(0, self.done_ms - self.due_ms) // MINUTE_MS if self.step.minutes else 0


def done_steps(moments: Iterable[Moment]) -> Mapping[str, TimelineEntry]:
    """Who did which step of the plan first, by the step's id, from the timelines of a crisis."""
    entries = [entry for moment in moments for entry in moment.timeline if entry.step]
    ordered = sorted(entries, key=lambda entry: entry.at_ms, reverse=True)
    return {entry.step: entry for entry in ordered}


def step_states(plan: Plan, from_ms: int, done: Mapping[str, TimelineEntry]) -> list[StepState]:
    """The steps in order, numbered from 1; their minutes count from ``from_ms``."""
    return [
        StepState(number, step, from_ms + step.minutes * MINUTE_MS, done.get(step.id))
        for number, step in enumerate(plan.steps, start=1)
    ]
