"""A row of an export of a listening tool in, an item as a push has it out."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from shared.domain.errors import InvalidInput

Item = dict[str, Any]

REQUIRED = ("id", "text", "published_at")
"""Fields that a row must have a column for, though its cell may be empty."""

_NUMBERS = ("reach", "likes", "reposts", "replies")
_NETWORKS = {"twitter": "x"}
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Export:
    """What the rows of a tool's export are named.

    ``columns`` are the names of its columns for each field of an item, the best first; capitals,
    spaces and signs in a name do not matter, so that a CSV and the JSON of an API are one.
    ``lists`` are the names under which a JSON document holds its rows.
    """

    name: str
    columns: Mapping[str, tuple[str, ...]]
    lists: tuple[str, ...] = ()

    def check(self, names: Collection[str]) -> None:
        """Accept the names of columns.

        Raises:
            InvalidInput: a required one is missing; the message names it, and what is there.
        """
        known = {plain(name) for name in names}
        for field in REQUIRED:
            wanted = self.columns[field]
            if not known & {plain(name) for name in wanted}:
                others = f" (or {', '.join(wanted[1:])})" if wanted[1:] else ""
                there = ", ".join(sorted(str(name)[:40] for name in names)[:_SHOWN]) or "none"
                problem = f"the column {wanted[0]}{others} of {self.name} is missing; there are {there}"
                raise InvalidInput(problem, field=wanted[0])

    def item(self, row: Mapping[str, Any], brand: str) -> Item:
        """The item in a row.

        Raises:
            InvalidInput: a required column is missing.
        """
        self.check(row.keys())
        cells = {plain(name): value for name, value in row.items() if value not in (None, "")}
        found = {field: _first(cells, names) for field, names in self.columns.items()}
        item = {field: _number(value) if field in _NUMBERS else value for field, value in found.items()}
        if time := item.pop("time", None):
            item["published_at"] = f"{item['published_at']} {time}"
        item["channel"] = _channel(item.get("channel"), self.name)
        given = {field: value for field, value in item.items() if value is not None}
        return {"text": "", **given, "brand": brand}


def plain(name: object) -> str:
    """The name of a column without capitals, spaces and signs.

    >>> plain("Full Text"), plain("fullText"), plain("published_at")
    ('fulltext', 'fulltext', 'publishedat')
    """
    return re.sub(r"[^a-z0-9]", "", str(name).lower())


def _first(cells: Mapping[str, Any], names: tuple[str, ...]) -> Any:
    return next((cells[plain(name)] for name in names if plain(name) in cells), None)


def _number(value: Any) -> Any:
    """A number as exports write it; what is none stays as it is, so that the item's check names it.

    >>> _number("1,234"), _number("12.0"), _number("1.234")
    (1234, 12, '1.234')
    """
    if not isinstance(value, str):
        return value
    digits = value.replace(",", "").strip()
    return int(float(digits)) if re.fullmatch(r"\d{1,15}(\.0+)?", digits) else value


def _channel(source: Any, export: str) -> str:
    """The network that the tool names, as a channel; the tool itself where it names none.

    >>> _channel("Twitter", "brandwatch"), _channel("News & Blogs", "mention"), _channel(None, "brand24")
    ('x', 'news-blogs', 'brand24')
    """
    name = re.sub(r"[^a-z0-9]+", "-", str(source or "").lower()).strip("-")[:32].strip("-")
    return _NETWORKS.get(name, name) or export
