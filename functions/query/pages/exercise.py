"""One drill on a phone: of a table-top exercise its situation, steps, public words, injects and notes, with buttons."""

from __future__ import annotations

from collections.abc import Iterable

from functions.query.pages.drills import Shown, badge_of, score_card, state_text
from shared.domain.drill import Inject
from shared.domain.people.role import Role
from shared.domain.people.visitor import Visitor
from shared.domain.time import MINUTE_MS
from shared.html import frame, refresh
from shared.html.form import button, field, form, hidden, text_area
from shared.html.markup import Markup, element
from shared.plans.clock_record import Due, clock_record
from shared.plans.code import code_of
from shared.plans.plan import Plan, PlanStep
from shared.plans.table_top import StepTicked

MOST_NOTE = 500

TALK = "Talk about it while it is fresh, without blame: what helped, what was missing, who does what?"


def exercise_page(visitor: Visitor, one: Shown, said: str, now_ms: int) -> str:
    """The page; ``said`` is what came of the button that was pressed, empty if none was."""
    drill, runs = one.drill, one.drill.runs(now_ms)
    acts = runs and visitor.role.allows(Role.ACT)
    sections = (
        _situation(one),
        _injects(one, visitor, now_ms, acts=acts and drill.table_top),
        _steps(one, visitor, now_ms, acts=acts),
        _words(one, visitor, now_ms, acts=acts),
        _notes(one, visitor, acts=acts) if drill.table_top else "",
        _end(one, visitor) if acts else "",
    )
    return frame.page(
        "drills",
        f"{drill.name}: {_called(one)}",
        visitor,
        "",
        element("p", said, class_="said", role="status") if said else "",
        _state(one, visitor.time_zone, now_ms),
        _due_now(one, now_ms) if runs and drill.table_top else _score(one, runs=runs),
        *sections,
        below=refresh.refresh_line(now_ms, ongoing=runs),
        script=refresh.SCRIPT if runs else "",
    )


def said_text(one: Shown, said: str) -> str:
    """What came of a button, by the word in the address; with the name of whoever was first.

    The words are ``step-4``, ``inject-0``, ``update`` and ``note``; behind one, ``-before`` says that somebody was.
    """
    what, _, number = said.removesuffix("-before").partition("-")
    place, before = int(number) if number.isdecimal() else 0, said.endswith("-before")
    began_ms, played = one.drill.started_ms, one.played
    if what == "step" and one.plan and 0 < place <= len(one.plan.steps):
        done = {each.step: each for each in played.ticked}.get(one.plan.steps[place - 1].id)
        verb = f"{done.by} did it first, in minute {_minute(done.at_ms, began_ms)}" if done and before else "done"
        return f"Step {place}: {verb}." if done else ""
    if what == "inject" and place < len(one.drill.injects):
        told = played.told.get(place)
        if before:
            return f"{told.by} told it first." if told else "It came at its minute already."
        return "Read it to your team."
    if what == "update" and played.said:
        last = max(played.said)
        return f"{last.by} said so just before; it counts once." if before else "The update counts."
    return "Written down." if what == "note" else ""


def _called(one: Shown) -> str:
    return f"table-top exercise of plan {code_of(one.plan)}" if one.plan and one.plan.steps else one.drill.case


def _minute(at_ms: int, began_ms: int) -> int:
    return (at_ms - began_ms) // MINUTE_MS


def _state(one: Shown, zone: str, now_ms: int) -> Markup:
    drill = one.drill
    minute = _minute(now_ms, drill.started_ms)
    now = [element("b", f"Minute {minute} of {drill.minutes}."), " "] if drill.runs(now_ms) else []
    crisis = element("p", element("a", "The page of its crisis", href=one.address)) if one.address else Markup()
    return element("p", badge_of(drill), *now, f"Led by {drill.by}. {state_text(drill, zone)}") + crisis


def _due_now(one: Shown, now_ms: int) -> Markup:
    """Which steps are due, and which comes next: the first thing that whoever leads looks for."""
    minute, done = _minute(now_ms, one.drill.started_ms), {each.step for each in one.played.ticked}
    steps = enumerate(one.plan.steps if one.plan else (), start=1)
    left = [(number, step.minutes) for number, step in steps if step.id not in done]
    due = [str(number) for number, minutes in left if minutes <= minute]
    coming = next((f"Next: step {number}, by minute {minutes}." for number, minutes in left if minutes > minute), "")
    now = f"Due now: {'step' if len(due) == 1 else 'steps'} {', '.join(due)}. " if due else ""
    return element("p", element("b", now), coming, class_="next") if now or coming else Markup()


def _score(one: Shown, *, runs: bool) -> Markup:
    if runs:
        return _section("So far", score_card(one))
    return _section("Score card", score_card(one), element("p", TALK, class_="quiet"))


def _situation(one: Shown) -> Markup:
    lines = (element("p", line, dir="auto") for line in one.drill.situation.splitlines() if line.strip())
    return _section("The situation", element("blockquote", *lines)) if one.drill.situation else Markup()


def _steps(one: Shown, visitor: Visitor, now_ms: int, *, acts: bool) -> Markup:
    """The steps with who did them; a step that nobody did has its button."""
    plan, minute = one.plan, _minute(now_ms, one.drill.started_ms)
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
    return _section("The plan", element("p", plan.title, class_="quiet"), element("ol", *lines, class_="steps"))


def _done(step: PlanStep, ticked: StepTicked, began_ms: int) -> Markup:
    state = element("b", f"Done by {ticked.by}, minute {_minute(ticked.at_ms, began_ms)}.")
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
    return _form(one, visitor, hidden("n", str(number)), press)


def _words(one: Shown, visitor: Visitor, now_ms: int, *, acts: bool) -> Markup:
    """What was to be said in public by when, and the button for an update beside those of the plan."""
    clock, drill = one.plan.clock if one.plan else None, one.drill
    if clock is None:
        return Markup()
    until_ms = min(now_ms, drill.ended_ms or drill.until_ms)
    record = clock_record(clock, drill.started_ms, one.played.words_ms, until_ms)
    lines = [element("li", _due_text(due, drill.started_ms, until_ms)) for due in record]
    press = _form(one, visitor, button("An update went out", name="do", value="update", lesser=True))
    return _section("What the public hears", element("ul", *lines), press if acts else "")


def _due_text(due: Due, began_ms: int, now_ms: int) -> str:
    name, by = due.what.capitalize(), f"by minute {_minute(due.due_ms, began_ms)}"
    late = due.late_minutes(now_ms)
    if due.said_ms is None:
        return f"{name}: {by}" + ("" if late is None else ", not said yet")
    return f"{name}: {by}, said in minute {_minute(due.said_ms, began_ms)}" + (f", {late} min late" if late else "")


def _injects(one: Shown, visitor: Visitor, now_ms: int, *, acts: bool) -> Markup:
    """What has happened beside, the newest first, and the button for the next; what that is is a surprise."""
    drill = one.drill
    told = [inject for _, inject in drill.happened(now_ms)]
    lines = (element("li", element("b", f"Minute {each.minute}: "), _line(each), dir="auto") for each in reversed(told))
    coming = [(place, each) for place, each in enumerate(drill.injects) if each not in told] if acts else []
    after = Markup()
    if coming:
        place, inject = coming[0]
        hint = element("p", f"The next one comes in minute {inject.minute}, or when you ask for it.", class_="quiet")
        after = hint + _form(
            one, visitor, hidden("n", str(place)), button("Next inject now", name="do", value="inject", lesser=True)
        )
    happened = element("ul", *lines) if told else Markup()
    return _section("What else happens", happened, after) if told or coming else Markup()


def _line(inject: Inject) -> str:
    return f"{inject.who} {inject.text}"


def _notes(one: Shown, visitor: Visitor, *, acts: bool) -> Markup:
    lines = [
        element("li", element("b", f"Minute {_minute(each.at_ms, one.drill.started_ms)}, {each.by}: "), each.text)
        for each in one.played.notes
    ]
    new = _form(
        one,
        visitor,
        field("For the talk afterwards", text_area("note", "", rows=2, maxlength=str(MOST_NOTE), required="")),
        button("Write it down", name="do", value="note", lesser=True),
    )
    return _section("Notes", element("ul", *lines) if lines else "", new if acts else "")


def _end(one: Shown, visitor: Visitor) -> Markup:
    why = element("p", "Everybody gets the score card by mail.", class_="quiet")
    press = _form(one, visitor, button("End it for everybody", name="do", value="end"))
    return element("details", element("summary", "End the exercise"), why, press)


def _form(one: Shown, visitor: Visitor, *content: Markup) -> Markup:
    return form(f"../exercises/{one.drill.id}", visitor, *content)


def _section(heading: str, *content: str) -> Markup:
    return element("section", element("h2", heading), *content)


def plan_names(plans: Iterable[Plan]) -> dict[str, str]:
    """The plans to choose from, by id, each with the code by which people call it."""
    return {plan.id: f"{code_of(plan)} {plan.title}" for plan in sorted(plans, key=code_of)}
