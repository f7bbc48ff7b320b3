"""No text field of any route takes what nobody sees: direction marks, control characters, halves of characters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.api_client import ask, document, resolved

Place = tuple[str, ...]
"""Where a text stands in a body: names of fields, and ``[0]`` for an element of a list."""

ELSEWHERE = "/mentions"
"""Pushes have rules of their own: each item that is wrong is named in the answer."""

LATER = ("until", "published_at", "next_update_at", "at", "statements")
"""Read as times, or looked up, once all other fields are right; what is none is refused by its name as well."""

AS_POSTED = "scenario"
"""What people post in a drill of your own is text of strangers, as in a push."""

HIDDEN = ("a\u202eb", "a\x00b", "a\ud800")


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every operation with a JSON body: method, path with ids in it, and the schema of the body."""
    ids = {"{n}": "1", "{id}": "a1b2c3d4e5f6", "{draft}": "a1b2c3d4e5f6", "{brand}": "acme", "{plan}": "burns"}
    for template, methods in document()["paths"].items():
        path = template
        for name, value in ids.items():
            path = path.replace(name, value)
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {})
            if "application/json" in content and template != ELSEWHERE:
                yield method.upper(), path, content["application/json"]["schema"]


def texts(schema: Mapping[str, Any], place: Place = (), seen: tuple[str, ...] = ()) -> Iterator[Place]:
    """The places of all texts of a schema; of a schema within itself those of the first level."""
    name = schema.get("$ref", "")
    if (name and name in seen) or {*place} & {*LATER, AS_POSTED}:
        return
    found, seen = resolved(dict(schema)), (*seen, name)
    for part in [*found.get("anyOf", ()), *found.get("allOf", ())]:
        yield from texts(part, place, seen)
    if found.get("type") == "string":
        yield place
    for field, part in found.get("properties", {}).items():
        yield from texts(part, (*place, field), seen)
    if isinstance(found.get("items"), dict):
        yield from texts(found["items"], (*place, "[0]"), seen)
    if isinstance(found.get("additionalProperties"), dict):
        yield from texts(found["additionalProperties"], (*place, "lead"), seen)


def body_with(place: Place, value: str) -> Any:
    """A body with nothing but this text."""
    for part in reversed(place):
        value = [value] if part == "[0]" else {part: value}  # type: ignore[assignment]  # a body, from the inside out
    return value


FOUND = {
    f"{method} {path}": (method, path, list(dict.fromkeys(texts(schema)))) for method, path, schema in operations()
}
CASES = {name: case for name, case in FOUND.items() if case[2]}


def test_every_route_with_a_body_is_here() -> None:
    assert {"PUT /plans/burns", "POST /drills", "PUT /brands/acme", "POST /moments/a1b2c3d4e5f6/facts"} <= CASES.keys()
    assert ("steps", "[0]", "do") in CASES["PUT /plans/burns"][2]


@pytest.mark.usefixtures("aws")
@pytest.mark.parametrize("name", CASES)
def test_a_hidden_character_is_refused_and_its_field_named(name: str) -> None:
    method, path, places = CASES[name]
    for place in places:
        field = ".".join(place).replace(".[0]", "[0]")
        for hidden in HIDDEN:
            answer = ask(method, path, body=body_with(place, hidden))
            assert answer.status == 400, (field, hidden)
            named = [error for error in answer.json["errors"] if error["detail"] != "is required"]
            assert [error for error in named if error["field"].startswith(field)], (field, hidden)
