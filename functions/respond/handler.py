"""POST /moments/{id}/ack and what else a person does about a moment: the API that acts."""

from __future__ import annotations

from typing import Any

from functions.respond.api import ROUTES
from shared.http.app import answer


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer a request of API Gateway."""
    return answer(ROUTES.app_for(event["path"]), event, context)
