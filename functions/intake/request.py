"""An event of API Gateway in, its body out; and what is answered, as API Gateway wants it."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from shared.domain.errors import ForeshockError, InvalidInput, StorageBusy
from shared.domain.problem import MEDIA_TYPE, problem_from


def body_of(event: Mapping[str, Any]) -> bytes:
    """The body as it was sent.

    Raises:
        InvalidInput: it is said to be base64 and is not.
    """
    body = event.get("body") or ""
    if not event.get("isBase64Encoded"):
        return str(body).encode("utf-8", "surrogatepass")
    try:
        return base64.b64decode(body, validate=True)
    except ValueError as error:
        raise InvalidInput("the body is said to be base64 and is not", field="body") from error


def problem_response(error: ForeshockError, request_id: str) -> dict[str, Any]:
    """The error as problem details, in the shape that every route has."""
    problem = problem_from(error)
    if isinstance(error, StorageBusy):
        problem = problem._replace(detail="not everything was stored; send the same batch again")
    document = json.dumps(problem.document(request_id), ensure_ascii=False)
    return response(int(problem.status), MEDIA_TYPE, document, problem.headers)


def json_response(status: int, value: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """An answer in JSON."""
    return response(status, "application/json", json.dumps(value, ensure_ascii=False), headers)


def response(status: int, kind: str, body: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    """An answer of this media type."""
    return {
        "statusCode": status,
        "headers": {"Content-Type": kind, "Cache-Control": "no-store", **(headers or {})},
        "body": body,
    }


def error_name(error: ClientError | BotoCoreError) -> str:
    """The AWS error code (``AccessDeniedException``), or the class of a broken connection."""
    return str(error.response["Error"]["Code"]) if isinstance(error, ClientError) else type(error).__name__
