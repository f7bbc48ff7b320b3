"""What worked in a crisis and what to do better, each from the figures of its case."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

from functions.query.case.milestones import CrisisMilestones
from shared.domain.response.statement import Statement
from shared.domain.time import MINUTE_MS
from shared.effect.verdict import Answered, EffectVerdict
from shared.messages.crisis.crisis_figures import CrisisFigures
from shared.messages.crisis.effect_words import channels_text, effect_text, shared_effect_text
from shared.messages.phrases import duration, time_with_date
from shared.messages.quote import safe_text
from shared.plans.clock_record import UPDATE, Due
from shared.plans.public_word import PUBLIC_STEPS

PROMPT_MS = 5 * MINUTE_MS
"""Within so much time of the time before it, an answer is prompt (the first word of a SEV1's plan)."""

LEAD, COMMUNICATIONS, OPERATOR = "lead", "communications", "whoever runs Foreshock"


class ToDo(NamedTuple):
    """Something to do better, and whose it is: a role of the plan."""

    text: str
    owner: str


def what_worked(figures: CrisisFigures, course: CrisisMilestones, clock: Sequence[Due]) -> list[str]:
    """What to keep."""
    found = []
    if course.detected_ms <= PROMPT_MS:
        found.append(f"It was detected {duration(course.detected_ms)} after it began.")
    if course.acknowledged_ms is not None and course.acknowledged_ms - course.detected_ms <= PROMPT_MS:
        later_ms = course.acknowledged_ms - course.detected_ms
        found.append(
            f"Somebody took care of it {f'{duration(later_ms)} later' if later_ms >= MINUTE_MS else 'at once'}."
        )
    kept = [due.what for due in clock if due.kept]
    if kept:
        words = "public word" if len(clock) == 1 else "public words"
        found.append(f"In time: {', '.join(kept[:6])} ({len(kept)} of {len(clock)} {words}).")
    helping = (each for each in figures.answered if each.verdict is EffectVerdict.HELPING)
    return [*found, *(_helped(each, figures) for each in helping)]


def _helped(answered: Answered, figures: CrisisFigures) -> str:
    """What a statement changed, with what else may have."""
    shown = next(effect for effect in reversed(answered.effects) if effect.verdict is EffectVerdict.HELPING)
    beside = channels_text(shown.channels, answered.statement.channel)
    told = (f"{_which(answered.statement, figures)} helped.", effect_text(shown), beside, shared_effect_text(answered))
    return " ".join(filter(None, told))


def what_to_do_better(figures: CrisisFigures, course: CrisisMilestones, clock: Sequence[Due]) -> list[ToDo]:
    """What to do better, each with its owner."""
    until_ms = figures.now_ms if figures.ended_ms is None else figures.ended_ms
    return [*_late(course), *_words(clock, until_ms), *_steps(figures)]


def _late(course: CrisisMilestones) -> Iterable[ToDo]:
    if course.detected_ms > PROMPT_MS:
        told = f"It was detected only {duration(course.detected_ms)} after it began"
        yield ToDo(f"{told}: compare thresholds with foreshock backtest, and the delay of channels.", OPERATOR)
    if course.acknowledged_ms is None:
        yield ToDo("Nobody said that they take care of it: check who is on call.", LEAD)
    elif course.acknowledged_ms - course.detected_ms > PROMPT_MS:
        late = duration(course.acknowledged_ms - course.detected_ms)
        yield ToDo(f"Somebody took care of it only after {late}: check who is paged, and how often again.", LEAD)


def _words(clock: Sequence[Due], until_ms: int) -> Iterable[ToDo]:
    for missed, run in groupby(clock, key=lambda due: due.said_ms is None and due.late_minutes(until_ms) is not None):
        words = list(run)
        if missed:
            yield from _never_said([due.what for due in words])
        else:
            late = ((due.what, due.late_minutes(until_ms)) for due in words)
            yield from (ToDo(f"{what.capitalize()}: {by} min late.", COMMUNICATIONS) for what, by in late if by)


def _never_said(words: Sequence[str]) -> Iterable[ToDo]:
    """A line for each word, and one for updates missed one after the other."""
    updates = [word for word in words if word.startswith(UPDATE)]
    told = [word for word in words if word not in updates]
    if len(updates) > 1:
        told.append(f"updates {updates[0].removeprefix(UPDATE)} to {updates[-1].removeprefix(UPDATE)}")
    else:
        told += updates
    yield from (ToDo(f"{word.capitalize()}: never said.", COMMUNICATIONS) for word in told)


def _steps(figures: CrisisFigures) -> Iterable[ToDo]:
    for each in figures.answered:
        if each.verdict is EffectVerdict.NOT_HELPING:
            yield ToDo(f"{_which(each.statement, figures)} did not help: find out why.", COMMUNICATIONS)
    for state in figures.step_states:
        if state.done is None and state.step.id not in PUBLIC_STEPS:
            yield ToDo(f"Nobody said that this was done: {state.step.do}", state.step.owner)


def _which(statement: Statement, figures: CrisisFigures) -> str:
    return (
        f"The statement of {time_with_date(statement.published_ms, figures.began_ms)} on {safe_text(statement.channel)}"
    )
