"""The mail about steps and public words that are overdue: what, since when, whose, and how to say it is done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from functions.notify.messages.mails.email import ascii_name, details, joined, section
from functions.notify.messages.message import subject_line
from functions.notify.policy.overdue import Overdue
from shared.messages.crisis.crisis_words import headline
from shared.messages.phrases import brand_name, duration, time_with_date
from shared.plans.code import code_of
from shared.plans.plan import FIRST_WORD_STEP

if TYPE_CHECKING:
    from shared.messages.crisis.crisis_figures import CrisisFigures

ONCE = "You are reminded once of each step, and of a missed update not again until something is said."


def subject(figures: CrisisFigures, found: Sequence[Overdue]) -> str:
    """Who, how bad, and what is overdue; of several the first."""
    more = f" and {len(found) - 1} more" if len(found) > 1 else ""
    level = f"OVERDUE {figures.severity.name} {ascii_name(figures)}"
    return subject_line(
        f"{level} - {_name(found[0])}{more}, due at {time_with_date(found[0].due_ms, figures.began_ms)}"
    )


def summary(figures: CrisisFigures, found: Sequence[Overdue], at_ms: int) -> str:
    """What is overdue in one line."""
    return " ".join(f"{_name(one).capitalize()}: {_since(one, figures, at_ms)}." for one in found)


def body(figures: CrisisFigures, found: Sequence[Overdue], at_ms: int, *, link: str) -> str:
    """What is overdue, since when and whose it is, the words that are ready, and how to say that it is done."""
    plan = figures.plan
    silent = FIRST_WORD_STEP not in figures.done_steps and any(one.public for one in found)
    ready = [f"“{plan.holding_statement}”"] if silent and plan.holding_statement else []
    blocks = [
        f"{brand_name(figures)} - {headline(figures)}.",
        section("Overdue", [_line(one, figures, at_ms) for one in found], numbered=True),
        section("What not to do", list(dict.fromkeys(one.do_not for one in found if one.do_not))),
        section("Ready to say", ready),
        section("Who agrees to it", [plan.approval] if ready and plan.approval else []),
        section("Done already? Say so, so that nobody does it twice", _how_to_record(figures, found, link)),
        details(link),
        f"Plan {code_of(plan)}: {plan.title}. {ONCE}",
    ]
    return joined(blocks)


def _line(one: Overdue, figures: CrisisFigures, at_ms: int) -> str:
    contact = figures.plan.contacts.get(one.owner, "")
    whose = f"{one.owner} ({contact})" if contact else one.owner
    return f"{one.do}\n     {_name(one).capitalize()}, {_since(one, figures, at_ms)}. Owner: {whose}"


def _since(one: Overdue, figures: CrisisFigures, at_ms: int) -> str:
    return f"due at {time_with_date(one.due_ms, figures.began_ms)}, {duration(at_ms - one.due_ms)} ago"


def _name(one: Overdue) -> str:
    return one.public or f"step {one.step}"


def _how_to_record(figures: CrisisFigures, found: Sequence[Overdue], link: str) -> list[str]:
    said = f'foreshock statement {figures.id} "The words" --channel website'
    lines = ["Press Done beside the step on the page behind the link"] if link else []
    lines += [f"What was said: {said}"] if any(one.public for one in found) else []
    return [*lines, *(f"Step {one.step}: foreshock step {figures.id} {one.step}" for one in found if not one.public)]
