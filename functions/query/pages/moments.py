"""Recent moments, with filters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from urllib.parse import urlencode

from shared.domain.moment import Kind, Moment, Severity, Status
from shared.domain.visitor import Visitor
from shared.html import frame
from shared.html.form import button, field, select
from shared.html.markup import Markup, element
from shared.messages import crisis_words
from shared.messages.figures import moment_title

ALL = {"": "All"}
FILTERS = ("brand", "severity", "kind", "status")


def moments_page(
    visitor: Visitor,
    found: Sequence[Moment],
    chosen: Mapping[str, str],
    brands: Iterable[str],
    *,
    next_cursor: str | None,
    address: Callable[[str], str],
) -> str:
    """The page; ``chosen`` are the filters in force."""
    content = element("ul", *(_card(moment, address) for moment in found), class_="cards") if found else _none(chosen)
    more = Markup()
    if next_cursor:
        query = urlencode({name: value for name, value in chosen.items() if value} | {"cursor": next_cursor})
        more = element("p", element("a", "Older ones", href=f"moments?{query}"))
    return frame.page("moments", "Moments", visitor, "", _filters(chosen, brands), content, more)


def _filters(chosen: Mapping[str, str], brands: Iterable[str]) -> Markup:
    choices = {
        "brand": ALL | {brand: brand for brand in brands},
        "severity": ALL | {severity.name: severity.name for severity in Severity},
        "kind": ALL | {kind.value: _spoken(kind.value) for kind in Kind},
        "status": ALL | {status.value: _spoken(status.value) for status in Status},
    }
    fields = [field(name.capitalize(), select(name, choices[name], chosen.get(name, ""))) for name in FILTERS]
    return element("form", *fields, button("Show"), method="get", action="moments", class_="filters")


def _card(moment: Moment, address: Callable[[str], str]) -> Markup:
    title = moment_title(moment.kind, moment.evidence.subject)
    over = not moment.status.ongoing
    badge = element("span", moment.severity.name, class_=f"badge sev{moment.severity.value}")
    status = element("span", _spoken(moment.status.value), class_="badge over" if over else "badge bad")
    link = element("a", f"{moment.brand_name or moment.brand}: {title}", href=address(moment.id))
    return element(
        "li",
        element("p", badge, status),
        element("h2", link),
        element("p", crisis_words.moment_text(moment).partition(": ")[2], class_="quiet"),
    )


def _none(chosen: Mapping[str, str]) -> Markup:
    return element("p", "No moment is like that." if any(chosen.values()) else "There was no moment yet.")


def _spoken(word: str) -> str:
    return word.replace("_", " ")
