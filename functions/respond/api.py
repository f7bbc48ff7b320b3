"""The API that acts: its routes in groups, and their part of the OpenAPI document."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from aws_lambda_powertools.event_handler import Response

from shared.domain.problem import Problem
from shared.http.route_groups import RouteGroups

GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "moments": ("moments", "steps", "statements"),
        "moments/facts": ("facts",),
        "moments/drafts": ("drafts", "wordings"),
        "crises": ("crises",),
        "crises/public": ("publications",),
        "brands/praise": ("praise",),
        "a": ("buttons",),
        "silences": ("silences",),
        "plans": ("plans",),
        "subscribers": ("subscribers",),
        "hooks": ("hooks",),
        "pages": ("pages",),
    }
)
"""The first part of a path, or the first and the third, and the modules of ``routes`` that have its routes."""


def error_page(path: str, problem: Problem) -> Response[str] | None:
    """The page that a person sees when an action fails; ``None`` where a program reads the answer."""
    from functions.respond.routes import buttons, pages  # noqa: PLC0415 - only errors need them

    return buttons.error_page(path, problem) or pages.error_page(path, problem)


ROUTES = RouteGroups("functions.respond.routes", GROUPS, error_page)


def openapi_part() -> dict[str, Any]:
    """What the router generates for these routes: ``paths`` and ``schemas``. The function that reads publishes it."""
    generated = json.loads(ROUTES.whole_app().get_openapi_json_schema(title="respond"))
    return {"paths": generated["paths"], "schemas": generated["components"]["schemas"]}
