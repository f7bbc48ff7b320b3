"""The OpenAPI document: generated from the routes and their models, then said in our own terms.

The router knows parameters and answers; it does not know that errors are problem
details, that GETs can answer 304, and that another function answers POST /mentions.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from functions.query.http.problem import MEDIA_TYPE
from functions.query.openapi import moment_page, push
from shared.domain.version import VERSION

DESCRIPTION = (
    "Moments in which people's talk about a brand calls for an answer now. Lists are newest first and go on with "
    "`next_cursor`. Times are ISO 8601 in UTC. Errors are problem details (RFC 9457) that name the field at fault."
)
ROUTER_SCHEMAS = ("HTTPValidationError", "ValidationError", "ResponseValidationError")
"""Schemas of the router's own errors, which no client ever sees."""

PROBLEM_TEXTS = {
    "400": "A parameter or the body is wrong; `errors` names the fields",
    "401": "The signature or the timestamp does not hold",
    "403": "The API key is missing or wrong",
    "404": "There is no such thing",
    "409": "Somebody else changed it at the same time; repeat",
    "412": "It is no longer as If-Match or If-None-Match expects",
    "429": "Too many requests, or the quota of the key is used up",
    "500": "Something went wrong on our side; `instance` names the request in the log",
    "503": "Busy; try again after Retry-After seconds",
}
PROBLEM_SCHEMA = {
    "type": "object",
    "description": "What is wrong and how to mend it (RFC 9457)",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string", "description": "The request, as the log knows it"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "detail"],
                "properties": {"field": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}


@cache
def document() -> str:
    """The document as JSON text."""
    return json.dumps(complete_document(_generated()), separators=(",", ":"))


def complete_document(raw: dict[str, Any]) -> dict[str, Any]:
    """The router's document with everything it does not know."""
    paths = {path: dict(item) for path, item in raw["paths"].items()} | {"/mentions": {"post": push.push_operation()}}
    schemas = {name: schema for name, schema in raw["components"]["schemas"].items() if name not in ROUTER_SCHEMAS}
    return {
        **raw,
        "info": {
            "title": "Foreshock",
            "version": VERSION,
            "description": DESCRIPTION,
            "license": {"name": "Apache-2.0"},
        },
        "servers": [{"url": ".", "description": "Where this document was found"}],
        "security": [{"key": []}],
        "tags": [{"name": name} for name in ("moments", "brands", "mentions", "channels")],
        "paths": {
            path: {method: _operation(path, method, found) for method, found in item.items()}
            for path, item in sorted(paths.items())
        },
        "components": {
            "schemas": {**schemas, **push.push_schemas(), "Problem": PROBLEM_SCHEMA},
            "responses": {status: _problem(said) for status, said in PROBLEM_TEXTS.items()},
            "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "x-api-key"}},
        },
    }


def _operation(path: str, method: str, found: dict[str, Any]) -> dict[str, Any]:
    answers = {status: answer for status, answer in found["responses"].items() if status not in ("422", "500")}
    said = {**found, "responses": _answers(path, method, answers)}
    if "parameters" in found:
        said["parameters"] = [_parameter(parameter) for parameter in found["parameters"]]
    if path == "/openapi.json":
        said["security"] = []
        said["responses"]["200"] = {
            "description": "The document",
            "content": {"application/json": {"schema": {"type": "object"}}},
        }
    return moment_page.add_media_types(path, said)


def _answers(path: str, method: str, answers: dict[str, Any]) -> dict[str, Any]:
    problems = {"400", "429", "500", "503"} | ({"404"} if "{" in path else set())
    problems |= {"401"} if path == "/mentions" else {"403"}
    problems |= {"409"} if method in ("post", "put", "delete") else set()
    problems |= {"412"} if method in ("put", "delete") else set()
    if method == "put":
        answers["201"] = {**answers["200"], "description": "Created"}
    if method == "delete":
        answers = {"204": {"description": "Done"}}
    if method == "get":
        answers["304"] = {"description": "Not changed since the ETag in If-None-Match"}
    return {**answers, **{status: {"$ref": f"#/components/responses/{status}"} for status in sorted(problems)}}


def _parameter(parameter: dict[str, Any]) -> dict[str, Any]:
    """A parameter that may be left out is not one that may be null."""
    schema = {name: value for name, value in parameter["schema"].items() if name not in ("title", "description")}
    kinds = [kind for kind in schema.pop("anyOf", []) if kind != {"type": "null"}]
    return {**parameter, "schema": {**schema, **kinds[0]} if kinds else schema}


def _problem(said: str) -> dict[str, Any]:
    return {"description": said, "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}


def _generated() -> dict[str, Any]:
    from functions.query.api import app  # noqa: PLC0415 - the routes know this module

    raw: dict[str, Any] = json.loads(app.get_openapi_json_schema(title="Foreshock", version=VERSION))
    return raw
