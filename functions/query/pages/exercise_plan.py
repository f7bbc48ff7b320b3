"""The plan of a table-top exercise on its page: what is due, the steps with their buttons, what the public hears."""

from __future__ import annotations

from functions.query.pages.drills import Shown
from shared.domain.people.visitor import Visitor
from shared.domain.time import MINUTE_MS
from shared.html.form import button, form, hidden
from shared.html.markup import Markup, element
from shared.plans.clock_record import Due, clock_record
from shared.plans.plan import FIRST_WORD_STEP, PlanStep
from shared.plans.table_top import StepTicked, step_minutes


def due_now(one: Shown, now_ms: int) -> Markup:
    """Which steps are due, and which comes next: the first thing that whoever leads looks for."""
    minute, done = minute_of(now_ms, one.drill.started_ms), {each.step for each in one.played.ticked}
    left = [(number, by) for number, step, by in _steps_by(one) if step.id not in done]
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
        else _open(number, step, _by(step, by, minute, runs=runs), _act(one, visitor, number) if acts else Markup())
        for number, step, by in _steps_by(one)
    )
    return part("The plan", element("p", plan.title, class_="quiet"), element("ol", *lines, class_="steps"))


def public_words(one: Shown, visitor: Visitor, now_ms: int, *, acts: bool) -> Markup:
    """What was to be said in public by when, and the button for an update beside those of the plan."""
    clock, drill = one.plan.clock if one.plan else None, one.drill
    if clock is None:
        return Markup()
    until_ms = min(now_ms, drill.ended_ms or drill.until_ms)
    record = clock_record(clock, drill.started_ms, one.played.words_ms, until_ms)
    runs = drill.runs(now_ms)
    lines = [element("li", _due_text(due, drill.started_ms, until_ms, runs=runs)) for due in record]
    return part("What the public hears", element("ul", *lines), _said(one, visitor) if acts else "")


def _said(one: Shown, visitor: Visitor) -> Markup:
    """The button for an update; until then the first word is a step of the plan, or it would count twice."""
    ticked = {each.step for each in one.played.ticked}
    first = next((number for number, step, _ in _steps_by(one) if step.id == FIRST_WORD_STEP), 0)
    if first and FIRST_WORD_STEP not in ticked and not one.played.said:
        return element(
            "p", f"When the first word is out, press Done beside step {first}; updates come after it.", class_="quiet"
        )
    return drill_form(one, visitor, button("An update went out", name="do", value="update", lesser=True))


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


def _steps_by(one: Shown) -> list[tuple[int, PlanStep, int]]:
    """The steps with their numbers, and the minutes by which they are due."""
    plan = one.plan
    if plan is None:
        return []
    words = [at_ms - one.drill.started_ms for at_ms in one.played.words_ms]
    steps = zip(plan.steps, step_minutes(plan, words), strict=True)
    return [(number, step, by) for number, (step, by) in enumerate(steps, start=1)]


def _by(step: PlanStep, by: int, minute: int, *, runs: bool) -> Markup:
    """Whose a step is and by when, behind a mark where it is late, or was never done."""
    whose = element("b", f"{step.owner}, by minute {by}: " if by else f"{step.owner}, at once: ")
    if not runs:
        return element("span", "not done", class_="badge idle") + " " + whose
    return (element("span", "late", class_="badge bad") + " " if minute > by > 0 else Markup()) + whose


def _open(number: int, step: PlanStep, by: Markup, act: Markup) -> Markup:
    avoid = element("small", step.do_not) if step.do_not else ""
    return element("li", by, step.do, avoid, act, value=str(number), dir="auto")


def _act(one: Shown, visitor: Visitor, number: int) -> Markup:
    press = button("Done", name="do", value="step", label=f"Done: step {number}")
    return drill_form(one, visitor, hidden("n", str(number)), press)


def _due_text(due: Due, began_ms: int, now_ms: int, *, runs: bool) -> str:
    name, by = due.what.capitalize(), f"by minute {minute_of(due.due_ms, began_ms)}"
    late = due.late_minutes(now_ms)
    if due.said_ms is None:
        return f"{name}: {by}" + ("" if late is None else ", not said yet" if runs else ", never said")
    return f"{name}: {by}, said in minute {minute_of(due.said_ms, began_ms)}" + (f", {late} min late" if late else "")
