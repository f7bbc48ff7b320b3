"""The OpenAPI document: from what the router generates to what clients read.

The router knows parameters and answers. It does not know that errors are problem
details, that a GET can answer 304, that some answers are pages or pictures, and which
routes other functions answer: POST /mentions, the answers of readers, and all that acts.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from functions.query.openapi.feedback import feedback_operation
from functions.query.openapi.meta import meta_operations
from functions.query.openapi.push import push_operation, push_schemas
from functions.query.openapi.schema_names import with_published_names
from shared.domain.problem import MEDIA_TYPE
from shared.domain.version import VERSION

DESCRIPTION = (
    "Moments are short, sudden changes in what people say about a brand that need an answer now. Lists are newest "
    "first; `next_cursor` leads to the next page. Times are ISO 8601 in UTC. Errors are problem details (RFC 9457) "
    "that name the wrong field."
)
ACTING_PART = Path(__file__).with_name("respond.json")
"""The paths and schemas of the function that acts, as its router generates them; it is another function's code."""

ROUTER_SCHEMAS = ("HTTPValidationError", "ValidationError", "ResponseValidationError")
"""Schemas of the router's own errors, which clients never see."""

PROBLEM_TEXTS = {
    "400": "A parameter or the body is wrong; `errors` names the fields",
    "401": "The signature or the timestamp is not valid",
    "403": "The API key is missing or wrong, or its role does not allow it",
    "404": "It does not exist",
    "409": "Somebody else changed it at the same time; repeat the request",
    "412": "Its state is not the one that If-Match or If-None-Match expects",
    "413": "The body is too long",
    "415": "The body is not JSON in UTF-8, or it is compressed",
    "429": "Too many requests, or the quota of the key is used up",
    "500": "An error on our side; `instance` names the request in the log",
    "503": "Busy; try again after Retry-After seconds",
}
PROBLEM_SCHEMA = {
    "type": "object",
    "description": "What is wrong and how to fix it (RFC 9457)",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string", "description": "The id of the request, as in the log"},
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

SERVER = {
    "url": "https://{api}.execute-api.{region}.amazonaws.com/v1",
    "description": "A deployment; the document that it serves has its own address",
    "variables": {
        "api": {"default": "api-id", "description": "Output ApiId of the stack"},
        "region": {"default": "eu-west-1", "description": "Where it is deployed"},
    },
}

PAGE_PATH, BUTTON_PATH = "/m/{token}", "/a/{token}"
STATUS_PATH = "/status/{brand}"
FEED_PATH, FEEDBACK_PATH = f"{STATUS_PATH}/feed.atom", f"{STATUS_PATH}/feedback"
CHART_PATH, CASE_PATH, DOCUMENT_PATH = "/moments/{id}/chart.svg", "/moments/{id}/case.md", "/openapi.json"
BRAND_PATH = "/brands/{brand}"
NAMING = {("/drills", "post"), ("/erasures", "post")}
"""They name a brand in their body."""

TABLES = ("/brands/{brand}/mentions", "/brands/{brand}/praise", "/moments")
"""Lists that are also given as CSV."""

HOOKS = "/hooks/"
"""Where other products send what people did there."""

ERROR_PAGES = {
    PAGE_PATH: {
        "404": "The token is not valid; the page gives no details",
        "410": "The link has expired: it is 30 days old",
        "500": "An error on our side",
        "503": "Busy; try again in a few seconds",
    },
    BUTTON_PATH: {
        "400": "The answer that you approve breaks a rule, or nobody stands for it; the form says why",
        "404": "The token is not valid; the page gives no details",
        "409": "It is over already, or it has changed since the page was shown; nothing was changed",
        "410": "The page is older than an hour; nothing was changed",
        "500": "An error on our side; press again",
        "503": "Busy; press again",
    },
    STATUS_PATH: {"404": "Nothing is published", "500": "An error on our side", "503": "Busy; try again"},
    FEED_PATH: {"404": "Nothing is published", "500": "An error on our side", "503": "Busy; try again"},
    FEEDBACK_PATH: {
        "400": "What is wrong with the answer",
        "403": "The form of another site sent it",
        "404": "The page takes no answers",
        "413": "It is too long",
        "429": "Too many answers came in this hour; Retry-After says when the next one begins",
        "503": "Busy; send it again",
    },
}
"""The errors of what people look at, which are pages too."""


def openapi_document(generated: dict[str, Any]) -> dict[str, Any]:
    """The document for clients, from the one that the router generated."""
    document: dict[str, Any] = with_published_names(_document(generated))
    return document


def _document(generated: dict[str, Any]) -> dict[str, Any]:
    acting = json.loads(ACTING_PART.read_text(encoding="utf-8"))
    paths = {path: dict(item) for path, item in generated["paths"].items()} | {
        "/mentions": {"post": push_operation()},
        FEEDBACK_PATH: {"post": feedback_operation()},
        "/hooks/meta": meta_operations(),
    }
    for path, item in acting["paths"].items():
        paths[path] = paths.get(path, {}) | item
    schemas = generated["components"]["schemas"] | acting["schemas"]
    return {
        **generated,
        "info": {
            "title": "Foreshock",
            "version": VERSION,
            "description": DESCRIPTION,
            "license": {"name": "Apache-2.0"},
        },
        "servers": [SERVER],
        "security": [{"key": []}],
        "tags": [
            {"name": name}
            for name in (
                "crises",
                "moments",
                "plans",
                "drills",
                "silences",
                "brands",
                "erasures",
                "mentions",
                "praise",
                "channels",
                "subscribers",
                "hooks",
            )
        ],
        "paths": {
            path: {method: _operation(path, method, operation) for method, operation in item.items()}
            for path, item in sorted(paths.items())
        },
        "components": {
            "schemas": {
                **{name: schema for name, schema in schemas.items() if name not in ROUTER_SCHEMAS},
                **push_schemas(),
                "Problem": PROBLEM_SCHEMA,
            },
            "responses": {status: _problem_response(text) for status, text in PROBLEM_TEXTS.items()},
            "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "x-api-key"}},
        },
    }


def _operation(path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
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
    problems = {status: {"$ref": f"#/components/responses/{status}"} for status in sorted(_problems(path, method))}
    return {**answers, **_other_media(path), **_tables(path, method, answers), **problems, **_error_pages(path)}


def _accepted(path: str) -> dict[str, Any]:
    """The answer to the deletion of a brand with all that is kept of it, which goes on in the background."""
    if path != BRAND_PATH:
        return {}
    schema = {"$ref": "#/components/schemas/ErasureView"}
    text = "Deleted; what is kept of it will be erased"
    return {"202": _response(text, "application/json", schema)}


def _problems(path: str, method: str) -> set[str]:
    """The statuses of the problem details that an operation can answer."""
    if path in ERROR_PAGES:
        return {"429"}
    statuses = {"400", "429", "500", "503"} | ({"404"} if "{" in path else set())
    statuses |= {"401"} if _signed(path) else {"403"}
    statuses |= {"409"} if method in ("post", "put", "delete") else set()
    statuses |= {"413", "415"} if method in ("post", "put") and not _signed(path) else set()
    statuses |= {"413"} if path == "/mentions" else set()
    statuses |= {"404"} if path.startswith(HOOKS) or path in TABLES or (path, method) in NAMING else set()
    return statuses | ({"412"} if method in ("put", "delete") else set())


def _signed(path: str) -> bool:
    """Whether the sender signs the body; its function reads it as it came."""
    return path == "/mentions" or path.startswith(HOOKS)


def _other_media(path: str) -> dict[str, Any]:
    """The successful answer where the router does not know what it holds."""
    if path == CHART_PATH:
        return {"200": _response("The chart", "image/svg+xml", {"type": "string"})}
    if path == CASE_PATH:
        return {"200": _response("The case file", "text/markdown", {"type": "string"})}
    if path == FEED_PATH:
        return {"200": _response("The feed", "application/atom+xml", {"type": "string"})}
    if path in ERROR_PAGES:
        return {"200": _response("The page", "text/html", {"type": "string"})}
    if path == DOCUMENT_PATH:
        return {"200": _response("The document", "application/json", {"type": "object"})}
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


def _error_pages(path: str) -> dict[str, Any]:
    """The errors that are pages; too many requests are also told by API Gateway, which knows problem details only."""
    texts = ERROR_PAGES.get(path, {})
    pages = {status: _response(text, "text/html", {"type": "string"}) for status, text in texts.items()}
    if "429" in pages:
        pages["429"]["content"] |= _problem_response(texts["429"])["content"]
    return pages


def _parameter(parameter: dict[str, Any]) -> dict[str, Any]:
    """The parameter without ``null`` as a type: it may be left out, which is not the same."""
    schema = {name: value for name, value in parameter["schema"].items() if name not in ("title", "description")}
    types = [one for one in schema.pop("anyOf", []) if one != {"type": "null"}]
    return {**parameter, "schema": {**schema, **types[0]} if types else schema}


def _problem_response(text: str) -> dict[str, Any]:
    return _response(text, MEDIA_TYPE, {"$ref": "#/components/schemas/Problem"})


def _response(text: str, media_type: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": text, "content": {media_type: {"schema": schema}}}
