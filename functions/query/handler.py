"""GET /moments, /brands, /channels and what belongs to them: the API that clients read."""

from __future__ import annotations

from typing import Any

from functions.query.api import app
from functions.query.http.etag import conditional_response
from shared.runtime.telemetry import logger


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer a request of API Gateway."""
    answer = app.resolve(event, context)
    headers = {name.lower(): values[-1] for name, values in (event.get("multiValueHeaders") or {}).items()}
    logger.info(
        "answered",
        extra={
            "method": event["httpMethod"],
            "resource": event.get("resource"),
            "status": answer["statusCode"],
            "request": event["requestContext"].get("requestId"),
        },
    )
    return conditional_response(event["httpMethod"], headers.get("if-none-match", ""), answer)
