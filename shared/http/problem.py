"""Requests that cannot be served as problem details: wrong fields, unknown parameters, paths and methods."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

from shared.domain.errors import InvalidInput
from shared.domain.problem import FieldError, Problem
from shared.domain.web_address import without_secrets

MAX_QUOTED_LENGTH = 40
"""Characters of a wrong value that the answer quotes."""

PATTERN_MESSAGES = {
    "table": "must be default, or the name that `foreshock train --install` gave",
    "brand": "must be 1 to 40 of a-z, 0-9 and -, with no - at either end",
    "channel": "must be a channel's name of a-z, 0-9, - and _; GET /channels lists them",
}
"""What a pattern means in words, by the field that it checks."""

EMPTY = "is empty; leave it out or fill it in"

PRIVATE_FIELDS = frozenset({"email", "phone", "key"})
"""Fields whose wrong value is not quoted: an answer may be shown or logged where the value must not be."""

PLAIN_PHRASES = {
    "Value error, ": "",
    "Input should be a valid dictionary or object to extract fields from": "must be a JSON object",
    "Input should": "must",
    "String should": "must",
    "List should": "must",
    "Field required": "is required",
}
"""Phrases of pydantic, and how they read after the name of a field."""


def validation_problem(errors: Iterable[Mapping[str, Any]], *, creates: bool = False) -> Problem:
    """The problem of a request with wrong fields, from pydantic's list of errors.

    An id in the path that nothing can have is not found like any other that nothing has, unless the request
    ``creates`` what it names.

    >>> validation_problem([{"loc": ("query", "limit"), "msg": "Input should be at most 100", "input": "500"}]).detail
    "limit must be at most 100; got '500'"
    >>> validation_problem([{"loc": ("path", "brand"), "msg": "String should match", "input": "☃"}]).detail
    "there is no brand '☃'"
    """
    errors = list(errors)
    names = [] if creates else [error for error in errors if tuple(error.get("loc", ()))[:1] == ("path",)]
    if names:
        return _nothing_named(names[0])
    found = tuple(_field_error(error) for error in errors)
    return Problem(HTTPStatus.BAD_REQUEST, "; ".join(f"{error.field} {error.detail}" for error in found[:5]), found)


def body_problem(errors: Iterable[Mapping[str, Any]]) -> Problem:
    """The same of fields that stand for the body of a request: those of a form, or of a file."""
    return validation_problem({**error, "loc": ("body", *error["loc"])} for error in errors)


def unknown_parameters(names: Iterable[str], allowed: Iterable[str]) -> InvalidInput:
    """The error of parameters that a route does not have.

    >>> unknown_parameters(["brnad"], ["brand", "limit"]).message
    "'brnad' is not a parameter here; allowed: brand, limit"
    """
    wrong = sorted(names)
    quoted = ", ".join(repr(name[:MAX_QUOTED_LENGTH]) for name in wrong[:5])
    verb = "is not a parameter" if len(wrong) == 1 else "are not parameters"
    message = f"{quoted} {verb} here; allowed: {', '.join(sorted(allowed)) or 'none'}"
    return InvalidInput(message, field=wrong[0][:MAX_QUOTED_LENGTH])


def no_route_problem(method: str, path: str, allowed: frozenset[str]) -> Problem:
    """The problem of a request that no route matches: 405 if ``path`` has other methods, otherwise 404.

    >>> no_route_problem("POST", "/brands", frozenset({"GET"})).headers
    {'Allow': 'GET'}
    >>> int(no_route_problem("GET", "/brnads", frozenset()).status)
    404
    """
    if not allowed:
        return Problem(HTTPStatus.NOT_FOUND, "there is nothing at this path; GET /openapi.json lists all paths")
    names = ", ".join(sorted(allowed))
    detail = f"{method} is not possible on {path[:MAX_QUOTED_LENGTH]}; allowed: {names}"
    return Problem(HTTPStatus.METHOD_NOT_ALLOWED, detail, headers={"Allow": names})


def field_name(location: Iterable[str | int]) -> str:
    """A place in a request as a person writes it.

    >>> field_name(("body", "queries", "rss", 0, "text")), field_name(("query", "limit")), field_name(("body",))
    ('queries.rss[0].text', 'limit', 'body')
    """
    origin, *rest = [*location] or ["request"]
    name = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in rest)
    return name.lstrip(".") or str(origin)


def _nothing_named(error: Mapping[str, Any]) -> Problem:
    name, value = str(error["loc"][-1]), str(error.get("input", ""))[:MAX_QUOTED_LENGTH]
    what = {"id": "such thing", "n": "such number"}.get(name, name)
    detail = f"there is no {what} {value!r}"
    return Problem(HTTPStatus.NOT_FOUND, detail, (FieldError(name, detail),))


def _field_error(error: Mapping[str, Any]) -> FieldError:
    kind, value, location = error.get("type", ""), error.get("input"), tuple(error.get("loc", ()))
    if kind == "json_invalid":
        return FieldError("body", f"is not JSON, see character {location[-1]}")
    name = field_name(location)
    if kind == "extra_forbidden":
        return FieldError(name, "is not a known field; GET /openapi.json lists them")
    if isinstance(value, list) and location[0] == "query":
        return FieldError(name, "is given more than once; give it once")
    if value == "" and kind == "string_too_short":
        return FieldError(name, EMPTY)
    message = str(error.get("msg", "is not valid"))
    for phrase, plain in PLAIN_PHRASES.items():
        message = message.replace(phrase, plain)
    if kind == "string_pattern_mismatch":
        message = PATTERN_MESSAGES.get(name, message)
    return FieldError(name, message if name in PRIVATE_FIELDS else message + _quoted_input(value))


def _quoted_input(value: object) -> str:
    if isinstance(value, str):
        return f"; got {without_secrets(value)[:MAX_QUOTED_LENGTH]!r}"
    return f"; got {value}" if isinstance(value, int | float) else ""
