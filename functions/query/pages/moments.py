"""Recent moments, with filters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from urllib.parse import urlencode

from shared.domain.moments.moment import Kind, Moment, Severity, Status
from shared.domain.people.visitor import Visitor
from shared.html import frame
from shared.html.form import button, field, select
from shared.html.markup import Markup, element
from shared.messages.crisis import crisis_words
from shared.messages.figures import headline_figures, moment_title, peak_evidence
from shared.messages.phrases import date_and_time, duration

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
    cards = [_card(moment, visitor.time_zone, address) for moment in found]
    content = element("ul", *cards, class_="cards") if cards else _none(chosen)
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
    shown = "" if any(chosen.values()) else None
    form = element("form", *fields, button("Show"), method="get", action="moments", class_="filters")
    return element("details", element("summary", "Filter"), form, open=shown)


def _card(moment: Moment, zone: str, address: Callable[[str], str]) -> Markup:
    title = moment_title(moment.kind, moment.evidence.subject)
    over = not moment.status.ongoing
    badge = element("span", moment.severity.name, class_=f"badge sev{moment.severity.value}")
    status = element("span", _spoken(moment.status.value), class_="badge over" if over else "badge idle")
    link = element("a", f"{moment.brand_name or moment.brand}: {title}", href=address(moment.id))
    return element(
        "li",
        element("p", badge, status),
        element("h2", link),
        element("p", headline_figures(moment.kind, peak_evidence(moment), crisis_words.AT_THE_PEAK if over else "")),
        element("p", _when(moment, zone), class_="quiet"),
    )


def _when(moment: Moment, zone: str) -> str:
    began = f"Began {date_and_time(moment.opened_ms, zone)}"
    return began if moment.ended_ms is None else f"{began}, lasted {duration(moment.ended_ms - moment.opened_ms)}"


def _none(chosen: Mapping[str, str]) -> Markup:
    return element("p", "No moment is like that." if any(chosen.values()) else "There was no moment yet.")


def _spoken(word: str) -> str:
    return word.replace("_", " ")
