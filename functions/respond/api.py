"""The API that acts: all its routes, and their part of the OpenAPI document."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from aws_lambda_powertools.event_handler import Response

from functions.respond.routes import crises, hooks, moments, silences, subscribers
from shared.http.app import new_app


def error_page(path: str, status: HTTPStatus) -> Response[str] | None:  # noqa: ARG001 - no route has a page so far
    """The page that a person sees when an action fails; ``None`` where a program reads the answer."""
    return None


app = new_app([routes.router for routes in (moments, crises, silences, subscribers, hooks)], error_page)


def openapi_part() -> dict[str, Any]:
    """What the router generates for these routes: ``paths`` and ``schemas``. The function that reads publishes it."""
    generated = json.loads(app.get_openapi_json_schema(title="respond"))
    return {"paths": generated["paths"], "schemas": generated["components"]["schemas"]}
