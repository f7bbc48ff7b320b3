"""The section of a crisis page that shows what the brand said in public."""

from __future__ import annotations

from functions.query.html.sections import MAX_QUOTE_LENGTH, post_link, section
from shared.domain.response.statement import Statement
from shared.domain.time import iso
from shared.html.markup import Markup, element, join
from shared.messages.crisis_figures import CrisisFigures
from shared.messages.phrases import time_with_date
from shared.messages.quote import safe_text, shorten


def what_we_said(figures: CrisisFigures) -> Markup:
    """Every statement about the crisis, the earliest first, with where, when and who recorded it."""
    return section("What we said", *(_statement(each, figures.began_ms) for each in figures.statements))


def _statement(statement: Statement, began_ms: int) -> Markup:
    words = shorten(safe_text(statement.text), MAX_QUOTE_LENGTH)
    at = element("time", time_with_date(statement.published_ms, began_ms), datetime=iso(statement.published_ms))
    by = element("bdi", f"recorded by {shorten(safe_text(statement.by), 40)}")
    source = [part for part in (element("bdi", statement.channel), at, post_link(statement.url), by) if part]
    between = join(Markup(" · ") + part if place else part for place, part in enumerate(source))
    return element("blockquote", element("p", f"“{words}”", dir="auto", lang=""), element("footer", between))
