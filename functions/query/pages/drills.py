"""Drills: what happens in the one that runs, and the score cards of those before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from shared.domain.drill import Drill, Score
from shared.domain.people.visitor import Visitor
from shared.html import frame
from shared.html.markup import Markup, element
from shared.messages.drill_words import score_rows
from shared.messages.phrases import date_and_time
from shared.plans.plan import Plan
from shared.plans.table_top import StepTicked


class Shown(NamedTuple):
    """A drill with its score, beside the scores of earlier ones.

    ``address`` is that of the page of its crisis, empty where there is none. ``plan`` and ``ticked`` are of a
    table-top exercise that runs.
    """

    drill: Drill
    score: Score
    earlier: Sequence[Score] = ()
    address: str = ""
    plan: Plan | None = None
    ticked: Sequence[StepTicked] = ()


def drills_page(visitor: Visitor, found: Sequence[Shown], now_ms: int) -> str:
    """The page, those that run first."""
    ordered = sorted(found, key=lambda one: (bool(one.drill.ended_ms), -one.drill.started_ms))
    cards = element("ul", *(_card(one, visitor.time_zone, now_ms) for one in ordered), class_="cards")
    return frame.page(
        "drills", "Drills", visitor, "", _how(), cards if ordered else element("p", "There was none yet.")
    )


def _how() -> Markup:
    return element(
        "p",
        "Only who asked for exercises is told of them. Start one with ",
        element("code", "foreshock drill united-3411 --brand BRAND"),
        " or, without posts, with ",
        element("code", "foreshock drill --plan 111 --brand BRAND"),
        ".",
        class_="quiet",
    )


def _card(one: Shown, zone: str, now_ms: int) -> Markup:
    drill, score = one.drill, one.score
    name = f"{drill.name}: {drill.case}"
    badge = element("span", "ended", class_="badge idle") if drill.ended_ms else element("span", "runs", class_="badge")
    rows = score_rows(score, one.earlier) if drill.ended_ms or score.plan else ()
    facts = [element("dt", row.capitalize()) + element("dd", told) for row, told in rows]
    return element(
        "li",
        element("h2", badge, element("a", name, href=one.address) if one.address else name),
        element("p", f"Led by {drill.by}, since {date_and_time(drill.started_ms, zone)}."),
        element("p", _state(drill, zone)),
        element("dl", *facts) if facts else "",
        _steps(one) if one.plan else "",
        "" if drill.ended_ms else _injects(drill, now_ms),
    )


def _state(drill: Drill, zone: str) -> str:
    if drill.ended_ms:
        return f"Ended {date_and_time(drill.ended_ms, zone)}: {drill.why}."
    return f"Runs until {date_and_time(drill.until_ms, zone)}."


def _steps(one: Shown) -> Markup:
    """The steps of a table-top exercise, and who did them."""
    done = {each.step: each.by for each in one.ticked}
    steps = one.plan.steps if one.plan else ()
    lines = (
        element("li", f"{step.do} ({step.owner}, {f'done by {done[step.id]}' if step.id in done else 'open'})")
        for step in steps
    )
    return element("h3", "The plan") + element("ol", *lines)


def _injects(drill: Drill, now_ms: int) -> Markup:
    """What has happened beside the posts so far; what comes is a surprise."""
    told = [each for each in drill.injects if drill.inject_ms(each) <= now_ms]
    if not told:
        return Markup()
    lines = (element("li", f"Minute {each.minute}: {each.who} {each.text}") for each in told)
    return element("h3", "What else happened") + element("ul", *lines)
