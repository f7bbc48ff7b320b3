"""What the public page and its feed tell of one crisis, and when it changed last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from shared.domain.response.publication import Publication, PublicStep
from shared.domain.response.statement import Statement
from shared.domain.time import iso
from shared.html.markup import Markup, element, join
from shared.http.fields import web_address
from shared.messages.phrases import date_and_time


class Told(NamedTuple):
    """What is published about a crisis, and the statements shown with it, the latest first."""

    publication: Publication
    statements: Sequence[Statement] = ()

    @property
    def updated_ms(self) -> int:
        """When the public last heard something."""
        return max([self.publication.updated_ms, *(each.recorded_ms for each in self.statements)])


def story(told: Told, now_ms: int) -> Markup:
    """All that is told of it, under its headline."""
    published = told.publication
    updated = element("p", "Updated ", _time(told.updated_ms, published.zone), class_="quiet")
    return join(
        [updated, _next_update(published, now_ms), _known(published), _steps(published), _said(told, published.zone)]
    )


def _next_update(published: Publication, now_ms: int) -> Markup:
    due = published.next_update_ms
    if due is None:
        return Markup()
    words = "Next update by " if due > now_ms else "The next update was due by "
    return element("p", words, _time(due, published.zone), class_="next")


def _known(published: Publication) -> Markup:
    paragraphs = [element("p", part.strip(), dir="auto") for part in published.known.split("\n") if part.strip()]
    return _section("What we know", *paragraphs) if paragraphs else Markup()


def _steps(published: Publication) -> Markup:
    steps = [_step(step, published.zone) for step in published.steps]
    return _section("What we do", element("ul", *steps, class_="steps")) if steps else Markup()


def _step(step: PublicStep, zone: str) -> Markup:
    state = "Done" if step.done else "Under way"
    when = Markup() if step.at_ms is None else join([", " if step.done else ", by ", _time(step.at_ms, zone)])
    return element("li", element("span", step.text, dir="auto"), element("small", state, when))


def _said(told: Told, zone: str) -> Markup:
    said = [_statement(each, zone) for each in told.statements]
    return _section("What we said", *said) if said else Markup()


def _statement(statement: Statement, zone: str) -> Markup:
    paragraphs = [element("p", part.strip(), dir="auto") for part in statement.text.split("\n") if part.strip()]
    address = web_address(statement.url)
    link = join([" · ", element("a", "Source", href=address, rel="noopener")]) if address else Markup()
    footer = element("footer", _time(statement.published_ms, zone), link)
    return element("blockquote", *paragraphs, footer)


def _section(title: str, *content: str) -> Markup:
    return element("section", element("h3", title), *content)


def _time(at_ms: int, zone: str) -> Markup:
    return element("time", date_and_time(at_ms, zone), datetime=iso(at_ms))
