"""The API that reads: all its routes, and the OpenAPI document of the whole API."""

from __future__ import annotations

import json
from functools import cache

from aws_lambda_powertools.event_handler import Response

from functions.query.routes import (
    advice,
    alerting,
    brands,
    channels,
    crises,
    mentions,
    moment_pages,
    moments,
    pages,
    plans,
    silences,
)
from shared.domain.problem import Problem
from shared.domain.version import VERSION
from shared.http.app import compact_json, new_app
from shared.http.request import reject_unknown_parameters


def error_page(path: str, problem: Problem) -> Response[str] | None:
    """The page for an error where a person looks; ``None`` where a program reads the answer."""
    return moment_pages.error_page(path, problem) or pages.error_page(path, problem)


app = new_app(
    [
        routes.router
        for routes in (
            moments,
            crises,
            advice,
            moment_pages,
            brands,
            mentions,
            channels,
            silences,
            plans,
            alerting,
            pages,
        )
    ],
    error_page,
)


@app.get(
    "/openapi.json",
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

    generated = json.loads(app.get_openapi_json_schema(title="Foreshock", version=VERSION))
    return compact_json(openapi_document(generated))
