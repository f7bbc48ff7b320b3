"""The plan of a table-top exercise on its page: what is due, the steps with their buttons, what the public hears."""

from __future__ import annotations

from functions.query.pages.drills import Shown
from shared.domain.people.visitor import Visitor
from shared.domain.time import MINUTE_MS
from shared.html.form import button, form, hidden
from shared.html.markup import Markup, element
from shared.plans.clock_record import Due, clock_record
from shared.plans.plan import PlanStep
from shared.plans.table_top import StepTicked


def due_now(one: Shown, now_ms: int) -> Markup:
    """Which steps are due, and which comes next: the first thing that whoever leads looks for."""
    minute, done = minute_of(now_ms, one.drill.started_ms), {each.step for each in one.played.ticked}
    steps = enumerate(one.plan.steps if one.plan else (), start=1)
    left = [(number, step.minutes) for number, step in steps if step.id not in done]
    due = [str(number) for number, minutes in left if minutes <= minute]
    coming = next((f"Next: step {number}, by minute {minutes}." for number, minutes in left if minutes > minute), "")
    now = f"Due now: {'step' if len(due) == 1 else 'steps'} {', '.join(due)}. " if due else ""
    return element("p", element("b", now), coming, class_="next") if now or coming else Markup()


def plan_steps(one: Shown, visitor: Visitor, now_ms: int, *, acts: bool) -> Markup:
    """The steps with who did them; a step that nobody did has its button."""
    plan, minute = one.plan, minute_of(now_ms, one.drill.started_ms)
    runs = one.drill.runs(now_ms)
    if plan is None or not plan.steps:
        return Markup()
    done = {each.step: each for each in one.played.ticked}
    lines = (
        _done(step, done[step.id], one.drill.started_ms)
        if step.id in done
        else _open(number, step, _mark(step, minute, runs=runs), _act(one, visitor, number) if acts else Markup())
        for number, step in enumerate(plan.steps, start=1)
    )
    return part("The plan", element("p", plan.title, class_="quiet"), element("ol", *lines, class_="steps"))


def public_words(one: Shown, visitor: Visitor, now_ms: int, *, acts: bool) -> Markup:
    """What was to be said in public by when, and the button for an update beside those of the plan."""
    clock, drill = one.plan.clock if one.plan else None, one.drill
    if clock is None:
        return Markup()
    until_ms = min(now_ms, drill.ended_ms or drill.until_ms)
    record = clock_record(clock, drill.started_ms, one.played.words_ms, until_ms)
    lines = [element("li", _due_text(due, drill.started_ms, until_ms)) for due in record]
    press = drill_form(one, visitor, button("An update went out", name="do", value="update", lesser=True))
    return part("What the public hears", element("ul", *lines), press if acts else "")


def drill_form(one: Shown, visitor: Visitor, *content: Markup) -> Markup:
    """A form that acts on the drill."""
    return form(f"../exercises/{one.drill.id}", visitor, hidden("by", visitor.name), *content)


def part(heading: str, *content: str) -> Markup:
    """A part of the page under its heading."""
    return element("section", element("h2", heading), *content)


def minute_of(at_ms: int, began_ms: int) -> int:
    """The minute of the drill, from 0."""
    return (at_ms - began_ms) // MINUTE_MS


def _done(step: PlanStep, ticked: StepTicked, began_ms: int) -> Markup:
    state = element("b", f"Done by {ticked.by}, minute {minute_of(ticked.at_ms, began_ms)}.")
    return element("li", state, f" {step.do}", class_="quiet", dir="auto")


def _mark(step: PlanStep, minute: int, *, runs: bool) -> Markup:
    if not runs:
        return element("span", "not done", class_="badge idle") + " "
    return element("span", "late", class_="badge bad") + " " if minute > step.minutes > 0 else Markup()


def _open(number: int, step: PlanStep, mark: Markup, act: Markup) -> Markup:
    by = f"{step.owner}, by minute {step.minutes}: " if step.minutes else f"{step.owner}, at once: "
    avoid = element("small", step.do_not) if step.do_not else ""
    return element("li", mark, element("b", by), step.do, avoid, act, value=str(number), dir="auto")


def _act(one: Shown, visitor: Visitor, number: int) -> Markup:
    press = button("Done", name="do", value="step", label=f"Done: step {number}")
    return drill_form(one, visitor, hidden("n", str(number)), press)


def _due_text(due: Due, began_ms: int, now_ms: int) -> str:
    name, by = due.what.capitalize(), f"by minute {minute_of(due.due_ms, began_ms)}"
    late = due.late_minutes(now_ms)
    if due.said_ms is None:
        return f"{name}: {by}" + ("" if late is None else ", not said yet")
    return f"{name}: {by}, said in minute {minute_of(due.said_ms, began_ms)}" + (f", {late} min late" if late else "")
