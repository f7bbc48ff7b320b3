"""Mentions in, the signed request of a sender out, with one of the three bodies that ``POST /mentions`` takes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from functions.intake.signature import sign
from shared.domain.time import SECOND_MS

JSON_TYPE, NDJSON_TYPE = "application/json", "application/x-ndjson"


@dataclass(frozen=True, slots=True)
class Push:
    """One request: its body and the headers that go with it."""

    body: bytes
    headers: dict[str, str]

    def event(self, at_ms: int) -> dict[str, Any]:
        """The event that API Gateway sends to the function for this request, received at ``at_ms``.

        Source: AWS, "Set up Lambda proxy integrations in API Gateway", input format.
        """
        return {
            "resource": "/mentions",
            "path": "/mentions",
            "httpMethod": "POST",
            "headers": self.headers,
            "multiValueHeaders": {name: [value] for name, value in self.headers.items()},
            "queryStringParameters": None,
            "multiValueQueryStringParameters": None,
            "pathParameters": None,
            "stageVariables": None,
            "requestContext": {
                "resourcePath": "/mentions",
                "httpMethod": "POST",
                "path": "/v1/mentions",
                "stage": "v1",
                "requestId": self.headers["Idempotency-Key"],
                "requestTimeEpoch": at_ms,
                "identity": {"sourceIp": "127.0.0.1"},
            },
            "body": self.body.decode(),
            "isBase64Encoded": False,
        }


def push(items: Sequence[dict[str, Any]], *, secret: str, key: str, at_ms: int, shape: str = "array") -> Push:
    """A signed request with ``items``; sent again with the same ``key``, it counts as the same request.

    ``shape`` is ``array``, ``object`` (``{"mentions": […]}``) or ``ndjson``.
    """
    body = _body(items, shape)
    kind = NDJSON_TYPE if shape == "ndjson" else JSON_TYPE
    return Push(body, {"Content-Type": kind, **signed(body, secret=secret, key=key, at_ms=at_ms)})


def signed(body: bytes, *, secret: str, key: str, at_ms: int) -> dict[str, str]:
    """The headers that prove who sent ``body``, and when.

    >>> signed(b"[]", secret="s", key="k", at_ms=1_000)["X-Foreshock-Timestamp"]
    '1'
    """
    timestamp = str(at_ms // SECOND_MS)
    return {
        "X-Foreshock-Timestamp": timestamp,
        "X-Foreshock-Signature": sign(body, timestamp, key, secret.encode()),
        "Idempotency-Key": key,
    }


def _body(items: Sequence[dict[str, Any]], shape: str) -> bytes:
    if shape == "ndjson":
        return "".join(json.dumps(item) + "\n" for item in items).encode()
    return json.dumps({"mentions": list(items)} if shape == "object" else list(items)).encode()
