"""The section of a crisis page that tells what the public reads, and what readers answered."""

from __future__ import annotations

from functions.query.html.sections import section
from shared.domain.response.feedback import FeedbackTally
from shared.domain.response.publication import Publication
from shared.domain.time import iso
from shared.html.markup import Markup, element
from shared.messages.crisis.crisis_figures import CrisisFigures
from shared.messages.phrases import time_with_date


def public_page(figures: CrisisFigures) -> Markup:
    """Left out where nothing was ever published."""
    answers = _answers(figures.feedback) if figures.feedback and any(figures.feedback) else Markup()
    if figures.published is None:
        return section("On the public page", element("p", "Nothing at the moment."), answers) if answers else Markup()
    return section("On the public page", *_published(figures.published, figures), answers)


def _published(published: Publication, figures: CrisisFigures) -> list[Markup]:
    headline = element("p", element("bdi", f"“{published.headline}”", dir="auto"))
    due = published.next_update_ms
    if due is None:
        return [headline]
    words = "Next update promised by " if due > figures.now_ms else "The update promised by "
    late = "" if due > figures.now_ms else " is overdue."
    at = element("time", time_with_date(due, figures.began_ms), datetime=iso(due))
    return [headline, element("p", words, at, late)]


def _answers(tally: FeedbackTally) -> Markup:
    """How many said what."""
    lines = [f"Did it help? Yes: {tally.yes:,}, no: {tally.no:,}"]
    if tally.texts:
        lines.append(f"Texts of readers: {tally.texts:,}; they are mentions of the channel feedback")
    if tally.refused:
        lines.append(f"Not taken, because too many came in an hour: {tally.refused:,}")
    return element("ul", *(element("li", line) for line in lines))
