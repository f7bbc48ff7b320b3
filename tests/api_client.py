"""A client that calls the API as API Gateway does, and checks every answer against the OpenAPI document."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from functions.query.handler import handler as query
from functions.query.openapi.document import ACTING_PART
from functions.respond.handler import handler as respond

NOW_MS = 1_772_373_900_000
"""2026-03-01T14:05:00Z, the default time of a request."""

KEYS = {"ReadKeys": "read-key", "ActKeys": "act-key,", "AdminKeys": "admin-key,"}
"""The variables of the stage: one key a role."""

DOCUMENT = Path(__file__).parents[1] / "infra" / "openapi.json"


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: str

    @property
    def json(self) -> Any:
        return json.loads(self.body)


def ask(
    method: str,
    path: str,
    *,
    body: object = None,
    headers: dict[str, str] | None = None,
    now_ms: int = NOW_MS,
    role: str = "admin",
    **query: Any,
) -> Answer:
    """Send a request as API Gateway does, and check that the document allows the answer."""
    sent = event(method, path, body, headers=headers or {}, query=query, now_ms=now_ms, role=role)
    given = _handler_of(method, path)(sent, None)
    answer = Answer(given["statusCode"], {n: v[-1] for n, v in given["multiValueHeaders"].items()}, given["body"])
    check(method, path, answer)
    return answer


def event(
    method: str,
    path: str,
    body: object,
    *,
    headers: dict[str, str],
    query: dict[str, Any],
    now_ms: int,
    role: str = "admin",
) -> dict[str, Any]:
    """``role`` is that of the request's key; none for a request without a key."""
    many = {name: [str(v) for v in value] if isinstance(value, list) else [str(value)] for name, value in query.items()}
    return {
        "resource": path,
        "path": path,
        "httpMethod": method,
        "headers": dict(headers),
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": {name: values[-1] for name, values in many.items()} or None,
        "multiValueQueryStringParameters": many or None,
        "pathParameters": None,
        "stageVariables": KEYS,
        "body": body if body is None or isinstance(body, str) else json.dumps(body),
        "isBase64Encoded": False,
        "requestContext": {
            "requestTimeEpoch": now_ms,
            "requestId": "6f0b1a52-1111-4222-8333-000000000000",
            "stage": "v1",
            "path": f"/v1{path}",
            "identity": {"apiKeyId": f"{role}-key" if role else None},
        },
    }


def _handler_of(method: str, path: str) -> Callable[[dict[str, Any], None], dict[str, Any]]:
    """The function to which API Gateway sends the request."""
    acting = json.loads(ACTING_PART.read_text(encoding="utf-8"))["paths"]
    return respond if _operation(acting, method, path) else query


def check(method: str, path: str, answer: Answer) -> None:
    """The document has this status for this operation, and the body matches its schema."""
    if answer.status in {404, 405} and operation_of(method, path) is None:
        promised: dict[str, Any] = {"$ref": "#/components/responses/404"}
    else:
        operation = operation_of(method, path)
        assert operation is not None, f"{method} {path} is not in the document"
        promised = operation["responses"][str(answer.status)]
    promised = resolved(promised)
    if "content" not in promised:
        assert not answer.body
        return
    media = answer.headers["Content-Type"].removesuffix("; charset=utf-8")
    content = promised["content"][media]
    validator(json.dumps(content["schema"])).validate(answer.json if media.endswith("json") else answer.body)


def operation_of(method: str, path: str) -> dict[str, Any] | None:
    return _operation(document()["paths"], method, path)


def _operation(paths: dict[str, Any], method: str, path: str) -> dict[str, Any] | None:
    """The operation; the path without parameters wins over the one with them."""
    matching = [t for t in paths if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", t), path)]
    best = min(matching, key=lambda template: template.count("{"), default=None)
    found: dict[str, Any] | None = paths[best].get(method.lower()) if best else None
    return found


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in schema:
        return schema
    found: Any = document()
    for part in schema["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return dict(found)


@cache
def document() -> dict[str, Any]:
    return dict(json.loads(DOCUMENT.read_text(encoding="utf-8")))


@cache
def validator(schema: str) -> Draft202012Validator:
    whole = Resource.from_contents(document(), default_specification=DRAFT202012)
    linked = schema.replace('"#/', '"urn:api#/')
    return Draft202012Validator(json.loads(linked), registry=Registry().with_resource("urn:api", whole))
