"""The score card of a drill, from the figures of its crisis: how soon, by which plan, how much of it in time."""

from __future__ import annotations

from shared.domain.drill import Score
from shared.domain.moments.moment import Transition
from shared.domain.time import MINUTE_MS
from shared.messages.crisis.clock_words import clock_of, public_words
from shared.messages.crisis.crisis_figures import CrisisFigures
from shared.plans.clock_record import clock_record
from shared.plans.plan import LEAD_STEP, Plan
from shared.plans.table_top import Played


def score_of(figures: CrisisFigures, started_ms: int) -> Score:
    """What the team did until now; times are minutes since the drill began."""
    entries = [entry for moment in figures.moments for entry in moment.timeline]
    taken = [entry.at_ms for entry in entries if entry.change is Transition.ACKNOWLEDGED]
    clock = [due for due in clock_of(figures) if due.late_minutes(figures.now_ms) is not None]
    return Score(
        detected=_minutes(min(moment.detected_ms for moment in figures.moments), started_ms),
        acknowledged=_minutes(min(taken, default=None), started_ms),
        first_word=_minutes(min(public_words(figures), default=None), started_ms),
        plan=figures.plan.id,
        steps=len(figures.plan.steps),
        steps_done=len(figures.done_steps),
        words_due=len(clock),
        words_in_time=sum(due.kept for due in clock),
    )


def table_top_score(plan: Plan, started_ms: int, played: Played, now_ms: int) -> Score:
    """The same for a table-top exercise, in which nothing has to be detected."""
    words, ticked = played.words_ms, played.ticked
    clock = clock_record(plan.clock, started_ms, words, now_ms) if plan.clock else []
    due = [word for word in clock if word.late_minutes(now_ms) is not None]
    lead = min((each.at_ms for each in ticked if each.step == LEAD_STEP), default=None)
    return Score(
        acknowledged=_minutes(lead, started_ms),
        first_word=_minutes(min(words, default=None), started_ms),
        plan=plan.id,
        steps=len(plan.steps),
        steps_done=len(ticked),
        words_due=len(due),
        words_in_time=sum(word.kept for word in due),
    )


def _minutes(at_ms: int | None, started_ms: int) -> float | None:
    return None if at_ms is None else round((at_ms - started_ms) / MINUTE_MS, 1)
