"""A table-top exercise: a plan played without posts; what is due in which minute, and what people did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import count, groupby
from typing import NamedTuple

from shared.domain.time import MINUTE_MS
from shared.plans.clock_record import clock_record, first_update
from shared.plans.plan import UPDATES_STEP, Plan
from shared.plans.public_word import PUBLIC_STEPS, PublicWord, told_once

MOST_NOTE = 500
"""Characters of a note."""


class StepTicked(NamedTuple):
    """A step of the plan that somebody did."""

    step: str
    at_ms: int
    by: str


class Act(NamedTuple):
    """Something else that somebody did: told an inject, said an update, wrote a note."""

    at_ms: int
    by: str
    text: str = ""


class Played(NamedTuple):
    """What people did: steps, updates beside them, injects that they told before their minute, by number, and notes."""

    ticked: Sequence[StepTicked] = ()
    said: Sequence[Act] = ()
    told: Mapping[int, Act] = {}
    notes: Sequence[Act] = ()

    @property
    def words_ms(self) -> list[int]:
        """When something was said in public: the steps that say something, and further updates.

        Two who tell of one update within a few minutes tell of one word.
        """
        public = [each for each in self.ticked if each.step in PUBLIC_STEPS]
        updates = [each.at_ms for each in public if each.step == UPDATES_STEP]
        others = (each.at_ms for each in public if each.step != UPDATES_STEP)
        return sorted({*others, *told_once(map(PublicWord, [*updates, *(each.at_ms for each in self.said)]))})


class Cue(NamedTuple):
    """What is due in a minute: whose it is, what to do and what not.

    ``step`` and ``number`` name the step of the plan; empty and 0 for a further update.
    """

    minute: int
    owner: str
    do: str
    do_not: str = ""
    step: str = ""
    number: int = 0


def cues(plan: Plan, minutes: int, words_ms: Sequence[int] = ()) -> list[tuple[int, list[Cue]]]:
    """What is due by minute: the steps of the plan, and the updates after its first that were not said.

    ``words_ms`` says when something was said in public, since the beginning: a late word moves the updates after it.

    >>> from shared.plans.plan import Clock, PlanStep
    >>> plan = Plan("p", "P", (PlanStep("lead", "lead", 0, "Lead."),), clock=Clock())
    >>> [[minute for minute, _ in cues(plan, 60, words_ms)] for words_ms in ((), (300_000, 900_000))]
    [[0, 50], [0, 55]]
    """
    steps = zip(count(1), plan.steps, step_minutes(plan, words_ms), strict=False)
    found = [Cue(minute, step.owner, step.do, step.do_not, step.id, number) for number, step, minute in steps]
    found = sorted([*found, *_updates(plan, minutes, words_ms)], key=lambda cue: cue.minute)
    return [(minute, list(each)) for minute, each in groupby(found, key=lambda cue: cue.minute) if minute < minutes]


def step_minutes(plan: Plan, words_ms: Sequence[int]) -> list[int]:
    """By which minute each step is due: those of the plan; the first update by the clock, as a late word moves it."""
    if plan.clock is None:
        return [step.minutes for step in plan.steps]
    update = first_update(plan.clock, 0, words_ms).due_ms // MINUTE_MS
    return [update if step.id == UPDATES_STEP else step.minutes for step in plan.steps]


def _updates(plan: Plan, minutes: int, words_ms: Sequence[int]) -> list[Cue]:
    """The updates from the second on; the first one is a step."""
    if plan.clock is None:
        return []
    owner = next((step.owner for step in plan.steps if step.id == UPDATES_STEP), next(iter(plan.contacts), "lead"))
    later = clock_record(plan.clock, 0, words_ms, minutes * MINUTE_MS)[3:]
    return [
        Cue(due.due_ms // MINUTE_MS, owner, f"Post {due.what}, even when nothing is new.")
        for due in later
        if due.said_ms is None
    ]
