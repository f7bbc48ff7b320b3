"""The OpenAPI document: from what the router generates to what clients read.

The router knows parameters and answers. It does not know that errors are problem
details, that a GET can answer 304, that some answers are pages or pictures, and which
routes other functions answer: POST /mentions, the answers of readers, and all that acts.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from functions.query.openapi.errors import (
    FEEDBACK_PATH,
    PROBLEM_SCHEMA,
    PROBLEM_TEXTS,
    problem_response,
)
from functions.query.openapi.feedback import feedback_operation
from functions.query.openapi.meta import meta_operations
from functions.query.openapi.operation import described_operation
from functions.query.openapi.push import push_operation, push_schemas
from functions.query.openapi.schema_names import with_published_names
from shared.domain.version import VERSION

DESCRIPTION = (
    "Moments are short, sudden changes in what people say about a brand that need an answer now. Lists are newest "
    "first; `next_cursor` leads to the next page. Times are ISO 8601 in UTC. Errors are problem details (RFC 9457) "
    "that name the wrong field."
)
INFO = {"title": "Foreshock", "version": VERSION, "description": DESCRIPTION, "license": {"name": "Apache-2.0"}}

TAGS = (
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

ACTING_PART = Path(__file__).with_name("respond.json")
"""The paths and schemas of the function that acts, as its router generates them; it is another function's code."""

ROUTER_SCHEMAS = ("HTTPValidationError", "ValidationError", "ResponseValidationError")
"""Schemas of the router's own errors, which clients never see."""

SERVER = {
    "url": "https://{api}.execute-api.{region}.amazonaws.com/v1",
    "description": "A deployment; the document that it serves has its own address",
    "variables": {
        "api": {"default": "api-id", "description": "Output ApiId of the stack"},
        "region": {"default": "eu-west-1", "description": "Where it is deployed"},
    },
}


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
        "info": INFO,
        "servers": [SERVER],
        "security": [{"key": []}],
        "tags": [{"name": name} for name in TAGS],
        "paths": {
            path: {method: described_operation(path, method, operation) for method, operation in item.items()}
            for path, item in sorted(paths.items())
        },
        "components": {
            "schemas": {
                **{name: schema for name, schema in schemas.items() if name not in ROUTER_SCHEMAS},
                **push_schemas(),
                "Problem": PROBLEM_SCHEMA,
            },
            "responses": {status: problem_response(text) for status, text in PROBLEM_TEXTS.items()},
            "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "x-api-key"}},
        },
    }
