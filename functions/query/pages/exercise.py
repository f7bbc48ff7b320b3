"""One drill on a phone: of a table-top exercise its situation, steps, public words, injects and notes, with buttons."""

from __future__ import annotations

from functions.query.pages.drills import Shown, badge_of, score_card, state_text
from functions.query.pages.exercise_plan import drill_form, due_now, minute_of, part, plan_steps, public_words
from shared.domain.drill import Inject
from shared.domain.people.role import Role
from shared.domain.people.visitor import KEY, LONGEST_NAME, Visitor
from shared.html import frame, refresh
from shared.html.form import button, field, hidden, text_area, text_input
from shared.html.markup import Markup, element
from shared.messages.drill_words import TALK
from shared.plans.code import code_of
from shared.plans.table_top import MOST_NOTE


def exercise_page(visitor: Visitor, one: Shown, said: str, now_ms: int) -> str:
    """The page; ``said`` is what came of the button that was pressed, empty if none was."""
    drill, runs = one.drill, one.drill.runs(now_ms)
    acts = runs and visitor.role.allows(Role.ACT)
    sections = (
        _situation(one),
        _injects(one, visitor, now_ms, acts=acts and drill.table_top),
        plan_steps(one, visitor, now_ms, acts=acts),
        public_words(one, visitor, now_ms, acts=acts),
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
        _who(one) if acts and visitor.name == KEY else "",
        due_now(one, now_ms) if runs and drill.table_top else _score(one, runs=runs),
        *sections,
        below=refresh.refresh_line(now_ms, ongoing=runs),
        script=refresh.SCRIPT if runs else "",
    )


def said_text(one: Shown, said: str) -> str:
    """What came of a button, by the word in the address; with the name of whoever was first.

    The words are ``step-4``, ``inject-1``, ``update`` and ``note``; behind one, ``-before`` says that somebody was.
    """
    what, _, number = said.removesuffix("-before").partition("-")
    place, before = int(number) if number.isdecimal() else 0, said.endswith("-before")
    began_ms, played = one.drill.started_ms, one.played
    if what == "step" and one.plan and 0 < place <= len(one.plan.steps):
        done = {each.step: each for each in played.ticked}.get(one.plan.steps[place - 1].id)
        verb = f"{done.by} did it first, in minute {minute_of(done.at_ms, began_ms)}" if done and before else "done"
        return f"Step {place}: {verb}." if done else ""
    if what == "inject" and 0 < place <= len(one.drill.injects):
        told = played.told.get(place - 1)
        if before:
            return f"{told.by} told it first." if told else "It came at its minute already."
        return "Read it to your team."
    if what == "update" and played.said:
        last = max(played.said)
        return f"{last.by} said so just before; it counts once." if before else "The update counts."
    return "Written down." if what == "note" else ""


def _called(one: Shown) -> str:
    return f"table-top exercise of plan {code_of(one.plan)}" if one.plan and one.plan.steps else one.drill.case


def _state(one: Shown, zone: str, now_ms: int) -> Markup:
    drill = one.drill
    minute = minute_of(now_ms, drill.started_ms)
    now = [element("b", f"Minute {minute} of {drill.minutes}."), " "] if drill.runs(now_ms) else []
    crisis = element("p", element("a", "The page of its crisis", href=one.address)) if one.address else Markup()
    return element("p", badge_of(drill), *now, f"Led by {drill.by}. {state_text(drill, zone)}") + crisis


def _score(one: Shown, *, runs: bool) -> Markup:
    if runs:
        return part("So far", score_card(one))
    return part("Score card", score_card(one), element("p", TALK, class_="quiet"))


def _who(one: Shown) -> Markup:
    """A key is no person: who signed in with one says who they are."""
    name = field("Who are you? A key has no name.", text_input("by", required="", maxlength=str(LONGEST_NAME)))
    press = button("That is me", lesser=True)
    return element("form", hidden("id", one.drill.id), name, press, method="get", action="drill")


def _situation(one: Shown) -> Markup:
    lines = (element("p", line, dir="auto") for line in one.drill.situation.splitlines() if line.strip())
    return part("The situation", element("blockquote", *lines)) if one.drill.situation else Markup()


def _injects(one: Shown, visitor: Visitor, now_ms: int, *, acts: bool) -> Markup:
    """What has happened beside, the newest first, and the button for the next; what that is is a surprise."""
    drill = one.drill
    told = [inject for _, inject in drill.happened(now_ms)]
    lines = (element("li", element("b", f"Minute {each.minute}: "), _line(each), dir="auto") for each in reversed(told))
    coming = [(number, each) for number, each in enumerate(drill.injects, start=1) if each not in told] if acts else []
    after = Markup()
    if coming:
        number, inject = coming[0]
        hint = element("p", f"The next one comes in minute {inject.minute}, or when you ask for it.", class_="quiet")
        after = hint + drill_form(
            one, visitor, hidden("n", str(number)), button("Next inject now", name="do", value="inject", lesser=True)
        )
    happened = element("ul", *lines) if told else Markup()
    return part("What else happens", happened, after) if told or coming else Markup()


def _line(inject: Inject) -> str:
    return f"{inject.who} {inject.text}"


def _notes(one: Shown, visitor: Visitor, *, acts: bool) -> Markup:
    lines = [
        element("li", element("b", f"Minute {minute_of(each.at_ms, one.drill.started_ms)}, {each.by}: "), each.text)
        for each in one.played.notes
    ]
    new = drill_form(
        one,
        visitor,
        field("For the talk afterwards", text_area("note", "", rows=2, maxlength=str(MOST_NOTE), required="")),
        button("Write it down", name="do", value="note", lesser=True),
    )
    return part("Notes", element("ul", *lines) if lines else "", new if acts else "")


def _end(one: Shown, visitor: Visitor) -> Markup:
    why = element("p", "Everybody gets the score card by mail.", class_="quiet")
    press = drill_form(one, visitor, button("End it for everybody", name="do", value="end"))
    return element("details", element("summary", "End the exercise"), why, press)
