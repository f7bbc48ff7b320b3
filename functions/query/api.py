"""The API that reads: its routes in groups, and the OpenAPI document of the whole API."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from aws_lambda_powertools.event_handler import Response

from shared.domain.problem import Problem
from shared.domain.version import VERSION
from shared.http.app import compact_json
from shared.http.request import base_address, new_router, reject_unknown_parameters
from shared.http.route_groups import RouteGroups

GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "moments": ("crisis.moments", "html.moment_pages"),
        "moments/case": ("crisis.cases",),
        "moments/case.md": ("crisis.cases",),
        "moments/answers": ("crisis.answers",),
        "m": ("html.moment_pages",),
        "crises": ("crisis.crises",),
        "crises/advice": ("crisis.advice",),
        "crises/statements": ("crisis.statements",),
        "crises/public": ("crisis.publications",),
        "status": ("html.status_pages",),
        "brands": ("brands",),
        "brands/mentions": ("mentions",),
        "brands/pulse": ("mentions",),
        "brands/voices": ("voices",),
        "brands/praise": ("praise",),
        "brands/traffic": ("traffic",),
        "channels": ("channels",),
        "silences": ("silences",),
        "plans": ("crisis.plans",),
        "alerting": ("alerting",),
        "drills": ("drills", "table_tops"),
        "erasures": ("erasures",),
        "pages": ("html.pages",),
        "settings": ("html.pages",),
        "exercises": ("html.pages",),
    }
)
"""The first part of a path, or the first and the third, and the modules in ``routes`` that have its routes."""

router = new_router()


def error_page(path: str, problem: Problem) -> Response[str] | None:
    """The page for an error where a person looks; ``None`` where a program reads the answer."""
    from functions.query.routes.html import moment_pages, pages, status_pages  # noqa: PLC0415 - only errors need them

    pages_with_errors = (moment_pages, pages, status_pages)
    return next(filter(None, (each.error_page(path, problem) for each in pages_with_errors)), None)


@router.get(
    "/openapi.json",
    operation_id="getDocument",
    summary="This document",
    description="No API key is needed.",
    tags=["channels"],
    middlewares=[reject_unknown_parameters],
    enable_validation=False,
)
def get_document() -> Response[str]:
    """The document, generated on the first request for it, with the address at which it was asked for."""
    server = {"url": base_address(router.current_event), "description": "Where this document was found"}
    return Response(200, "application/json", compact_json({**whole_document(), "servers": [server]}))


ROUTES = RouteGroups("functions.query.routes", GROUPS, error_page, {"openapi.json": router})


@cache
def whole_document() -> dict[str, Any]:
    """The OpenAPI document of all routes; to generate it takes about 0.2 s."""
    from functions.query.openapi.document import openapi_document  # noqa: PLC0415 - no other request needs it

    return openapi_document(json.loads(ROUTES.whole_app().get_openapi_json_schema(title="Foreshock", version=VERSION)))
