"""The API that acts: all its routes, and their part of the OpenAPI document."""

from __future__ import annotations

import json
from typing import Any

from functions.respond.routes import buttons, crises, hooks, moments, silences, subscribers
from shared.http.app import new_app

ROUTES = (moments, crises, buttons, silences, subscribers, hooks)
app = new_app([routes.router for routes in ROUTES], buttons.error_page)


def openapi_part() -> dict[str, Any]:
    """What the router generates for these routes: ``paths`` and ``schemas``. The function that reads publishes it."""
    generated = json.loads(app.get_openapi_json_schema(title="respond"))
    return {"paths": generated["paths"], "schemas": generated["components"]["schemas"]}
