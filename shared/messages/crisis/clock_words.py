"""The clock of a crisis: what was to be said in public by when, whether it came in time, and both in words."""

from __future__ import annotations

from collections.abc import Sequence

from shared.domain.response.notes import is_public_note, page_of_note
from shared.messages.crisis.crisis_figures import CrisisFigures
from shared.messages.phrases import duration, time_with_date
from shared.plans.clock_record import Due, clock_record, first_update, next_update_ms
from shared.plans.progress import StepState
from shared.plans.public_word import PUBLIC_STEPS, PublicWord, Tick, told_once

PUBLIC_PAGE = "public page"


def public_words(figures: CrisisFigures) -> list[int]:
    """When something was said in public: statements, the public page, and steps that were done without one.

    What was told on two channels within a few minutes is there once.
    """
    said = [
        PublicWord(each.statement.published_ms, each.statement.text, each.statement.channel)
        for each in figures.answered
    ]
    steps = [entry for moment in figures.moments for entry in moment.timeline if entry.step]
    page = [
        PublicWord(entry.at_ms, told.new, PUBLIC_PAGE, told.headline)
        for entry in steps
        if (told := page_of_note(entry.note))
    ]
    ticked = [
        Tick(entry.at_ms, step)
        for step, entry in figures.done_steps.items()
        if step in PUBLIC_STEPS and not is_public_note(entry.note)
    ]
    return told_once([*said, *page], ticked)


def told_until(figures: CrisisFigures) -> int:
    """Until when the clock ran: now, or the end of the crisis."""
    return figures.now_ms if figures.ended_ms is None else figures.ended_ms


def clock_of(figures: CrisisFigures) -> list[Due]:
    """The record of the clock until now, or until the end; empty where the plan has no clock."""
    clock = figures.plan.clock
    return clock_record(clock, figures.severity_set_ms, public_words(figures), told_until(figures)) if clock else []


def next_update_of(figures: CrisisFigures) -> int | None:
    """When the next update is due; ``None`` where the plan has no clock, or the crisis is over."""
    clock = figures.plan.clock
    if clock is None or not figures.ongoing:
        return None
    return next_update_ms(clock, figures.severity_set_ms, figures.now_ms, public_words(figures))


def plan_states(figures: CrisisFigures) -> list[StepState]:
    """The steps of the plan; those that say something in public with the times of the clock."""
    clock, from_ms = figures.plan.clock, figures.severity_set_ms
    if clock is None:
        return figures.step_states
    words = public_words(figures)
    found = [*clock_record(clock, from_ms, words, from_ms)[:2], first_update(clock, from_ms, words)]
    by_step = dict(zip(PUBLIC_STEPS, found, strict=True))
    return [
        state._replace(due_ms=due.due_ms, said_ms=due.said_ms) if (due := by_step.get(state.step.id)) else state
        for state in figures.step_states
    ]


def kept_text(record: Sequence[Due], until_ms: int) -> str:
    """How many of the words that were said, or should have been by now, came in time.

    >>> record = [Due("first word", 300_000, 200_000), Due("scope", 600_000, None)]
    >>> kept_text(record, 600_000), kept_text(record, 600_001), kept_text(record[1:], 0)
    ('Public words in time: 1 of 1.', 'Public words in time: 1 of 2.', 'Nothing is late.')
    """
    told = [due.kept for due in record if due.late_minutes(until_ms) is not None]
    return f"Public words in time: {sum(told)} of {len(told)}." if told else "Nothing is late."


def due_text(due: Due, figures: CrisisFigures) -> str:
    """A word of the record: when it was due, and when it came."""
    until, began = told_until(figures), figures.began_ms
    name, when = due.what.capitalize(), time_with_date(due.due_ms, began)
    late = due.late_minutes(until)
    if due.said_ms is None:
        if late is None:
            return f"{name}: due at {when}" if figures.ongoing else f"{name}: was due at {when}, after the end"
        return f"{name}: was due at {when}, {f'{_late(late)} ago' if figures.ongoing else 'never said'}"
    said = f"{name}: due at {when}, said at {time_with_date(due.said_ms, began)}"
    return f"{said}, {_late(late)} late" if late else f"{said}, in time"


def _late(minutes: int) -> str:
    return duration(max(1, minutes) * 60_000)
