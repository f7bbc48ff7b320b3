"""The section of a crisis page that shows what was to be said in public by when, and whether it was."""

from __future__ import annotations

from functions.query.html.sections import section
from shared.html.markup import Markup, element
from shared.messages.crisis.clock_words import clock_of, due_text, kept_text, next_update_of, told_until
from shared.messages.crisis.crisis_figures import CrisisFigures
from shared.messages.phrases import time_with_date

LATEST = 6
"""Updates that are listed; of a crisis of days the page shows the last ones."""


def clock_section(figures: CrisisFigures) -> Markup:
    """The record of the clock; empty where the plan has none. The next update is named once there was a first word."""
    if figures.plan.clock is None:
        return Markup()
    record, next_ms = clock_of(figures), next_update_of(figures)
    begun = bool(record) and record[0].said_ms is not None
    coming = f" The next update is due at {time_with_date(next_ms, figures.began_ms)}." if next_ms and begun else ""
    first, updates = record[:2], record[2:]
    left_out = len(updates) - LATEST
    lines = [
        *(due_text(due, figures) for due in first),
        *([f"{left_out} earlier updates are in the case file"] if left_out > 0 else []),
        *(due_text(due, figures) for due in updates[-LATEST:]),
    ]
    rows = element("ul", *(element("li", line) for line in lines))
    title = "What the public hears" if figures.ongoing else "What the public heard"
    return section(title, element("p", kept_text(record, told_until(figures)) + coming), rows)
