"""The API: all routes in one resolver, its OpenAPI document, and every error as problem details."""

from __future__ import annotations

import json
import traceback
from functools import cache, partial
from http import HTTPStatus

from aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response
from aws_lambda_powertools.event_handler.exceptions import NotFoundError
from aws_lambda_powertools.event_handler.openapi.exceptions import (
    RequestUnsupportedContentType,
    RequestValidationError,
)
from botocore import exceptions as botocore
from botocore.exceptions import ClientError

from functions.query.http.problem import no_route_problem, validation_problem
from functions.query.routes import brands, channels, mentions, moment_pages, moments
from functions.query.routes.request import reject_unknown_parameters
from shared.domain.errors import ForeshockError, StorageBusy
from shared.domain.problem import MEDIA_TYPE, Problem, problem_from
from shared.domain.version import VERSION
from shared.runtime.telemetry import logger
from shared.store.dynamodb import TRANSIENT_ERRORS

compact_json = partial(json.dumps, separators=(",", ":"))

app = APIGatewayRestResolver(
    enable_validation=True,
    response_validation_error_http_code=HTTPStatus.INTERNAL_SERVER_ERROR,
    serializer=compact_json,
)
for routes in (moments, moment_pages, brands, mentions, channels):
    app.include_router(routes.router)


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


def handle_error(error: Exception) -> Response[str]:
    """Any error as problem details, or as a page where a person looks.

    The log gets the place of an unexpected error, and never its message, which may quote a client.
    """
    problem = _problem(error)
    if problem.status is HTTPStatus.INTERNAL_SERVER_ERROR:
        logger.error("unexpected error", extra={"error": type(error).__name__, "where": _frames(error)})
    if moment_pages.is_page_path(app.current_event.path):
        return moment_pages.error_page(problem.status)
    return _problem_response(problem)


def _problem(error: Exception) -> Problem:
    if isinstance(error, RequestValidationError):
        return validation_problem(error.errors())
    if isinstance(error, RequestUnsupportedContentType):
        return Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "the body must be JSON; send Content-Type: application/json")
    if isinstance(error, NotFoundError):
        return no_route_problem(app.current_event.http_method, app.current_event.path)
    if _is_temporary(error):
        return problem_from(StorageBusy("the tables do not answer"))
    return problem_from(error, conditional=isinstance(error, ForeshockError) and error.field.startswith("if-"))


def _is_temporary(error: Exception) -> bool:
    """Whether a table is busy or cannot be reached, so that a retry may succeed."""
    if isinstance(error, ClientError):
        return error.response["Error"]["Code"] in TRANSIENT_ERRORS
    return isinstance(error, botocore.ConnectionError | botocore.HTTPClientError)


def _problem_response(problem: Problem) -> Response[str]:
    request_id = str(app.current_event.raw_event.get("requestContext", {}).get("requestId", ""))
    body = compact_json(problem.document(request_id))
    return Response(int(problem.status), MEDIA_TYPE, body, headers=dict(problem.headers))


def _frames(error: Exception) -> list[str]:
    """The last frames of the traceback as ``file:line``."""
    return [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)[-6:]]


app.exception_handler(Exception)(handle_error)
