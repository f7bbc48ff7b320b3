"""The list of brands, and the page of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from functions.query.pages.brand_form import brand_form
from shared.domain.brand import Brand
from shared.domain.people.role import Role
from shared.domain.people.visitor import Visitor
from shared.html import frame
from shared.html.markup import Markup, element
from shared.messages.oncall_words import oncall_words

SHOWN = 90
"""Brands on one page, so that it stays small enough for a phone."""


def brands_page(visitor: Visitor, said: str, found: Sequence[Brand], unreadable: Sequence[str]) -> str:
    """All brands."""
    add = element("p", element("a", "Add a brand", href="brand")) if visitor.role.allows(Role.ADMIN) else ""
    cards = (
        element("ul", *map(_card, found[:SHOWN]), class_="cards") if found else element("p", "Nothing is watched yet.")
    )
    more = element("p", f"{len(found) - SHOWN} more; GET /brands lists all.") if len(found) > SHOWN else ""
    broken = f"The settings of {', '.join(unreadable)} cannot be read; save them anew." if unreadable else ""
    return frame.page("brands", "Brands", visitor, said, cards, more, element("p", broken) if broken else "", add)


def brand_page(
    visitor: Visitor,
    brand_id: str,
    settings: Mapping[str, Any],
    words: Iterable[str],
    *,
    said: str = "",
    problem: str = "",
) -> str:
    """The settings of one brand, to read or to change; ``words`` say who is paged when."""
    title = str(settings.get("name") or brand_id or "New brand")
    wrong = element("p", f"Not saved: {problem}", class_="said", role="alert") if problem else ""
    oncall = element("section", element("h2", "Who is paged when"), element("ul", *(element("li", w) for w in words)))
    if not visitor.role.allows(Role.ADMIN):
        note = element("p", "To change the settings needs the role admin.", class_="quiet")
        return frame.page("brands", title, visitor, said, _facts(settings), oncall, note)
    return frame.page(
        "brands", title, visitor, said, wrong, brand_form(visitor, brand_id, settings), oncall if brand_id else ""
    )


def _facts(settings: Mapping[str, Any]) -> Markup:
    rows = {
        "Other names": ", ".join(settings.get("aliases", ())),
        "Time zone": str(settings.get("time_zone", "")),
        "Sensitivity": str(settings.get("sensitivity", "")),
        "Channels": ", ".join(name for name, queries in settings.get("queries", {}).items() if queries),
    }
    return element("dl", *(element("dt", name) + element("dd", text) for name, text in rows.items() if text))


def _card(brand: Brand) -> Markup:
    queries = ", ".join(f"{name} ({len(found)})" for name, found in sorted(brand.queries.items()))
    first = next(iter(oncall_words(brand.oncall, brand.time_zone)), "")
    return element(
        "li",
        element("h2", element("a", brand.name, href=f"brand?id={brand.id}")),
        element("p", queries or "No channel is polled; mentions are pushed.", class_="quiet"),
        element("p", first),
    )
