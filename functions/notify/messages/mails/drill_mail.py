"""The mails of a drill: what happens beside its posts, and how it ended."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from functions.notify.messages.mails.email import joined, section
from functions.notify.messages.message import Message, OutboxMessage, subject_line
from shared.domain.drill import REAL, Drill, Inject, Score
from shared.domain.moments.kind import Kind, Severity
from shared.domain.people.oncall import MAX_LEVELS
from shared.messages.drill_words import TALK, inject_text, score_lines
from shared.messages.phrases import one_line
from shared.plans.code import code_of
from shared.plans.plan import Plan
from shared.plans.table_top import Cue

HOW_TO_SIT = (
    "Nothing is posted, and nobody outside your team takes part. Sit together or call each other. Do each step as you "
    "would for real, up to the text that would go out, and tick it off."
)
HOW_TO_ANSWER = (
    "Decide who takes it, write the answer that you would give, and show it to whoever leads. Nothing leaves your team."
)
ON_PAGE = "Press Done on its page"
WHAT_HAPPENED = "What really happened then, and what helped:"
MAX_SITUATION, MAX_NOTE = 2_000, 500
WHY_YOU = "You get this because you asked for drills."


def inject_mail(drill: Drill, number: int, link: str) -> OutboxMessage:
    """The mail about an inject, the ``number``-th from 0; ``link`` leads to the crisis, empty if there is none yet."""
    inject = drill.injects[number]
    when, lead = f"minute {inject.minute} of {drill.minutes}", one_line(drill.by)
    blocks = [
        f"{_name(drill)}: {inject_text(inject)}",
        f"This is an exercise, {when}, led by {lead}. {HOW_TO_ANSWER}",
        _its_page(drill, link),
        WHY_YOU,
    ]
    return _mail(drill, f"inject-{number}", f"{_short(inject)} ({when})", blocks)


class DueNow(NamedTuple):
    """What is due in a minute of a table-top exercise, and what was due before and is not done."""

    minute: int
    cues: Sequence[Cue]
    still_open: Sequence[str] = ()


class Over(NamedTuple):
    """How a drill went: its score beside earlier ones, why it ended, and what people wrote down."""

    score: Score
    earlier: Sequence[Score]
    why: str
    notes: Sequence[str] = ()


def begin_mail(drill: Drill, plan: Plan, link: str) -> OutboxMessage:
    """The mail that a table-top exercise begins: its situation, all steps of its plan, and how to say what is done."""
    steps = [f"{step.do} ({step.owner}, {_within(step.minutes)})" for step in plan.steps]
    called = f"a table-top exercise of plan {code_of(plan)}, {plan.title}"
    blocks = [
        f"{_name(drill)} begins: {called}. It takes {drill.minutes} minutes, led by {one_line(drill.by)}.",
        f"The situation: {one_line(drill.situation, MAX_SITUATION)}" if drill.situation else "",
        HOW_TO_SIT,
        section("The plan", steps, numbered=True),
        section("How to tick it off", [f"{ON_PAGE}: {link}", f"{_command(drill)} --step NUMBER"]),
        f"Who cannot sign in tells {one_line(drill.by)}.",
        f"Holding statement of the plan: {plan.holding_statement}" if plan.holding_statement else "",
        WHY_YOU,
    ]
    return _mail(drill, "begins", f"table-top exercise of plan {code_of(plan)} begins", blocks)


def cue_mail(drill: Drill, due: DueNow, link: str) -> OutboxMessage:
    """The mail about what is due in a minute of a table-top exercise."""
    when = f"minute {due.minute} of {drill.minutes}"
    lines = [" ".join(filter(None, (f"{_whose(cue)}: {cue.do}", cue.do_not))) for cue in due.cues]
    blocks = [
        f"{_name(drill)}, {when}. This is an exercise; nothing leaves your team.",
        section("Due now", lines),
        section("Still open", due.still_open),
        section("Tick off what is done", [f"{ON_PAGE}: {link}", f"{_command(drill)} {_option(due.cues)}"]),
        WHY_YOU,
    ]
    names = ", ".join(cue.step.replace("-", " ") or "update" for cue in due.cues)
    return _mail(drill, f"minute-{due.minute}", f"due now: {names} ({when})", blocks)


def _whose(cue: Cue) -> str:
    return f"step {cue.number}, {cue.owner}" if cue.number else cue.owner


def _option(cues: Sequence[Cue]) -> str:
    number = next((cue.number for cue in cues), 0)
    return f"--step {number}" if number else "--said"


def _within(minutes: int) -> str:
    return f"within {minutes} minutes" if minutes else "at once"


def _command(drill: Drill) -> str:
    return f"foreshock drill --brand {drill.brand}"


def end_mail(drill: Drill, over: Over, link: str) -> OutboxMessage:
    """The mail with the score card; it is the first thing that says so where the drill stopped for something real."""
    real = over.why.startswith(REAL)
    then = "Whoever is on call has been told; leave the drill, and help there." if real else _played(drill)
    known = _is_case(drill) and not real
    blocks = [
        f"{_name(drill)} is over: {one_line(over.why)}. {then}",
        section("How it went", score_lines(over.score, over.earlier)) if over.score.plan or not real else "",
        section("What you wrote down", [one_line(note, MAX_NOTE) for note in over.notes]),
        "" if real else TALK,
        f"{WHAT_HAPPENED} foreshock cases {drill.case}" if known else "",
        _its_page(drill, link),
        WHY_YOU,
    ]
    return _mail(drill, "over", "STOPPED for something real" if real else "it is over, your score card", blocks)


def _its_page(drill: Drill, link: str) -> str:
    """Where the drill is looked at; nobody must take it for the page of what is real."""
    what = "The page of the exercise" if drill.table_top else "The page of its invented crisis"
    return f"{what}:\n  {link}" if link else ""


def _played(drill: Drill) -> str:
    return f"What was played: {one_line(drill.case)}, led by {one_line(drill.by)}."


def _is_case(drill: Drill) -> bool:
    return drill.played and " " not in drill.case


def _short(inject: Inject) -> str:
    """The inject up to its first stop."""
    return re.split(r"[:;,.?!]", inject_text(inject), maxsplit=1)[0].strip()


def _name(drill: Drill) -> str:
    return one_line(drill.name)


def _mail(drill: Drill, transition: str, subject: str, blocks: Sequence[str]) -> OutboxMessage:
    """A mail that passes every filter but that for drills: whatever else people limit, a drill is for volunteers."""
    attributes: dict[str, str | list[str]] = {
        "brand": drill.brand,
        "kind": [kind.value for kind in Kind],
        "severity": [severity.name for severity in Severity],
        "status": "open",
        "level": "alert",
        "oncall_level": [str(level) for level in range(1, MAX_LEVELS + 1)],
        "drill": "true",
    }
    message = Message("alert", joined(blocks), subject_line(f"{drill.name} - {subject}"), attributes)
    return OutboxMessage(drill.id, transition, message, drill.id)
