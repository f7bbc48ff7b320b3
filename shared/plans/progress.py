"""How far a plan is: its steps with the times by which they are due, and who did which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from shared.domain.moments.moment import Moment, TimelineEntry
from shared.domain.time import MINUTE_MS
from shared.plans.plan import Clock, Plan, PlanStep


class StepState(NamedTuple):
    """A step of a plan, when it is due, and the entry on a timeline that says who did it; ``None`` while nobody has."""

    number: int
    step: PlanStep
    due_ms: int
    done: TimelineEntry | None

    def overdue(self, now_ms: int) -> bool:
        """Whether it should have been done; what is due at once never is, for nobody could have kept it."""
        return self.done is None and self.step.minutes > 0 and now_ms > self.due_ms

    def late_minutes(self, now_ms: int) -> int | None:
        """By how many whole minutes it missed its time, or has so far; 0: it was kept, ``None``: there is time left."""
        if self.done is None and not self.overdue(now_ms):
            return None
        return max(0, (self.done.at_ms if self.done else now_ms) - self.due_ms) // MINUTE_MS if self.step.minutes else 0


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


def next_update_ms(clock: Clock, from_ms: int, now_ms: int) -> int:
    """When the next update after ``now_ms`` is due.

    Updates begin ``update_every`` minutes after the scope and go on at this pace for
    ``update_for`` minutes; then one comes every ``then_every`` minutes.

    >>> clock, minute = Clock(), MINUTE_MS
    >>> [next_update_ms(clock, 0, at * minute) // minute for at in (0, 29, 30, 129, 130, 190)]
    [30, 30, 50, 130, 190, 250]
    """
    begin = from_ms + clock.scope * MINUTE_MS
    slower = begin + clock.update_for // clock.update_every * clock.update_every * MINUTE_MS
    start, pace = (begin, clock.update_every) if now_ms < slower else (slower, clock.then_every)
    passed = max(0, now_ms - start) // (pace * MINUTE_MS)
    return start + (passed + 1) * pace * MINUTE_MS
