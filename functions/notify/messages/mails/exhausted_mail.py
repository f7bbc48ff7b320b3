"""The mail that everybody on call was paged and nobody has acknowledged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from functions.notify.messages.mails.email import ascii_name, details, facts_block, joined, moments_block
from functions.notify.messages.message import subject_line
from functions.notify.policy.crisis_state import Crisis
from shared.messages.crisis.crisis_words import headline
from shared.messages.phrases import brand_name, duration, time_of_day

if TYPE_CHECKING:
    from shared.messages.crisis.crisis_figures import CrisisFigures

WHAT_NOW = "Nobody is paged again unless it gets worse. Please call somebody, then acknowledge."


def subject(crisis: Crisis, figures: CrisisFigures, at_ms: int) -> str:
    """Who, how bad, and for how long nobody has answered."""
    level, name = figures.severity.name, ascii_name(figures)
    return subject_line(f"NOBODY ANSWERED {name}: {level}, paged for {_paged_for(crisis, at_ms)}")


def summary(crisis: Crisis, at_ms: int) -> str:
    """What was tried."""
    levels = "level 1 was" if crisis.paging.level == 1 else f"levels 1 to {crisis.paging.level} were"
    return (
        f"{brand_name(crisis)}: on-call {levels} paged from {time_of_day(crisis.paging.began_ms)} on, for"
        f" {_paged_for(crisis, at_ms)}, and nobody has acknowledged."
    )


def body(crisis: Crisis, figures: CrisisFigures, at_ms: int, *, zone: str, link: str) -> str:
    """What was tried, what goes on, and what to do."""
    blocks = [
        f"{summary(crisis, at_ms)}\n{WHAT_NOW}",
        f"{headline(figures)}.",
        facts_block(figures, zone),
        moments_block(figures),
        details(link),
    ]
    return joined(blocks)


def _paged_for(crisis: Crisis, at_ms: int) -> str:
    return duration(at_ms - crisis.paging.began_ms)
