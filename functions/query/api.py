"""The API that reads: its routes in groups by the first part of their path, and the OpenAPI document of them all.

A cold start is one request, so it loads only the routes of its group; all routes and the
schemas of their answers together take a fifth more instructions.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response

from shared.domain.problem import Problem
from shared.domain.version import VERSION
from shared.http.app import compact_json, new_app
from shared.http.request import new_router, reject_unknown_parameters

DOCUMENT = "openapi.json"

GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "moments": ("moments", "moment_pages"),
        "m": ("moment_pages",),
        "crises": ("crises", "advice"),
        "brands": ("brands", "mentions"),
        "channels": ("channels",),
        "silences": ("silences",),
        "plans": ("plans",),
        "alerting": ("alerting",),
        "pages": ("pages",),
        "settings": ("pages",),
        DOCUMENT: (),
    }
)
"""The first part of a path, and the modules of ``functions.query.routes`` that have its routes."""

router = new_router()


def app_for(path: str) -> APIGatewayRestResolver:
    """The application with the routes of the group to which ``path`` belongs; without a route where there is none."""
    group = path.strip("/").partition("/")[0]
    return _app(group if group in GROUPS else "")


@cache
def _app(group: str) -> APIGatewayRestResolver:
    app = _app_of(GROUPS.get(group, ()))
    if group == DOCUMENT:
        app.include_router(router)
    return app


def whole_app() -> APIGatewayRestResolver:
    """The application with all routes, for the document."""
    app = _app_of(dict.fromkeys(name for names in GROUPS.values() for name in names))
    app.include_router(router)
    return app


def _app_of(names: Iterable[str]) -> APIGatewayRestResolver:
    return new_app([import_module(f"functions.query.routes.{name}").router for name in names], error_page)


def error_page(path: str, problem: Problem) -> Response[str] | None:
    """The page for an error where a person looks; ``None`` where a program reads the answer."""
    from functions.query.routes import moment_pages, pages  # noqa: PLC0415 - only errors need them

    return moment_pages.error_page(path, problem) or pages.error_page(path, problem)


@router.get(
    f"/{DOCUMENT}",
    operation_id="getDocument",
    summary="This document",
    description="No API key is needed.",
    tags=["channels"],
    middlewares=[reject_unknown_parameters],
    enable_validation=False,
)
def get_document() -> Response[str]:
    """The document, generated on the first request for it."""
    return Response(200, "application/json", openapi_json())


@cache
def openapi_json() -> str:
    """The OpenAPI document of all routes as JSON text; to generate it takes about 0.2 s."""
    from functions.query.openapi.document import openapi_document  # noqa: PLC0415 - no other request needs it

    generated = json.loads(whole_app().get_openapi_json_schema(title="Foreshock", version=VERSION))
    return compact_json(openapi_document(generated))
