"""GET /moments, /brands, /channels and what belongs to them: the API that clients read."""

from __future__ import annotations

from typing import Any

from functions.query.api import ROUTES
from shared.http.app import answer


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer a request of API Gateway."""
    return answer(ROUTES.app_for(event["path"]), event, context)
