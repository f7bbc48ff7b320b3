"""Drills: those that run, and the score cards of those before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from shared.domain.drill import Drill, Score
from shared.domain.people.role import Role
from shared.domain.people.visitor import KEY, LONGEST_NAME, Visitor
from shared.html import frame
from shared.html.form import button, field, form, select, text_area, text_input
from shared.html.markup import Markup, element
from shared.messages.drill_words import score_rows
from shared.messages.phrases import date_and_time
from shared.plans.code import code_of
from shared.plans.plan import Plan
from shared.plans.table_top import Played

START = "../exercises/-"
"""Where the form goes that begins a table-top exercise."""


class Shown(NamedTuple):
    """A drill with its score, beside the scores of earlier ones.

    ``address`` is that of the page of its crisis, empty where there is none. ``plan`` and ``played`` are of a
    table-top exercise.
    """

    drill: Drill
    score: Score
    earlier: Sequence[Score] = ()
    address: str = ""
    plan: Plan | None = None
    played: Played = Played()


def drills_page(visitor: Visitor, found: Sequence[Shown], brands: Mapping[str, str], plans: Mapping[str, str]) -> str:
    """The page, those that run first; ``brands`` and ``plans`` are the names by id that an exercise can begin with."""
    ordered = sorted(found, key=lambda one: (bool(one.drill.ended_ms), -one.drill.started_ms))
    cards = element("ul", *(_card(one, visitor.time_zone) for one in ordered), class_="cards")
    return frame.page(
        "drills",
        "Drills",
        visitor,
        "",
        element("p", "Only those who asked for exercises are told of them.", class_="quiet"),
        cards if ordered else element("p", "There was none yet."),
        _begin(visitor, brands, plans) if visitor.role.allows(Role.ACT) and brands else "",
        _how(),
    )


def plan_names(plans: Iterable[Plan]) -> dict[str, str]:
    """The plans to choose from, by id, each with the code by which people call it."""
    return {plan.id: f"{code_of(plan)} {plan.title}" for plan in sorted(plans, key=code_of)}


def score_card(one: Shown) -> Markup:
    """The score card as a list of facts."""
    rows = score_rows(one.score, one.earlier, over=bool(one.drill.ended_ms))
    facts = (element("dt", row.capitalize()) + element("dd", told) for row, told in rows)
    return element("dl", *facts)


def state_text(drill: Drill, zone: str) -> str:
    """Until when it runs, or when and why it ended."""
    if drill.ended_ms:
        return f"Ended {date_and_time(drill.ended_ms, zone)}: {drill.why}."
    return f"Runs until {date_and_time(drill.until_ms, zone)}."


def badge_of(drill: Drill) -> Markup:
    """Whether it runs."""
    return element("span", "ended", class_="badge idle") if drill.ended_ms else element("span", "runs", class_="badge")


def _card(one: Shown, zone: str) -> Markup:
    drill, score = one.drill, one.score
    scored = drill.ended_ms or score.plan
    return element(
        "li",
        element("h2", badge_of(drill), element("a", f"{drill.name}: {drill.case}", href=f"drill?id={drill.id}")),
        element("p", f"Led by {drill.by}, since {date_and_time(drill.started_ms, zone)}."),
        element("p", state_text(drill, zone)),
        element("p", element("a", "The page of its crisis", href=one.address)) if one.address else "",
        score_card(one) if scored else "",
    )


def _begin(visitor: Visitor, brands: Mapping[str, str], plans: Mapping[str, str]) -> Markup:
    return element(
        "details",
        element("summary", "Begin a table-top exercise"),
        form(
            START,
            visitor,
            field("Brand", select("brand", brands)),
            field("Plan", select("plan", plans)),
            field("Minutes", text_input("minutes", "60", type="number", min="5", max="1440", required="")),
            field(
                "Situation",
                text_area("situation", "", rows=4, maxlength="2000"),
                "What your people are told first. Leave it empty, and they are told that an alert has come.",
            ),
            field("Your name", text_input("by", required="", maxlength=str(LONGEST_NAME)))
            if visitor.name == KEY
            else "",
            button("Begin", name="do", value="begin"),
            class_="fields",
        ),
    )


def _name() -> Markup:
    return field("Your name", text_input("by", required="", maxlength=str(LONGEST_NAME)))


def _how() -> Markup:
    return element(
        "p",
        "With posts that the functions play, start one with ",
        element("code", "foreshock drill united-3411 --brand BRAND"),
        ".",
        class_="quiet",
    )
