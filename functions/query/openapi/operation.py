"""An operation as the router generates it in, as clients read it out: its answers, errors, tables and parameters."""

from __future__ import annotations

from typing import Any

from functions.query.openapi.errors import (
    BRAND_PATH,
    CASE_PATH,
    CHART_PATH,
    DOCUMENT_PATH,
    ERROR_PAGES,
    FEED_PATH,
    HOOKS,
    TABLES,
    error_pages,
    problems_of,
    response,
)


def described_operation(path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    """An operation with all its answers, and without a key where none is needed."""
    described = {**operation, "responses": _responses(path, method, operation["responses"])}
    if "parameters" in operation:
        described["parameters"] = [_parameter(parameter) for parameter in operation["parameters"]]
    if path in (*ERROR_PAGES, DOCUMENT_PATH) or path.startswith(HOOKS):
        described["security"] = []
    return described


def _responses(path: str, method: str, generated: dict[str, Any]) -> dict[str, Any]:
    """The answers of an operation by status: what the router generated, and all that it does not know."""
    answers = {status: answer for status, answer in generated.items() if status not in ("422", "500")}
    if method == "put":
        answers["201"] = {**answers["200"], "description": "Created"}
    if method == "delete":
        answers = {"204": {"description": "Done"}, **_accepted(path)}
    if method == "get":
        answers["304"] = {"description": "Not changed since the ETag in If-None-Match"}
    problems = {status: {"$ref": f"#/components/responses/{status}"} for status in sorted(problems_of(path, method))}
    return {**answers, **_other_media(path), **_tables(path, method, answers), **problems, **error_pages(path)}


def _accepted(path: str) -> dict[str, Any]:
    """The answer to the deletion of a brand with all that is kept of it, which goes on in the background."""
    if path != BRAND_PATH:
        return {}
    schema = {"$ref": "#/components/schemas/ErasureView"}
    text = "Deleted; what is kept of it will be erased"
    return {"202": response(text, "application/json", schema)}


def _other_media(path: str) -> dict[str, Any]:
    """The successful answer where the router does not know what it holds."""
    if path == CHART_PATH:
        return {"200": response("The chart", "image/svg+xml", {"type": "string"})}
    if path == CASE_PATH:
        return {"200": response("The case file", "text/markdown", {"type": "string"})}
    if path == FEED_PATH:
        return {"200": response("The feed", "application/atom+xml", {"type": "string"})}
    if path in ERROR_PAGES:
        return {"200": response("The page", "text/html", {"type": "string"})}
    if path == DOCUMENT_PATH:
        return {"200": response("The document", "application/json", {"type": "object"})}
    return {}


def _tables(path: str, method: str, answers: dict[str, Any]) -> dict[str, Any]:
    """The successful answer of a list that is also a table: JSON, or CSV."""
    if path not in TABLES or method != "get":
        return {}
    content = answers["200"]["content"]["application/json"]["schema"]
    page = next(part for part in content["anyOf"] if "$ref" in part)
    link = {"description": 'CSV: the address of the next page, with rel="next"', "schema": {"type": "string"}}
    media = {"application/json": {"schema": page}, "text/csv": {"schema": {"type": "string"}}}
    return {"200": {**answers["200"], "content": media, "headers": {"Link": link}}}


def _parameter(parameter: dict[str, Any]) -> dict[str, Any]:
    """The parameter without ``null`` as a type: it may be left out, which is not the same."""
    schema = {name: value for name, value in parameter["schema"].items() if name not in ("title", "description")}
    types = [one for one in schema.pop("anyOf", []) if one != {"type": "null"}]
    return {**parameter, "schema": {**schema, **types[0]} if types else schema}
