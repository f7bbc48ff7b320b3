"""The API that acts: all its routes, and their part of the OpenAPI document."""

from __future__ import annotations

import json
from typing import Any

from aws_lambda_powertools.event_handler import Response

from functions.respond.routes import buttons, crises, hooks, moments, pages, plans, silences, steps, subscribers
from shared.domain.problem import Problem
from shared.http.app import new_app


def error_page(path: str, problem: Problem) -> Response[str] | None:
    """The page for an error where a person looks; ``None`` where a program reads the answer."""
    return buttons.error_page(path, problem) or pages.error_page(path, problem)


ROUTES = (moments, steps, crises, buttons, silences, plans, subscribers, hooks, pages)
app = new_app([routes.router for routes in ROUTES], error_page)


def openapi_part() -> dict[str, Any]:
    """What the router generates for these routes: ``paths`` and ``schemas``. The function that reads publishes it."""
    generated = json.loads(app.get_openapi_json_schema(title="respond"))
    return {"paths": generated["paths"], "schemas": generated["components"]["schemas"]}
