"""The form of a brand's settings: drawn from the settings, and read back into them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from shared import channels
from shared.domain.brand import Sensitivity
from shared.domain.moments.moment import Kind
from shared.domain.people.visitor import Visitor
from shared.domain.text import whole_number
from shared.html.form import button, field, form, hidden, select, text_area, text_input
from shared.html.markup import Markup, element

SENSITIVITIES = {
    "low": "Low: about one false alarm in four weeks",
    "standard": "Standard: about one a week",
    "high": "High: about one in two days",
}

SAME = {"": "As above"}

OF_A_KIND = SAME | {level.value: level.value.capitalize() for level in Sensitivity} | {"off": "Off"}

EVERY = "every:"
"""Before a query: take every post that it finds."""


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
            "levels": [whole_number(part) for part in value("levels").replace(",", " ").split()],
            "quiet_hours": _quiet(value("quiet_from"), value("quiet_until")),
        },
    }


def brand_form(visitor: Visitor, brand_id: str, settings: Mapping[str, Any]) -> Markup:
    """The form; without ``brand_id`` that of a new brand."""
    new_id = field("Id", text_input("id", required="", maxlength="40"), "1 to 40 of a-z, 0-9 and -; it stays for ever.")
    return form(
        f"../settings/{brand_id or '-'}",
        visitor,
        hidden("version", str(settings.get("version", ""))),
        "" if brand_id else new_id,
        *_names(settings),
        *_all_queries(settings),
        field(
            "Where customers reach you",
            text_input("support", str(settings.get("support", "")), maxlength="200"),
            "A mail address or an https one; drafts of answers name it.",
        ),
        field("Time zone", text_input("time_zone", str(settings.get("time_zone", "UTC")), maxlength="60")),
        *_sensitivity(settings),
        *_oncall(settings.get("oncall") or {}),
        button("Save"),
        class_="fields",
    )


def _names(settings: Mapping[str, Any]) -> Iterator[Markup]:
    yield field("Name", text_input("name", str(settings.get("name", "")), required="", maxlength="80"))
    aliases, excluded = ("\n".join(settings.get(name, ())) for name in ("aliases", "excluded"))
    yield field("Other names", text_area("aliases", aliases), "One a line, such as @acmehq.")
    yield field("Words that rule a post out", text_area("excluded", excluded, 2), "One a line, such as acme cartoon.")


def _all_queries(settings: Mapping[str, Any]) -> Iterator[Markup]:
    """Those that the brand has first; the other channels are folded away."""
    used = [name for name in channels.asked() if settings.get("queries", {}).get(name)]
    more = [_queries(settings, name) for name in channels.asked() if name not in used]
    yield from (_queries(settings, name) for name in used)
    summary = element("summary", "Queries for more channels" if used else "Queries for channels")
    yield element("details", summary, *more)
    every = f'"{EVERY}" before a query takes every post that it finds: for a forum of your own.'
    yield element("p", every, class_="quiet")


def _sensitivity(settings: Mapping[str, Any]) -> Iterator[Markup]:
    chosen = settings.get("sensitivities") or {}
    kinds = [
        field(kind.value.replace("_", " ").capitalize(), select(f"kind_{kind.value}", OF_A_KIND, chosen.get(kind, "")))
        for kind in Kind
    ]
    yield field("Sensitivity", select("sensitivity", SENSITIVITIES, str(settings.get("sensitivity", "standard"))))
    yield element("details", element("summary", "Sensitivity of single kinds"), *kinds)


def _oncall(oncall: Mapping[str, Any]) -> Iterator[Markup]:
    quiet = oncall.get("quiet_hours") or {}
    yield field(
        "On-call levels",
        text_input("levels", ", ".join(map(str, oncall.get("levels", [0, 10, 20])))),
        "Minutes after which each level is paged while nobody acknowledges.",
    )
    yield field(
        "Quiet hours from",
        text_input("quiet_from", quiet.get("from", ""), maxlength="5"),
        "Such as 22:00; mails of SEV3 and SEV4 wait.",
    )
    yield field("Quiet hours until", text_input("quiet_until", quiet.get("until", ""), maxlength="5"))


def _queries(settings: Mapping[str, Any], name: str) -> Markup:
    return field(f"Queries for {name}", text_area(f"query_{name}", _query_lines(settings, name), 2), "One a line.")


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
