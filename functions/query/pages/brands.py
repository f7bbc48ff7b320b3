"""Brands, and the form of a brand's settings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from shared import channels
from shared.domain.brand import Brand, Sensitivity
from shared.domain.moments.moment import Kind
from shared.domain.people.role import Role
from shared.domain.people.visitor import Visitor
from shared.html import frame
from shared.html.form import button, field, form, hidden, select, text_area, text_input
from shared.html.markup import Markup, element
from shared.messages.oncall_words import oncall_words

SENSITIVITIES = {
    "low": "Low: about one false alarm in four weeks",
    "standard": "Standard: about one a week",
    "high": "High: about one in two days",
}
SAME = {"": "As above"}
OF_A_KIND = SAME | {level.value: level.value.capitalize() for level in Sensitivity} | {"off": "Off"}

SHOWN = 90
"""Brands on one page, so that it stays small enough for a phone."""

EVERY = "every:"
"""Before a query: take every post that it finds."""


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
        "brands", title, visitor, said, wrong, _form(visitor, brand_id, settings), oncall if brand_id else ""
    )


def settings_from_form(value: Callable[[str], str], current: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of the form on top of the ``current`` ones, as the API takes them."""
    return {
        **current,
        "name": value("name"),
        "aliases": _lines(value("aliases")),
        "excluded": _lines(value("excluded")),
        "support": value("support"),
        "time_zone": value("time_zone") or "UTC",
        "sensitivity": value("sensitivity"),
        "sensitivities": {kind.value: value(f"kind_{kind.value}") for kind in Kind if value(f"kind_{kind.value}")},
        "queries": {name: [_query(line) for line in _lines(value(f"query_{name}"))] for name in channels.asked()},
        "oncall": {
            **current.get("oncall", {}),
            "levels": [int(part) if part.isdecimal() else part for part in value("levels").replace(",", " ").split()],
            "quiet_hours": _quiet(value("quiet_from"), value("quiet_until")),
        },
    }


def _form(visitor: Visitor, brand_id: str, settings: Mapping[str, Any]) -> Markup:
    oncall = settings.get("oncall") or {}
    quiet = oncall.get("quiet_hours") or {}
    chosen = settings.get("sensitivities") or {}
    kinds = [
        field(kind.value.replace("_", " ").capitalize(), select(f"kind_{kind.value}", OF_A_KIND, chosen.get(kind, "")))
        for kind in Kind
    ]
    used = [name for name in channels.asked() if settings.get("queries", {}).get(name)]
    more = [_queries(settings, name) for name in channels.asked() if name not in used]
    new_id = field("Id", text_input("id", required="", maxlength="40"), "1 to 40 of a-z, 0-9 and -; it stays for ever.")
    return form(
        f"../settings/{brand_id or '-'}",
        visitor,
        hidden("version", str(settings.get("version", ""))),
        "" if brand_id else new_id,
        field("Name", text_input("name", str(settings.get("name", "")), required="", maxlength="80")),
        field(
            "Other names", text_area("aliases", "\n".join(settings.get("aliases", ()))), "One a line, such as @acmehq."
        ),
        field(
            "Words that rule a post out",
            text_area("excluded", "\n".join(settings.get("excluded", ())), 2),
            "One a line, such as acme cartoon.",
        ),
        *(_queries(settings, name) for name in used),
        element("details", element("summary", "Queries for more channels" if used else "Queries for channels"), *more),
        element(
            "p", f'"{EVERY}" before a query takes every post that it finds: for a forum of your own.', class_="quiet"
        ),
        field(
            "Where customers reach you",
            text_input("support", str(settings.get("support", "")), maxlength="200"),
            "A mail address or an https one; drafts of answers name it.",
        ),
        field("Time zone", text_input("time_zone", str(settings.get("time_zone", "UTC")), maxlength="60")),
        field("Sensitivity", select("sensitivity", SENSITIVITIES, str(settings.get("sensitivity", "standard")))),
        element("details", element("summary", "Sensitivity of single kinds"), *kinds),
        field(
            "On-call levels",
            text_input("levels", ", ".join(map(str, oncall.get("levels", [0, 10, 20])))),
            "Minutes after which each level is paged while nobody acknowledges.",
        ),
        field(
            "Quiet hours from",
            text_input("quiet_from", quiet.get("from", ""), maxlength="5"),
            "Such as 22:00; mails of SEV3 and SEV4 wait.",
        ),
        field("Quiet hours until", text_input("quiet_until", quiet.get("until", ""), maxlength="5")),
        button("Save"),
        class_="fields",
    )


def _queries(settings: Mapping[str, Any], name: str) -> Markup:
    return field(f"Queries for {name}", text_area(f"query_{name}", _query_lines(settings, name), 2), "One a line.")


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


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _query(line: str) -> dict[str, Any]:
    every = line.startswith(EVERY)
    return {"text": line.removeprefix(EVERY).strip() if every else line, "every": every}


def _query_lines(settings: Mapping[str, Any], name: str) -> str:
    found = settings.get("queries", {}).get(name, ())
    return "\n".join(f"{EVERY} {query['text']}" if query["every"] else query["text"] for query in found)


def _quiet(start: str, until: str) -> dict[str, str] | None:
    return {"from": start, "until": until} if start or until else None
